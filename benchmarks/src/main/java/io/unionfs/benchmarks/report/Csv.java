package io.unionfs.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** All figures as comma-separated values, as RFC 4180 has them. */
final class Csv {
  private static final String HEAD =
      "benchmark,subject,unit,score,error,least,forks,samples,allocated_bytes,ratio_to_jimfs,"
          + "ratio_error\r\n";

  private Csv() {}

  static String of(Results results) {
    return HEAD
        + results.all().stream()
            .map(each -> row(results, each))
            .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static String row(Results results, Measured each) {
    var ratio = results.toBaseline(each);
    return String.join(
        ",",
        each.benchmark(),
        each.subject(),
        each.unit(),
        number(each.score()),
        number(each.error()),
        number(each.least()),
        Integer.toString(each.forks()),
        Long.toString(each.samples()),
        each.allocated().isPresent() ? number(each.allocated().getAsDouble()) : "",
        ratio.map(r -> number(r.value())).orElse(""),
        ratio.map(r -> number(r.error())).orElse(""));
  }

  /** The figures of a table that was written, to the digits that stand there. */
  static Results read(String csv) {
    List<Measured> all = new ArrayList<>();
    for (String line : csv.lines().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      all.add(
          new Measured(
              cells[0],
              cells[1],
              cells[2],
              parsed(cells[3]),
              parsed(cells[4]),
              parsed(cells[5]),
              Integer.parseInt(cells[6]),
              Long.parseLong(cells[7]),
              cells[8].isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(parsed(cells[8]))));
    }
    return new Results(all);
  }

  private static double parsed(String number) {
    return number.isEmpty() ? Double.NaN : Double.parseDouble(number);
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }
}
