package io.unionfs.benchmarks.report;

import java.util.OptionalDouble;

/**
 * One figure: one benchmark on one subject.
 *
 * @param benchmark the method, with its parameters and threads where these are told apart: {@code
 *     statBottom}, {@code list names=100}, {@code statBottom threads=2}
 * @param subject what was measured, empty where the benchmark has only one
 * @param unit {@code ns} for a time per operation, {@code B} for bytes of heap
 * @param score the mean
 * @param error half the width of the 99.9 % confidence interval; NaN from a single sample
 * @param least the least sample
 * @param forks how many JVMs
 * @param samples how many iterations in all of them
 * @param allocated bytes allocated per operation
 */
public record Measured(
    String benchmark,
    String subject,
    String unit,
    double score,
    double error,
    double least,
    int forks,
    long samples,
    OptionalDouble allocated) {

  /** The error as a share of the score; NaN where it is not known. */
  double relativeError() {
    return error / score;
  }
}
