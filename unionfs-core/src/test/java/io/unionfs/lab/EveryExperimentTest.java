package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for each experiment, on tiny parameters. */
class EveryExperimentTest {
  /** By the names of experiments: a small sweep, and the parameter that it is split by. */
  private static final Map<String, Small> SMALL =
      Map.of(
          "mounts", new Small("layers", "1..4", Map.of("containers", "2")),
          "dead", new Small("removed", "0,10,40,70", Map.of("layers", "3", "scale", "100000")),
          "drivers", new Small("containers", "1..3", Map.of("size", "64K")),
          "split",
              new Small(
                  "prefix",
                  "0..3",
                  Map.of(
                      "instructions",
                      "3",
                      "images",
                      "2",
                      "change",
                      "0,3",
                      "updates",
                      "0,4",
                      "scale",
                      "100000")),
          "copyup", new Small("size", "1,100,5000", Map.of()),
          "lookup", new Small("layers", "1..3", Map.of("depth", "1..3")),
          "dedup", new Small("images", "1..3", Map.of("scale", "500")),
          "growth", new Small("images", "1..3", Map.of("tail", "135")));

  @TempDir private Path scratch;

  private record Small(String split, String values, Map<String, String> others) {}

  static Stream<Experiment> experiments() {
    return Laboratory.experiments().stream();
  }

  private Table run(Experiment experiment, String values, String seeds) throws IOException {
    Small small = SMALL.get(experiment.name());
    Map<String, String> texts = new LinkedHashMap<>(small.others());
    texts.put(small.split(), values);
    texts.put("seed", seeds);
    LabContext context = LabContext.counting(scratch);
    return Laboratory.run(experiment, Sweep.of(experiment, texts), context, ProgressListener.NONE);
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void theSameSeedGivesTheSame(Experiment experiment) throws IOException {
    String values = SMALL.get(experiment.name()).values();
    Table table = run(experiment, values, "2");
    assertThat(run(experiment, values, "2")).isEqualTo(table);
    assertThat(table.rows()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void partsThatWentThroughFilesMergeToTheWhole(Experiment experiment) throws IOException {
    String values = SMALL.get(experiment.name()).values();
    List<Long> all = Ranges.parse(values, 0, Long.MAX_VALUE);
    Table whole = run(experiment, values, "1,2");
    // Split by value, and one of them by seed; one is there twice.
    Table first = again(run(experiment, all.get(0).toString(), "1,2"));
    String rest = values(all.subList(1, all.size()));
    Table second = again(run(experiment, rest, "2"));
    Table third = again(run(experiment, values, "1"));
    assertThat(MergedTables.of(List.of(second, first, third))).isEqualTo(whole);
    assertThat(new LabReport(MergedTables.of(List.of(second, first, third))).json())
        .isEqualTo(new LabReport(whole).json());
  }

  private static String values(List<Long> numbers) {
    return String.join(",", numbers.stream().map(Object::toString).toList());
  }

  private static Table again(Table table) throws IOException {
    return CsvTable.read("part", CsvTable.write(table));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void thePageHasAReadingAndDrawsWhatWasNotMeasured(Experiment experiment) throws IOException {
    LabReport report = new LabReport(run(experiment, SMALL.get(experiment.name()).values(), "1"));
    assertThat(report.reading()).isNotEmpty().noneMatch(each -> each.contains("NaN"));
    assertThat(report.published()).noneMatch(each -> each.ours().contains("NaN"));
    String page = report.markdown(List.of(), "data.csv");
    assertThat(page).startsWith("# " + experiment.name()).contains(experiment.question());
    assertThat(experiment.plots().get(0).lines(report.table())).isNotEmpty();
    assertThat(experiment.columns()).anyMatch(column -> column.origin() == Origin.COUNTED);
  }

  @Test
  void aTableWithoutRowsIsReadAsNothing() {
    for (Experiment experiment : Laboratory.experiments()) {
      Table empty = new Table(experiment.name(), Laboratory.columns(experiment), List.of());
      assertThat(experiment.reading(empty)).as(experiment.name()).isEmpty();
      assertThat(experiment.published(empty)).allMatch(each -> each.ours().isEmpty());
    }
  }

  @Test
  void aReportOfPartOfTheRowsClaimsNothingOfTheOthers() throws IOException {
    for (Experiment experiment : Laboratory.experiments()) {
      Table table = run(experiment, SMALL.get(experiment.name()).values(), "1");
      for (List<Value> row : table.rows()) {
        Table one = new Table(table.experiment(), table.columns(), List.of(row));
        assertThat(new LabReport(one).json()).as(experiment.name()).doesNotContain("NaN");
      }
    }
  }
}
