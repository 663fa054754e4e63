package io.unionfs.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  private static final Results RESULTS =
      new Results(
          List.of(
              new Measured(
                  "list names=100",
                  "jimfs",
                  "ns",
                  30_000,
                  600,
                  29_000,
                  3,
                  15,
                  OptionalDouble.of(4096)),
              new Measured(
                  "list names=100", "union-8", "ns", 3000, 90, 2900, 3, 15, OptionalDouble.empty()),
              new Measured(
                  "jolPerEntry", "", "B", 250, Double.NaN, 250, 1, 1, OptionalDouble.empty())));

  private static final Setting SETTING =
      new Setting(
          List.of(new Setting.Fact("machine", "a <small> one")), List.of("overlay: no root"));

  @TempDir private Path directory;

  private String written(String file) throws Exception {
    Report.write(directory, SETTING, RESULTS);
    return Files.readString(directory.resolve(file));
  }

  @Test
  void noDirectoryOfTheMachineIsTold() {
    String json =
        """
        "jvm" : "/opt/jdk/bin/java",
        "-Dunionfs.bench.image=/home/me/debian.tar",
        "-Xms1g"
        """;
    assertThat(Report.withoutDirectories(json))
        .isEqualTo(
            """
            "jvm" : "java",
            "-Dunionfs.bench.image=debian.tar",
            "-Xms1g"
            """);
  }

  @Test
  void theTableOfValuesHasEveryFigureWithItsRatio() throws Exception {
    assertThat(written(Report.CSV).lines())
        .containsExactly(
            "benchmark,subject,unit,score,error,least,forks,samples,allocated_bytes,"
                + "ratio_to_jimfs,ratio_error",
            "list names=100,jimfs,ns,30000.0000,600.0000,29000.0000,3,15,4096.0000,1.0000,0.0000",
            "list names=100,union-8,ns,3000.0000,90.0000,2900.0000,3,15,,0.1000,0.0036",
            "jolPerEntry,,B,250.0000,,250.0000,1,1,,,");
  }

  @Test
  void theReportShowsMachineTargetsFiguresAndWhatIsMissing() throws Exception {
    assertThat(written(Report.MARKDOWN))
        .contains("- machine: a <small> one")
        .contains("| list 100 | ≤ 0.20 of flat jimfs | met, with 50.0 % to spare |")
        .contains("| list 1000 | ≤ 0.20 of flat jimfs | not measured |")
        .contains(
            "| merged tree with its layers: heap per entry, by jol | ≤ 300 bytes |"
                + " not settled: 16.7 % to spare, there is no error | jolPerEntry | 250 |")
        .contains("| union-8 | 3.00 µs | 90.0 ns | 0.10 | 0.0036 | 2.90 µs |  | 3 / 15 |")
        .contains("![list names=100](plots/list-names-100.png)")
        .contains("- overlay: no root");
  }

  @Test
  void aReportOfAPartHasOnlyTargetsThatWereRunAndAPublishedOneItsLinks() throws Exception {
    Setting part =
        new Setting(
            List.of(new Setting.Fact("run", "quick, filter `^list`")),
            List.of(),
            Setting.Extent.PART,
            Optional.of("../"));
    Report.write(directory, part, RESULTS);
    assertThat(Files.readString(directory.resolve(Report.MARKDOWN)))
        .contains("[README.md](../README.md)", "[targets.md](../targets.md)")
        .contains("| list 100 | ≤ 0.20 of flat jimfs | met")
        .doesNotContain("not measured");
    assertThat(Files.readString(directory.resolve(Report.HTML)))
        .contains("<li>run: quick, filter <code>^list</code></li>");
    assertThat(Csv.read(Files.readString(directory.resolve(Report.CSV))).all())
        .isEqualTo(RESULTS.all());
  }

  @Test
  void thePageShowsTheSameAndEscapesIt() throws Exception {
    assertThat(written(Report.HTML))
        .contains("<li>machine: a &lt;small&gt; one</li>")
        .contains("<tr class=\"met\"><td>list 100</td>")
        .contains("<td class=\"number\">3.00 µs</td>")
        .contains("<img src=\"plots/list-names-100.png\"")
        .contains("<li>overlay: no root</li>");
  }

  @Test
  void everyBenchmarkOnSeveralSubjectsHasAPlot() throws Exception {
    written(Report.HTML);
    assertThat(ImageIO.read(directory.resolve("plots/list-names-100.png").toFile()).getWidth())
        .isEqualTo(900);
    assertThat(directory.resolve("plots/jolperentry.png")).doesNotExist();
  }

  @Test
  void errorsOfSomePercentAreShortBars() throws Exception {
    written(Report.HTML);
    BufferedImage plot = ImageIO.read(directory.resolve("plots/list-names-100.png").toFile());
    int pixels = 0;
    for (int x = 0; x < plot.getWidth(); x++) {
      for (int y = 0; y < plot.getHeight(); y++) {
        pixels += plot.getRGB(x, y) == Charts.ERRORS.getRGB() ? 1 : 0;
      }
    }
    assertThat(pixels).isBetween(4, 100);
  }

  @Test
  void besideTheTargetsStandBandwidthAndFilesCopy() throws Exception {
    OptionalDouble none = OptionalDouble.empty();
    Results copies =
        new Results(
            List.of(
                new Measured("copyUp1M", "union-128", "ns", 200_000, 2000, 1, 3, 15, none),
                new Measured("copyUp1M", "union-jimfs-128", "ns", 300_000, 3000, 1, 3, 15, none),
                new Measured("writeMedium1M", "jimfs", "ns", 150_000, 0, 1, 3, 15, none),
                new Measured("filesCopy1M", "", "ns", 100_000, 1000, 1, 3, 15, none),
                new Measured("copyArray1M", "", "ns", 104_857.6, 0, 1, 3, 15, none)));
    Report.write(directory, SETTING, copies);
    assertThat(Files.readString(directory.resolve(Report.MARKDOWN)))
        .contains("## Beside the targets")
        .contains(
            "| copy-up of 1M to a jimfs | copyUp1M, union-jimfs-128 | 2.00 ± 0.02 |"
                + " of writing the same to a jimfs |")
        .contains(
            "| copy-up of 1M | copyUp1M, union-128 | 2.00 ± 0.03 | of Files.copy within a jimfs |")
        .contains("| array copied to an array, 1M: moved | copyArray1M | 10.0 | GB/s |")
        .contains("| copy-up, 1M: moved | union-128 | 5.24 ± 0.05 | GB/s |");
    assertThat(Files.readString(directory.resolve(Report.HTML))).contains("Beside the targets");
  }
}
