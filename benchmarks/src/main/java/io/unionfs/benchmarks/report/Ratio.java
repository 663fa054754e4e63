package io.unionfs.benchmarks.report;

/**
 * One figure divided by another of the same run, both with errors that do not depend on each other.
 *
 * @param above the relative error of what is divided; NaN where it is not known
 * @param below the relative error of what it is divided by; 0 for a number that has none
 */
record Ratio(double value, double above, double below) {

  static Ratio of(Measured above, Measured below) {
    return new Ratio(above.score() / below.score(), above.relativeError(), below.relativeError());
  }

  /** This divided by {@code other}. */
  Ratio over(Ratio other) {
    return new Ratio(
        value / other.value, Math.hypot(above, other.below), Math.hypot(below, other.above));
  }

  /** Half the width of the interval of the value, to the first order; NaN where it is not known. */
  double error() {
    return value * Math.hypot(above, below);
  }

  /**
   * Whether the interval of the value leaves {@code bound} out: by Fieller's theorem, which holds
   * however large the errors are. What is above, less {@code bound} times what is below, is then
   * not zero.
   */
  boolean isApartFrom(double bound) {
    return Math.abs(value - bound) > Math.hypot(value * above, bound * below);
  }
}
