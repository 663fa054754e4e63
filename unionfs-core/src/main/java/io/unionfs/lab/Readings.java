package io.unionfs.lab;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;

/** Figures in sentences. */
final class Readings {
  private Readings() {}

  private static Comparator<Table.Row> by(String column) {
    return Comparator.comparingDouble(row -> row.number(column));
  }

  private static List<Table.Row> having(List<Table.Row> rows, String column) {
    return rows.stream().filter(row -> !Double.isNaN(row.number(column))).toList();
  }

  /** The first row with the largest number; of rows without one, fails. */
  static Table.Row most(List<Table.Row> rows, String column) {
    return having(rows, column).stream()
        .reduce((a, b) -> by(column).compare(b, a) > 0 ? b : a)
        .orElseThrow(() -> new NoSuchElementException(column));
  }

  /** The first row with the smallest number. */
  static Table.Row least(List<Table.Row> rows, String column) {
    return having(rows, column).stream()
        .reduce((a, b) -> by(column).compare(b, a) < 0 ? b : a)
        .orElseThrow(() -> new NoSuchElementException(column));
  }

  /** The mean; NaN of nothing. */
  static double mean(List<Table.Row> rows, String column) {
    return having(rows, column).stream()
        .mapToDouble(row -> row.number(column))
        .average()
        .orElse(Double.NaN);
  }

  static double sum(List<Table.Row> rows, String column) {
    return having(rows, column).stream().mapToDouble(row -> row.number(column)).sum();
  }

  static String number(Table.Row row, String column) {
    return number(row.number(column));
  }

  /** A number with commas between thousands. */
  static String number(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%,d", (long) number)
        : String.format(Locale.ROOT, "%,.3f", number);
  }

  /** Bytes in units of 1000. */
  static String bytes(double bytes) {
    double size = Math.abs(bytes);
    if (size < 1000) {
      return String.format(Locale.ROOT, "%.0f B", bytes);
    }
    String[] units = {"kB", "MB", "GB", "TB", "PB"};
    double shown = bytes;
    int unit = -1;
    while (Math.abs(shown) >= 999.5 && unit < units.length - 1) {
      shown /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.3g %s", shown, units[unit]);
  }

  /** A share of one, as a percentage. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
