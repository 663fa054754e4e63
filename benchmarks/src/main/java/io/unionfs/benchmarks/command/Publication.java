package io.unionfs.benchmarks.command;

import io.unionfs.benchmarks.report.Report;
import io.unionfs.benchmarks.report.TargetsPage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The reports in {@code docs/benchmarks}: that of the JDK which the library is built for is there
 * itself, those of others beside it, in {@code jdk-25} and the like.
 *
 * @param benchmarks the directory of all
 * @param jdk the JDK that is measured
 */
record Publication(Path benchmarks, int jdk) {
  /** The JDK that the library is built for. */
  static final int FIRST = 17;

  /** In the checkout {@code home}. */
  static Publication in(Path home, int jdk) {
    return new Publication(home.resolve("docs").resolve("benchmarks"), jdk);
  }

  /** Where the report goes. */
  Path directory() {
    return jdk == FIRST ? benchmarks : benchmarks.resolve("jdk-" + jdk);
  }

  /** How a link in the report leads to the directory of all. */
  String home() {
    return jdk == FIRST ? "" : "../";
  }

  /** Why what {@code filter} finds cannot be published by itself; empty where it can. */
  Optional<String> refusal(String filter) {
    return jdk != FIRST || filter.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "--publish on this JDK writes the report of all benchmarks: leave '"
                + filter
                + "' out, or name a directory by -o");
  }

  /** After the report was written: removes plots of an earlier one, and says all targets anew. */
  void complete() throws IOException {
    String report = Files.readString(directory().resolve(Report.MARKDOWN));
    try (DirectoryStream<Path> plots =
        Files.newDirectoryStream(directory().resolve("plots"), "*.png")) {
      for (Path plot : plots) {
        if (!report.contains("(plots/" + plot.getFileName() + ")")) {
          Files.delete(plot);
        }
      }
    }
    Files.writeString(benchmarks.resolve(TargetsPage.FILE), TargetsPage.of(benchmarks));
  }
}
