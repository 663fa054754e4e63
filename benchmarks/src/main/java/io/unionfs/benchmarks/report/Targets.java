package io.unionfs.benchmarks.report;

import static io.unionfs.benchmarks.report.Target.all;
import static io.unionfs.benchmarks.report.Target.ratio;
import static io.unionfs.benchmarks.report.Target.speedup;
import static io.unionfs.benchmarks.report.Target.value;

import io.unionfs.benchmarks.report.Target.Figure;
import io.unionfs.benchmarks.report.Target.Sense;
import io.unionfs.benchmarks.subject.BareMedium;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The bounds that the project has set itself. They are not moved to be met. */
final class Targets {
  private static final String UNION = "union-[0-9]+";
  private static final String JIMFS = "jimfs";
  private static final String MEMORY = "memoryfilesystem";
  private static final int JDK_THAT_ASKS_EXISTS = 20;
  private static final double MICROSECOND = 1000;

  private Targets() {}

  /**
   * The bounds for a JDK: from 20 on {@code Files.exists} asks the provider, before it has it
   * throw.
   */
  static List<Target> of(int jdk) {
    List<Target> targets = new ArrayList<>();
    targets.add(
        atMost(
            "stat, hit at 1 to 500 layers",
            "of flat jimfs",
            0.5,
            all(ratio("statBottom", UNION, JIMFS), ratio("statTop", UNION, JIMFS))));
    targets.add(
        atMost(
            "stat, 500 layers",
            "of 1 layer",
            1.1,
            all(
                ratio("statBottom", "union-500", "union-1"),
                ratio("statTop", "union-500", "union-1"))));
    targets.add(
        atMost(
            "parse and stat from a String",
            "of flat jimfs",
            0.4,
            ratio("getPathStat", UNION, JIMFS)));
    targets.add(
        atMost(
            "miss, Files.exists on JDK " + jdk,
            "of flat jimfs",
            jdk < JDK_THAT_ASKS_EXISTS ? 0.25 : 0.1,
            ratio("miss", UNION, JIMFS)));
    targets.add(
        atMost("miss, 500 layers", "of 1 layer", 1.1, ratio("miss", "union-500", "union-1")));
    targets.add(
        atLeast(
            "stat, 2 threads: scaling",
            "of that of a private HashMap per thread",
            0.9,
            Targets::scaling));
    for (String size : List.of("100", "1000")) {
      String list = "list names=" + size;
      targets.add(atMost("list " + size, "of flat jimfs", 0.2, ratio(list, UNION, JIMFS)));
      targets.add(atMost("list " + size, "of memoryfilesystem", 0.8, ratio(list, UNION, MEMORY)));
    }
    targets.add(
        atMost(
            "open, read 4 KiB, close; lower",
            "of flat jimfs",
            1.0,
            ratio("openReadCloseLower", UNION, JIMFS)));
    targets.add(
        atMost(
            "open, read 4 KiB, close; upper",
            "of flat jimfs",
            1.0,
            ratio("openReadCloseUpper", UNION, JIMFS)));
    targets.add(
        atMost(
            "create, write 4 KiB, delete, all metadata flushed",
            "of flat jimfs",
            1.2,
            ratio("createWriteFlushDelete", UNION, JIMFS)));
    for (String size : List.of("4K", "1M", "64M")) {
      targets.add(
          atMost(
              "copy-up of " + size,
              "of writing the same to the medium",
              1.2,
              ratio("copyUp" + size, UNION, "writeMedium" + size, BareMedium.BLOCKS)));
    }
    targets.add(
        atMost(
            "1-byte append to a lower file of 1 GiB, block-level driver",
            "µs",
            50,
            value("append1G", "union-block-[0-9]+", MICROSECOND)));
    targets.add(
        atMost(
            "1-byte append to a lower file of 1 GiB, block-level driver: allocated",
            "KiB",
            256,
            allocated("append1G", "union-block-[0-9]+")));
    targets.add(
        atMost(
            "chmod of a lower file of 1 GiB, metacopy",
            "µs",
            5,
            value("chmodHuge", "union-metacopy-[0-9]+", MICROSECOND)));
    targets.add(
        atMost(
            "mount of a loaded image, 128 layers, 100,000 files",
            "µs",
            10,
            value("mount", "union-128", MICROSECOND)));
    targets.add(
        atMost(
            "idle container: heap, after collection and by jol",
            "bytes",
            2048,
            all(value("heapPerIdleContainer", ".*", 1), value("jolPerIdleContainer", ".*", 1))));
    targets.add(
        atMost("merged tree: building an entry", "ns", 1000, value("mergedTree", UNION, 1)));
    targets.add(
        atMost(
            "merged tree with its layers: heap per entry, by jol",
            "bytes",
            300,
            value("jolPerEntry", ".*", 1)));
    targets.add(
        atMost(
            "a layer of 10 entries on a directory of 100,000",
            "µs",
            100,
            all(
                value("stackSmallLayer", ".*", MICROSECOND),
                value("applySmallArchive", ".*", MICROSECOND))));
    kernel(targets);
    return targets;
  }

