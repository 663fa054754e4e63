package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabFrameTest {
  @TempDir private Path scratch;

  @Test
  void rangesAreListsAndStepsAndUnits() {
    assertThat(Ranges.parse("1,8,32", 1, 500)).containsExactly(1L, 8L, 32L);
    assertThat(Ranges.parse("1..5", 1, 500)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(Ranges.parse("8,1..10:4", 1, 500)).containsExactly(1L, 5L, 8L, 9L, 10L);
    assertThat(Ranges.parse("4K,1M,1G", 1, Long.MAX_VALUE))
        .containsExactly(4096L, 1L << 20, 1L << 30);
  }

  @Test
  void whatIsNoRangeIsRefused() {
    for (String wrong :
        new String[] {"", "x", "1,", "5..1", "0", "501", "1..2..3", "1..9:0", "8:2", "-1", "1.5"}) {
      assertThatThrownBy(() -> Ranges.parse(wrong, 1, 500))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Ranges.parse("1..9G", 1, Long.MAX_VALUE)).hasMessageContaining("many");
  }

  @Test
  void aSweepIsEveryCombination() throws IOException {
    Table table = Labs.run(scratch, "mounts", "layers", "1,2", "containers", "1,3", "seed", "7..9");
    assertThat(table.rows()).hasSize(2 * 2 * 3 * 2);
    assertThat(table.rows().get(0).subList(0, 5))
        .extracting(Value::text)
        .containsExactly("synthetic", "7", "1", "1", "each container");
  }

  @Test
  void anUnknownParameterIsRefused() {
    Experiment mounts = Laboratory.experiment("mounts");
    assertThatThrownBy(() -> Sweep.of(mounts, Map.of("speed", "1")))
        .hasMessage("experiment mounts has no parameter --speed");
    assertThatThrownBy(() -> Sweep.of(mounts, Map.of("layers", "501")))
        .hasMessage("--layers: \"501\" is no range within 1..500");
    assertThatThrownBy(() -> Laboratory.experiment("none")).hasMessageContaining("but: ");
  }

  @Test
  void aTableIsTheSameAfterItWasWrittenAndRead() throws IOException {
    Table table =
        new Table(
            "mounts",
            Laboratory.columns(Laboratory.experiment("mounts")),
            List.of(
                List.of(
                    Value.of("a \"b\", c"),
                    Value.of(1),
                    Value.NONE,
                    Value.of(100),
                    Value.of("42"),
                    Value.of(1e17),
                    Value.of(2.0 / 3),
                    Value.of(10),
                    Value.of(3),
                    Value.of("Some CPU, 2 processors"))));
    String csv = CsvTable.write(table);
    assertThat(csv)
        .startsWith("experiment,image (given),seed (given),layers (given),containers (given),way")
        .contains(
            ",start (ns; measured),spread (%; measured),machine (measured)\nmounts,\"a \"\"b\"\", c\",1,,100,42,100000000000000000,")
        .endsWith(",0.666667,10,3,\"Some CPU, 2 processors\"\n");
    assertThat(CsvTable.read("here", csv)).isEqualTo(table);
    assertThat(CsvTable.read("here", csv.replace("\n", "\r\n"))).isEqualTo(table);
  }

  @Test
  void whatIsNoTableIsRefusedWithItsName() {
    assertThatThrownBy(() -> CsvTable.read("f.csv", "a,b\n1,2\n"))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("f.csv: no table");
    assertThatThrownBy(() -> CsvTable.read("f.csv", "experiment,x\nmounts,1\n"))
        .hasMessageContaining("the columns are not those");
    assertThatThrownBy(() -> CsvTable.read("f.csv", "experiment\nmounts,\"x\n"))
        .hasMessage("f.csv, line 2: a quote is not closed");
  }

  @Test
  void mergedPartsAreTheWhole() throws IOException {
    Table whole = Labs.run(scratch, "mounts", "layers", "1..4", "containers", "2", "seed", "1,2");
    Table first = Labs.run(scratch, "mounts", "layers", "1..2", "containers", "2", "seed", "1,2");
    Table second = Labs.run(scratch, "mounts", "layers", "3,4", "containers", "2", "seed", "2");
    Table third = Labs.run(scratch, "mounts", "layers", "2..4", "containers", "2", "seed", "1");
    assertThat(MergedTables.of(List.of(third, first, second))).isEqualTo(whole);
    assertThat(MergedTables.of(List.of(whole, whole))).isEqualTo(whole);
  }

  @Test
  void measuredRowsOfTheSamePointAllStay() throws IOException {
    long[] now = new long[1];
    LabContext context =
        LabContext.counting(scratch).with(new Stopwatch(() -> now[0] += now[0] + 1, "here", 1));
    Table one = Labs.run(context, "mounts", "layers", "1", "containers", "1");
    Table other = Labs.run(context, "mounts", "layers", "1", "containers", "1");
    assertThat(MergedTables.of(List.of(one, other)).rows()).hasSize(2 * one.rows().size());
  }

  @Test
  void partsThatContradictEachOtherAreRefused() throws IOException {
    Table table = Labs.run(scratch, "mounts", "layers", "50", "containers", "100");
    Table other = CsvTable.read("x", CsvTable.write(table).replace("20200", "20300"));
    assertThatThrownBy(() -> MergedTables.of(List.of(table, other)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("[20200, 202]");
  }

  @Test
  void everyExperimentCanBeReportedWithoutAnyMeasurement() throws IOException {
    LabReport report =
        new LabReport(Labs.run(scratch, "mounts", "layers", "50", "containers", "100"));
    assertThat(report.markdown(List.of("mounts.svg"), "mounts.csv"))
        .startsWith("# mounts\n\n**How many mount operations")
        .contains("![mounts](mounts.svg)")
        .contains("| 100 × 2 × (50 + 50 + 1) = 20,200 | 20,200 |")
        .contains("`start` was not measured in this run.")
        .contains("| way | operations, counted | per container, counted |\n")
        .contains("| synthetic | 1 | 50 | 100 | each layer | 20200 | 202 |")
        .contains("2 of 2 rows; all are in [mounts.csv](mounts.csv).");
    assertThat(report.json())
        .startsWith("{\"schema\":1,\"experiment\":\"mounts\"")
        .contains("\"operations\":20200")
        .doesNotContain("\"start\":");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1..30 | 60 of 60 rows",
        "1..40 | 60 of 80 rows, spread evenly",
        "1..60 | 60 of 120 rows, spread evenly: about every 2nd",
        "1..100 | 60 of 200 rows, spread evenly: about every 3rd",
        "1..330 | 60 of 660 rows, spread evenly: about every 11th",
        "1..370 | 60 of 740 rows, spread evenly: about every 13th"
      })
  void aReportSaysWhichRowsItShows(String layers, String extent) throws IOException {
    LabReport report =
        new LabReport(Labs.run(scratch, "mounts", "layers", layers, "containers", "1"));
    assertThat(report.extent()).isEqualTo(extent);
    assertThat(report.markdown(List.of(), "mounts.csv"))
        .endsWith(extent + "; all are in [mounts.csv](mounts.csv).\n");
  }

  @Test
  void aPlotHasALineForEachKeyAndDrawsMeans() throws IOException {
    Table table = Labs.run(scratch, "mounts", "layers", "2,4", "containers", "1,2");
    List<Plot.Line> lines = Laboratory.experiment("mounts").plots().get(0).lines(table);
    assertThat(lines).extracting(Plot.Line::name).containsExactly("each container", "each layer");
    assertThat(lines.get(1).x()).containsExactly(2.0, 4.0);
    assertThat(lines.get(1).y()).containsExactly(10.0, 18.0);
  }
}
