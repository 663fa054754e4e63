package io.unionfs.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    return BenchCommand.commandLine()
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
        .contains("- run: quick, filter `^hashMapGet$`; up to 2 forks")
        .containsPattern("- part: 1 of [0-9]+ benchmarks; targets of the others are not here\n")
        .contains("docs/benchmarks/README.md of its sources says")
        .doesNotContain("](", "not measured")
        .contains("### hashMapGet");
  }

  @Test
  void aListHasAHeadAndRunsNothing() {
    assertThat(run("--list", "--quick", "miss jimfs|hashMapGet threads=2")).isZero();
    assertThat(out.toString().replaceAll("[0-9]\\.[0-9] s", "N.N s").lines())
        .containsExactly(
            "BENCHMARK              SUBJECT   ONE JVM",
            "miss                   jimfs     N.N s",
            "hashMapGet threads=2   -         N.N s",
            "",
            "2 benchmarks, each in up to 2 JVMs: about 0:00:06",
            "FILTER is found in \"BENCHMARK SUBJECT\", with one blank between.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--quick nosuch | nothing to run for 'nosuch': --list says what there is",
        "( | FILTER is no regular expression: '(': Unclosed group",
        "--foo | Unknown option: '--foo'",
        "--publish ^miss | --publish needs the checkout: start this with ./unionfs bench",
        "-o pom.xml ^miss | --output: pom.xml is there, and no directory"
      })
  void aWrongCommandLineIsOneLineAndAHint(String line, String message) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("unionfs bench: " + message, "Try './unionfs bench --help'.");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--quick --full", "--publish -o x"})
  void whatExcludesEachOtherIsAUsageError(String line) {
    assertThat(run(line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains("mutually exclusive").hasLineCount(2);
  }

  @Test
  void anImageThatIsNoneIsNamedOnce() {
    assertThat(run("--image", "pom.xml", "^miss jimfs")).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("unionfs bench: pom.xml: is no tar archive;")
        .hasLineCount(1);
  }
}
