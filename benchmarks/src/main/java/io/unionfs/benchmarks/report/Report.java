package io.unionfs.benchmarks.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
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

  /** The directories of a file that is named in JMH's results. */
  private static final Pattern DIRECTORY =
      Pattern.compile("(\"jvm\" : \"|\"-D[a-z.]+=)/[^\"]*/([^\"/]*\")");

  private Report() {}

  /** Writes all files into {@code directory}, over those of an earlier run. */
  public static void write(Path directory, Setting setting, Collection<RunResult> runs)
      throws IOException {
    Files.createDirectories(directory);
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(json, false, StandardCharsets.UTF_8);
    ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(runs);
    out.flush();
    Files.writeString(
        directory.resolve(JSON), withoutDirectories(json.toString(StandardCharsets.UTF_8)));
    write(directory, setting, Results.of(runs));
  }

  /** Where this machine keeps its java and what it measures with is nobody's business. */
  static String withoutDirectories(String json) {
    return DIRECTORY.matcher(json).replaceAll("$1$2");
  }

  static void write(Path directory, Setting setting, Results results) throws IOException {
    List<Target.Outcome> outcomes =
        Targets.of(Runtime.version().feature()).stream()
            .map(target -> target.judge(results))
            .filter(
                outcome ->
                    setting.extent() == Setting.Extent.ALL
                        || outcome.verdict() != Target.Verdict.NOT_MEASURED)
            .toList();
    Charts.Made charts = Charts.draw(results, directory);
    Files.writeString(directory.resolve(CSV), Csv.of(results));
    Files.writeString(directory.resolve(MARKDOWN), Markdown.of(setting, results, outcomes, charts));
    Files.writeString(directory.resolve(HTML), Html.of(setting, results, outcomes, charts));
  }
}
