package io.unionfs.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** That {@code docs/benchmarks/targets.md} is what the reports beside it give. */
class TargetsPageTest {
  private static final Path BENCHMARKS = Path.of("..", "docs", "benchmarks");

  @Test
  void thePageIsOfTheReportsThatStandThere() throws Exception {
    String page = TargetsPage.of(BENCHMARKS);
    Path file = BENCHMARKS.resolve(TargetsPage.FILE);
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(file, page);
      return;
    }
    assertThat(Files.readString(file))
        .as("-Dtest=TargetsPageTest -Dreference.write=true writes it")
        .isEqualTo(page);
  }

  /** What the page says of a report is what the report says itself. */
  @Test
  void outcomesAreThoseOfTheReport() throws Exception {
    String report = Files.readString(BENCHMARKS.resolve(Report.MARKDOWN));
    String page = TargetsPage.of(BENCHMARKS);
    String table =
        report.substring(report.indexOf("## Targets"), report.indexOf("## Beside the targets"));
    assertThat(table.lines().filter(line -> line.startsWith("| ")).skip(1))
        .hasSizeGreaterThan(30)
        .allSatisfy(
            line -> {
              String[] cells = line.split(" \\| ");
              assertThat(page).contains("| " + cells[0].substring(2) + " | " + cells[1] + " | ");
              assertThat(page).contains(cells[2]);
            });
  }
}
