package io.unionfs.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {
  private static final String CSV =
      "benchmark,subject,unit,score,error,least,forks,samples,allocated_bytes,ratio_to_jimfs,"
          + "ratio_error\r\n"
          + "miss,jimfs,ns,1000.0000,1.0000,990.0000,2,10,16.0000,1.0000,0.0000\r\n"
          + "miss,union-1,ns,50.0000,1.0000,48.0000,2,10,,0.0500,0.0010\r\n";

  @TempDir private Path home;
  private Path benchmarks;

  @BeforeEach
  void directories() throws Exception {
    benchmarks = Files.createDirectories(home.resolve("docs/benchmarks"));
  }

  private void report(Path directory, String facts) throws Exception {
    Files.createDirectories(directory.resolve("plots"));
    Files.writeString(
        directory.resolve("report.md"),
        "# Benchmarks\n\n" + facts + "\n\n## Targets\n\n- JDK: no fact\n![miss](plots/miss.png)\n");
    Files.writeString(directory.resolve("results.csv"), CSV);
    Files.writeString(directory.resolve("plots/miss.png"), "");
  }

  @Test
  void theJdkOfTheLibraryIsFirstAndOthersAreBesideIt() {
    assertThat(Publication.in(home, 17).directory()).isEqualTo(benchmarks);
    Publication other = Publication.in(home, 25);
    assertThat(other.directory()).isEqualTo(benchmarks.resolve("jdk-25"));
    assertThat(other.directory().resolve(other.home() + "README.md").normalize())
        .isEqualTo(benchmarks.resolve("README.md"));
  }

  @Test
  void aPartIsNotPublishedInPlaceOfAll() {
    assertThat(Publication.in(home, 17).refusal("")).isEmpty();
    assertThat(Publication.in(home, 17).refusal("^miss"))
        .hasValueSatisfying(why -> assertThat(why).contains("leave '^miss' out"));
    assertThat(Publication.in(home, 25).refusal("^miss")).isEmpty();
  }

  @Test
  void theTargetsOfAllReportsStandSideBySide() throws Exception {
    report(benchmarks, "- JDK: A VM 17.0.15+6-x (X)\n- run: standard\n- machine: fast");
    Publication other = Publication.in(home, 25);
    report(
        other.directory(),
        "- JDK: A VM 25+36-LTS (X)\n- run: quick, filter `^miss`\n- part: 2 of 90 benchmarks");
    other.complete();
    assertThat(Files.readString(benchmarks.resolve("targets.md")))
        .contains("| [JDK 17](report.md) | A VM 17.0.15+6-x (X) | standard | fast |\n")
        .contains(
            "| [JDK 25](jdk-25/report.md) | A VM 25+36-LTS (X) |"
                + " quick, filter `^miss`; 2 of 90 benchmarks |  |\n")
        .contains("| operation | target | JDK 17 | JDK 25 |\n")
        .contains(
            "| miss, Files.exists on JDK 17 | ≤ 0.25 of flat jimfs |"
                + " 0.05 ± 0.0010; met, with 80.0 % to spare |  |\n"
                + "| miss, Files.exists on JDK 25 | ≤ 0.10 of flat jimfs |  |"
                + " 0.05 ± 0.0010; met, with 50.0 % to spare |\n")
        .contains("| list 100 | ≤ 0.20 of flat jimfs | not measured | not run |\n");
  }

  @Test
  void aRunOnAnotherJdkThatFailedDoesNotMatter() throws Exception {
    report(benchmarks, "- JDK: A VM 17.0.15+6-x (X)\n- run: standard\n- machine: fast");
    Files.createDirectories(Publication.in(home, 25).directory());
    Publication.in(home, 17).complete();
    assertThat(Files.readString(benchmarks.resolve("targets.md")))
        .contains("| operation | target | JDK 17 |\n");
  }

  @Test
  void plotsOfAnEarlierReportAreRemoved() throws Exception {
    Publication other = Publication.in(home, 25);
    report(other.directory(), "- JDK: A VM 25+36-LTS (X)");
    Path old = Files.writeString(other.directory().resolve("plots/walk.png"), "");
    other.complete();
    assertThat(old).doesNotExist();
    assertThat(other.directory().resolve("plots/miss.png")).exists();
  }
}
