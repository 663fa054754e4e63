package io.unionfs.benchmarks.report;

/**
 * One figure divided by another of the same run.
 *
 * @param error of the value, as errors of independent figures add up
 */
record Ratio(double value, double error) {

  static Ratio of(Measured above, Measured below) {
    double value = above.score() / below.score();
    return new Ratio(value, value * Math.hypot(above.relativeError(), below.relativeError()));
  }

  /** This divided by {@code other}. */
  Ratio over(Ratio other) {
    double quotient = value / other.value;
    double relative = Math.hypot(error / value, other.error / other.value);
    return new Ratio(quotient, quotient * relative);
  }
}
