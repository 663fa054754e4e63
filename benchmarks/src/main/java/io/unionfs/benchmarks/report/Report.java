package io.unionfs.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** Writes a run in all its forms. */
public final class Report {
  /** JMH's own form. */
  public static final String JSON = "results.json";

  public static final String CSV = "results.csv";
  public static final String MARKDOWN = "report.md";
  public static final String HTML = "report.html";

  private Report() {}

  /** Writes all files into {@code directory}, over those of an earlier run. */
  public static void write(Path directory, Setting setting, Collection<RunResult> runs)
      throws IOException {
    Files.createDirectories(directory);
    try (PrintStream json =
        new PrintStream(
            Files.newOutputStream(directory.resolve(JSON)), false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(runs);
    }
    write(directory, setting, Results.of(runs));
  }

  static void write(Path directory, Setting setting, Results results) throws IOException {
    List<Target.Outcome> outcomes =
        Targets.of(Runtime.version().feature()).stream()
            .map(target -> target.judge(results))
            .toList();
    Charts.Made charts = Charts.draw(results, directory);
    Files.writeString(directory.resolve(CSV), Csv.of(results));
    Files.writeString(directory.resolve(MARKDOWN), Markdown.of(setting, results, outcomes, charts));
    Files.writeString(directory.resolve(HTML), Html.of(setting, results, outcomes, charts));
  }
}
