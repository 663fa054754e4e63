package io.unionfs.benchmarks.report;

import static io.unionfs.benchmarks.report.Target.ratio;

import io.unionfs.benchmarks.report.Target.Figure;
import io.unionfs.benchmarks.subject.BareMedium;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What is told beside the targets, without a bound.
 *
 * @param operation what is done
 * @param unit of the figures
 */
record Beside(String operation, String unit, Function<Results, List<Figure>> figures) {
  private static final Map<String, Long> SIZES =
      Map.of("4K", 1L << 12, "1M", 1L << 20, "64M", 1L << 26, "1G", 1L << 30);

  /** All of it. */
  static List<Beside> all() {
    List<Beside> all = new ArrayList<>();
    for (String size : List.of("4K", "1M", "64M")) {
      String copyUp = "copyUp" + size;
      all.add(
          new Beside(
              "copy-up of " + size + " to a jimfs",
              "of writing the same to a jimfs",
              ratio(copyUp, "union-jimfs-[0-9]+", "writeMedium" + size, BareMedium.JIMFS)));
      all.add(
          new Beside(
              "copy-up of " + size,
              "of Files.copy within a jimfs",
              ratio(copyUp, "union(-jimfs)?-[0-9]+", "filesCopy" + size, "")));
    }
    for (String size : List.of("1M", "64M")) {
      all.add(moved("array copied to an array", "copyArray" + size, size));
    }
    all.add(moved("open, read, close", "read1M", "1M"));
    for (String size : List.of("4K", "1M", "64M", "1G")) {
      all.add(moved("copy-up", "copyUp" + size, size));
    }
    return List.copyOf(all);
  }

  /** How many bytes a benchmark moves in a second. */
  private static Beside moved(String operation, String benchmark, String size) {
    // Bytes in a nanosecond are gigabytes in a second.
    double bytes = SIZES.get(size);
    return new Beside(
        operation + ", " + size + ": moved",
        "GB/s",
        results ->
            results.of(benchmark).stream()
                .map(
                    each ->
                        new Figure(
                            each.subject().isEmpty() ? benchmark : each.subject(),
                            new Ratio(bytes / each.score(), 0, each.relativeError())))
                .toList());
  }
}
