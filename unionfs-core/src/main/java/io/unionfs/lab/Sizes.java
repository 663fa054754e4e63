package io.unionfs.lab;

import java.util.Random;

/**
 * A distribution of sizes or counts, by two of its quantiles: log-normal through both, cut at its
 * ends. What is drawn follows from the source of random numbers, on every Java platform. Immutable.
 *
 * @param median half of all are below
 * @param p90 nine of ten are below
 * @param least nothing is smaller
 * @param most nothing is larger
 */
public record Sizes(double median, double p90, long least, long most) {
  /** The 90 % quantile of the standard normal distribution. */
  private static final double Z90 = 1.2815515655446004;

  private static final long MB = 1_000_000;

  /** Zhao et al. (CLUSTER'19), Docker Hub: layers of an image. */
  public static final Sizes LAYERS = new Sizes(8, 18, 1, 120);

  /** Zhao et al. (CLUSTER'19), Docker Hub: bytes of a layer. */
  public static final Sizes LAYER_BYTES = new Sizes(4 * MB, 177 * MB, 1, 2000 * MB);

  /**
   * Files of a layer: the published 1,090 of an image and its 8 layers; with the layers' spread.
   */
  public static final Sizes LAYER_FILES = new Sizes(1090.0 / 8, 1090.0 / 8 * 10, 1, 5000);

  /** Bytes of a file: half of all below 4 kB, nine of ten below 64 kB, none above 1 MB. */
  public static final Sizes FILE_BYTES = new Sizes(4000, 64_000, 1, 1_000_000);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException unless {@code 0 < median <= p90} and {@code 0 <= least <=
   *     most}
   */
  public Sizes {
    if (!(median > 0 && p90 >= median && least >= 0 && most >= least)) {
      throw new IllegalArgumentException(
          "no distribution: median " + median + ", p90 " + p90 + ", " + least + " to " + most);
    }
  }

  /** Always {@code value}. */
  public static Sizes always(long value) {
    return new Sizes(1, 1, value, value);
  }

  /** The next value. */
  public long draw(Random random) {
    double sigma = StrictMath.log(p90 / median) / Z90;
    double drawn = median * StrictMath.exp(sigma * random.nextGaussian());
    return Math.max(least, Math.min(most, Math.round(drawn)));
  }

  /** The same shape, everything divided by {@code by}. */
  public Sizes scaled(double by) {
    return new Sizes(
        median / by,
        p90 / by,
        Math.max(1, Math.round(least / by)),
        Math.max(1, Math.round(most / by)));
  }
}
