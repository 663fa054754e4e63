package io.unionfs.cli.command;

import io.unionfs.analysis.Metric.Family;
import io.unionfs.analysis.Rule;
import io.unionfs.analysis.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options by which dive is told its rules; they mean what they mean to it. */
final class DiveOptions {
  private static final Path CONFIG = Path.of(".dive-ci");

  @Option(
      names = "--ci",
      description =
          "Check dive's rules: those of .dive-ci in this directory, or else its defaults.")
  private boolean ci;

  private final Map<String, String> thresholds = new LinkedHashMap<>();

  @Option(
      names = "--lowestEfficiency",
      paramLabel = "SHARE",
      description = "dive's rule, from 0 to 1: 0.9 where only others of the three are given.")
  private void lowestEfficiency(String value) {
    thresholds.put("lowestEfficiency", value);
  }

  @Option(
      names = "--highestWastedBytes",
      paramLabel = "BYTES",
      description = "dive's rule: 20MB, say; not checked by default.")
  private void highestWastedBytes(String value) {
    thresholds.put("highestWastedBytes", value);
  }

  @Option(
      names = "--highestUserWastedPercent",
      paramLabel = "SHARE",
      description = "dive's rule, from 0 to 1: 0.1 where only others of the three are given.")
  private void highestUserWastedPercent(String value) {
    thresholds.put("highestUserWastedPercent", value);
  }

  /**
   * The rules.
   *
   * @param others whether rules are named besides: then {@code --ci} by itself adds none
   * @throws IllegalArgumentException if a value is none
   */
  List<Rule> rules(boolean others) throws IOException {
    if (!thresholds.isEmpty()) {
      StringBuilder text = new StringBuilder("rules:\n");
      thresholds.forEach(
          (key, value) -> text.append("  ").append(key).append(": ").append(value).append('\n'));
      return Rules.parse(text.toString(), Family.DIVE);
    }
    if (!ci || others) {
      return List.of();
    }
    return Rules.parse(Files.exists(CONFIG) ? Files.readString(CONFIG) : "rules:", Family.DIVE);
  }
}
