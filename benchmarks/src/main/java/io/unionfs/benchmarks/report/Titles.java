package io.unionfs.benchmarks.report;

import java.util.Locale;

/** Names of files that belong to a benchmark. */
final class Titles {
  private Titles() {}

  /** The name of a plot, without its ending: {@code list-names-100}. */
  static String fileName(String benchmark) {
    return benchmark.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
