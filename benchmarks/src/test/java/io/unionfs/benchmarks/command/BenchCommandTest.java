package io.unionfs.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void oneRunWritesAllFormsOfTheReport() throws Exception {
    System.setProperty("jmh.ignoreLock", "true"); // other builds on the machine may test too
    Path report = directory.resolve("new/report");
    assertThat(run("--quick", "-o", report.toString(), "^hashMapGet$")).isZero();
    assertThat(out.toString().strip()).isEqualTo(report.resolve("report.html").toString());
    try (var files = Files.list(report)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "results.json", "results.csv", "report.md", "report.html", "plots", "bench.log");
    }
    assertThat(Files.readString(report.resolve("results.json")))
        .contains("ControlBenchmark.hashMapGet")
        .contains("gc.alloc.rate.norm")
        .contains("\"forks\" : 2");
    assertThat(Files.readString(report.resolve("report.md")))
        .contains("- run: quick, filter ^hashMapGet$; up to 2 forks")
        .contains("### hashMapGet");
  }

  @Test
  void aListRunsNothing() {
    assertThat(run("--list", "--quick", "miss jimfs")).isZero();
    assertThat(out.toString()).isEqualTo("miss jimfs" + System.lineSeparator());
  }

  @Test
  void whatCannotBeRunIsAUsageError() {
    assertThat(run("--quick", "no such thing")).isEqualTo(2);
    assertThat(err.toString()).startsWith("nothing to run for \"no such thing\": see --list");
    assertThat(run("(")).isEqualTo(2);
    assertThat(err.toString()).contains("FILTER is no regular expression");
    assertThat(run("--quick", "--full")).isEqualTo(2);
    assertThat(run("--publish", "-o", "x")).isEqualTo(2);
  }

  @Test
  void publishingNeedsACheckout() {
    assertThat(run("--quick", "--publish", "^hashMapGet$")).isEqualTo(2);
    assertThat(err.toString()).contains("--publish needs the checkout");
  }
}
