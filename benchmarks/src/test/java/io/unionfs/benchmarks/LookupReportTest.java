package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.CommandLineOptions;

class LookupReportTest {
  @Test
  void theReportHasARowForEveryBenchmarkAndSubject() throws Exception {
    CommandLineOptions hasty =
        new CommandLineOptions("-f", "0", "-wi", "0", "-i", "2", "-r", "2ms");
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    PrintStream progress =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    LookupReport.print(
        LookupReport.run(hasty, progress), new PrintStream(report, true, StandardCharsets.UTF_8));
    String text = report.toString(StandardCharsets.UTF_8);
    for (String name : new String[] {"statBottom", "statTop", "existsMissing"}) {
      for (String subject : SubjectsTest.statSubjects()) {
        assertThat(text).containsOnlyOnce("| " + name + " | " + subject + " | ");
      }
    }
    for (String name : new String[] {"openReadCloseBottom", "getPathStatBottom"}) {
      for (String subject : SubjectsTest.openSubjects()) {
        assertThat(text).containsOnlyOnce("| " + name + " | " + subject + " | ");
      }
    }
    assertThat(text.lines().filter(line -> line.contains("| FLAT_JIMFS |")))
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).endsWith("| 1.00 |  |"));
  }
}