  private static void kernel(List<Target> targets) {
    List<String> names =
        List.of(
            "statBottom",
            "statTop",
            "miss",
            "openReadCloseLower",
            "list names=100",
            "list names=1000",
            "createWriteDelete",
            "mkdir",
            "rename",
            "whiteout",
            "chmodLower");
    for (String name : names) {
      targets.add(atLeast(name, "times as fast as the kernel's overlayfs", 5, againstKernel(name)));
    }
    for (String name : List.of("read1M", "copyUp4K", "copyUp1M", "copyUp64M", "copyUp1G")) {
      targets.add(atLeast(name, "times as fast as the kernel's overlayfs", 1, againstKernel(name)));
    }
  }

  private static Target atMost(
      String operation, String wanted, double bound, Function<Results, List<Figure>> figures) {
    return new Target(operation, wanted, Sense.AT_MOST, bound, figures);
  }

  private static Target atLeast(
      String operation, String wanted, double bound, Function<Results, List<Figure>> figures) {
    return new Target(operation, wanted, Sense.AT_LEAST, bound, figures);
  }

  /** Each depth of the union against the kernel's overlayfs of the same depth. */
  private static Function<Results, List<Figure>> againstKernel(String benchmark) {
    return results -> {
      List<Figure> figures = new ArrayList<>();
      for (Measured union : results.matching(benchmark, UNION)) {
        String peer = union.subject().replace("union", "overlay");
        figures.addAll(speedup(benchmark, union.subject(), peer).apply(results));
      }
      return figures;
    };
  }

  /**
   * How well two threads on one mount do beside one, over how well two with maps of their own do.
   */
  private static List<Figure> scaling(Results results) {
    List<Figure> figures = new ArrayList<>();
    String control = "hashMapGet";
    var one = results.of(control, "");
    var two = results.of(control + " threads=2", "");
    if (one.isEmpty() || two.isEmpty()) {
      return figures;
    }
    Ratio best = Ratio.of(one.get(), two.get());
    for (Measured shared : results.matching("statBottom threads=2", UNION)) {
      results
          .of("statBottom", shared.subject())
          .ifPresent(
              alone ->
                  figures.add(
                      new Figure(
                          "statBottom, " + shared.subject(), Ratio.of(alone, shared).over(best))));
    }
    return figures;
  }

  private static Function<Results, List<Figure>> allocated(String benchmark, String pattern) {
    return results -> {
      List<Figure> figures = new ArrayList<>();
      for (Measured each : results.matching(benchmark, pattern)) {
        each.allocated()
            .ifPresent(
                bytes ->
                    figures.add(
                        new Figure(
                            benchmark + ", " + each.subject(), new Ratio(bytes / 1024, 0, 0))));
      }
      return figures;
    };
  }
}
