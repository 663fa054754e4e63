package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptions;

class LookupReportTest {
  @Test
  void theReportComparesEveryBenchmarkWithTheBaseline() throws Exception {
    CommandLineOptions hasty =
        new CommandLineOptions(
            "-p", "subject=FLAT_JIMFS,UNION_2", "-f", "0", "-wi", "0", "-i", "2", "-r", "2ms");
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    PrintStream progress =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    LookupReport.print(
        LookupReport.run(hasty, progress), new PrintStream(report, true, StandardCharsets.UTF_8));
    String text = report.toString(StandardCharsets.UTF_8);
    for (String name :
        List.of(
            "statBottom", "statTop", "existsMissing", "openReadCloseBottom", "getPathStatBottom")) {
      assertThat(text)
          .containsOnlyOnce("| " + name + " | FLAT_JIMFS | ")
          .containsOnlyOnce("| " + name + " | UNION_2 | ");
    }
    assertThat(text.lines().filter(line -> line.contains("| FLAT_JIMFS |")))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).contains("| 1.00 |  |"));
  }
}
