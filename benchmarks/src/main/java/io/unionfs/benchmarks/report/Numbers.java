package io.unionfs.benchmarks.report;

import java.util.Locale;

/** Numbers as text, in the same way whatever the locale is. */
final class Numbers {
  private static final double THOUSAND = 1000;

  private Numbers() {}

  /** Three significant digits, and all digits before the point. */
  static String short3(double value) {
    if (Double.isNaN(value)) {
      return "";
    }
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.01 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Nanoseconds in the unit that suits them, or bytes. */
  static String quantity(double value, String unit) {
    if (Double.isNaN(value)) {
      return "";
    }
    if (!unit.equals("ns")) {
      return short3(value) + " " + unit;
    }
    double size = Math.abs(value);
    if (size < THOUSAND) {
      return short3(value) + " ns";
    }
    if (size < THOUSAND * THOUSAND) {
      return short3(value / THOUSAND) + " µs";
    }
    if (size < THOUSAND * THOUSAND * THOUSAND) {
      return short3(value / THOUSAND / THOUSAND) + " ms";
    }
    return short3(value / THOUSAND / THOUSAND / THOUSAND) + " s";
  }
}
