package io.unionfs.lab;

import java.util.Random;

/**
 * A distribution of which two quantiles were published: log-normal through both, cut at its ends.
 *
 * @param median half of all are below
 * @param p90 nine of ten are below
 * @param least nothing is smaller
 * @param most nothing is larger
 */
record Sizes(double median, double p90, long least, long most) {
  /** The 90 % quantile of the standard normal distribution. */
  private static final double Z90 = 1.2815515655446004;

  private static final long MB = 1_000_000;

  /** Zhao et al. (CLUSTER'19), Docker Hub: layers of an image. */
  static final Sizes LAYERS = new Sizes(8, 18, 1, 120);

  /** Zhao et al. (CLUSTER'19), Docker Hub: bytes of a layer. */
  static final Sizes LAYER_BYTES = new Sizes(4 * MB, 177 * MB, 1, 2000 * MB);

  /**
   * Files of a layer: the published 1,090 of an image and its 8 layers; with the layers' spread.
   */
  static final Sizes LAYER_FILES = new Sizes(1090.0 / 8, 1090.0 / 8 * 10, 1, 5000);

  long draw(Random random) {
    double sigma = Math.log(p90 / median) / Z90;
    double drawn = median * Math.exp(sigma * random.nextGaussian());
    return Math.max(least, Math.min(most, Math.round(drawn)));
  }

  /** The same shape, everything divided by {@code by}. */
  Sizes scaled(double by) {
    return new Sizes(
        median / by,
        p90 / by,
        Math.max(1, Math.round(least / by)),
        Math.max(1, Math.round(most / by)));
  }
}
