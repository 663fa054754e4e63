package io.unionfs.benchmarks.report;

import io.unionfs.benchmarks.report.Tables.Table;
import io.unionfs.benchmarks.report.Target.Outcome;
import io.unionfs.benchmarks.report.Target.Verdict;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the targets came out on each JDK for which there is a report, side by side. */
public final class TargetsPage {
  /** The page's name. */
  public static final String FILE = "targets.md";

  private static final String HEAD =
      """
      # Targets on each JDK

      Written by `unionfs bench --publish`, from the reports that are named here, and never by hand.
      [README.md](README.md#targets) says when a target is met, missed or not settled. Each column is of one run;
      figures of two columns are not to be compared.

      """;

  /** The version of a JVM: {@code 17.0.15+6}, {@code 26-ea+12}. */
  private static final Pattern VERSION =
      Pattern.compile("\\b([0-9]+)(\\.[0-9]+)*(-[a-z]+)?\\+[0-9]");

  private static final Pattern FACT = Pattern.compile("(?m)^- ([^:\\n]+): (.*)$");

  private TargetsPage() {}

  /**
   * A report that was written.
   *
   * @param file the report, relative to the page
   */
  private record Published(String file, Map<String, String> facts, Results results) {
    static Published read(Path benchmarks, Path directory) throws IOException {
      Path report = directory.resolve(Report.MARKDOWN);
      String text = Files.readString(report);
      Matcher fact = FACT.matcher(text.substring(0, text.indexOf("\n## ") + 1));
      Map<String, String> facts = new LinkedHashMap<>();
      while (fact.find()) {
        facts.put(fact.group(1), fact.group(2));
      }
      return new Published(
          benchmarks.relativize(report).toString(),
          facts,
          Csv.read(Files.readString(directory.resolve(Report.CSV))));
    }

    String fact(String name) {
      return facts.getOrDefault(name, "");
    }

    int jdk() {
      Matcher version = VERSION.matcher(fact("JDK"));
      if (!version.find()) {
        throw new IllegalArgumentException(file + " does not say on which JDK it was measured");
      }
      return Integer.parseInt(version.group(1));
    }

    boolean isPart() {
      return facts.containsKey(Setting.PART);
    }
  }

  /**
   * The page.
   *
   * @param benchmarks a directory with a report, and perhaps with more in directories {@code
   *     jdk-25} and the like
   */
  public static String of(Path benchmarks) throws IOException {
    List<Published> reports = new ArrayList<>();
    try (DirectoryStream<Path> others = Files.newDirectoryStream(benchmarks, "jdk-*")) {
      for (Path other : others) {
        addReport(reports, benchmarks, other);
      }
    }
    addReport(reports, benchmarks, benchmarks);
    reports.sort(Comparator.comparingInt(Published::jdk));
    return HEAD + Markdown.of(reports(reports)) + "\n" + Markdown.of(targets(reports));
  }

  /** A run that failed leaves a directory without a report. */
  private static void addReport(List<Published> reports, Path benchmarks, Path directory)
      throws IOException {
    if (Files.exists(directory.resolve(Report.MARKDOWN))) {
      reports.add(Published.read(benchmarks, directory));
    }
  }

  private static Table reports(List<Published> reports) {
    List<List<String>> rows = new ArrayList<>();
    for (Published each : reports) {
      String part = each.isPart() ? "; " + each.fact(Setting.PART) : "";
      rows.add(
          List.of(
              "[JDK " + each.jdk() + "](" + each.file() + ")",
              each.fact("JDK"),
              each.fact("run") + part,
              each.fact("machine")));
    }
    return new Table(List.of("report", "JDK", "run", "machine"), 4, rows);
  }

  private static Table targets(List<Published> reports) {
    List<String> head = new ArrayList<>(List.of("operation", "target"));
    reports.forEach(each -> head.add("JDK " + each.jdk()));
    List<List<Target>> targets = reports.stream().map(each -> Targets.of(each.jdk())).toList();
    // In the order of the targets; where JDKs have different ones, each has a row.
    Map<List<String>, String[]> rows = new LinkedHashMap<>();
    for (int i = 0; i < Targets.of(Runtime.version().feature()).size(); i++) {
      for (int report = 0; report < reports.size(); report++) {
        Target target = targets.get(report).get(i);
        List<String> key = List.of(target.operation(), target.boundText() + " " + target.wanted());
        rows.computeIfAbsent(key, any -> new String[reports.size()])[report] =
            text(target.judge(reports.get(report).results()), reports.get(report));
      }
    }
    List<List<String>> lines = new ArrayList<>();
    rows.forEach(
        (key, cells) -> {
          List<String> line = new ArrayList<>(key);
          for (String cell : cells) {
            line.add(cell == null ? "" : cell);
          }
          lines.add(line);
        });
    return new Table(head, head.size(), lines);
  }

  private static String text(Outcome outcome, Published report) {
    if (outcome.verdict() == Verdict.NOT_MEASURED) {
      return report.isPart() ? "not run" : outcome.text();
    }
    return outcome.worst().map(worst -> Tables.plusMinus(worst.value()) + "; ").orElse("")
        + outcome.text();
  }
}
