package io.unionfs.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class PlanTest {
  private static final Pattern ALL = Pattern.compile("");

  @ParameterizedTest
  @EnumSource
  void eachTaskIsOneThatJmhKnowsAndIsThereOnce(Profile profile) {
    List<Task> tasks = Plan.of(profile, ALL).tasks();
    assertThat(tasks).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    Set<String> known = benchmarks();
    assertThat(tasks).allSatisfy(task -> assertThat(known).contains(task.benchmark()));
  }

  private static Set<String> benchmarks() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT), List.of())
        .stream()
        .map(entry -> entry.getUsername())
        .collect(Collectors.toSet());
  }

  @Test
  void theFullPlanLeavesNoBenchmarkOut() {
    Set<String> planned =
        Plan.of(Profile.FULL, ALL).tasks().stream()
            .map(Task::benchmark)
            .collect(Collectors.toSet());
    assertThat(planned).isEqualTo(benchmarks());
    for (Task task : Plan.of(Profile.FULL, ALL).tasks()) {
      assertThat(
              Arrays.stream(task.holder().getMethods())
                  .filter(m -> m.getName().equals(task.method())))
          .hasSize(1)
          .allSatisfy((Method m) -> assertThat(m.isAnnotationPresent(Benchmark.class)).isTrue());
    }
  }

  @Test
  void theUnionIsMeasuredAtAllDepths() {
    assertThat(Plan.of(Profile.STANDARD, Pattern.compile("^statBottom union")).tasks())
        .extracting(Task::subject)
        .containsExactly("union-1", "union-8", "union-32", "union-64", "union-128", "union-500");
  }

  @Test
  void aFilterFindsSubjectsAndParameters() {
    assertThat(Plan.of(Profile.QUICK, Pattern.compile("names=100 jimfs")).tasks())
        .extracting(Task::toString)
        .containsExactly("list names=100 jimfs");
    assertThat(Plan.of(Profile.QUICK, Pattern.compile("hashMapGet threads=2")).tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.threads()).isEqualTo(2));
  }

  @Test
  void onlyWhatLoadsOrWalksTheImageNeedsIt() {
    assertThat(Plan.of(Profile.QUICK, Pattern.compile("walk jimfs")).needsImage()).isTrue();
    assertThat(Plan.of(Profile.QUICK, Pattern.compile("heapPerEntry")).needsImage()).isTrue();
    assertThat(Plan.of(Profile.QUICK, Pattern.compile("stat")).needsImage()).isFalse();
  }
}
