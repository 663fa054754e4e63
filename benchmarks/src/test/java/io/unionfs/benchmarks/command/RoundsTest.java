package io.unionfs.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.benchmarks.ControlBenchmark;
import io.unionfs.benchmarks.Fixture;
import io.unionfs.benchmarks.LookupBenchmark;
import io.unionfs.benchmarks.report.Results;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.BenchmarkResultMetaData;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.ResultRole;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

class RoundsTest {
  private static final Task JIMFS =
      new Task(LookupBenchmark.class, "statTop", "jimfs", Map.of(), 1);
  private static final Task UNION =
      new Task(LookupBenchmark.class, "statTop", "union-1", Map.of(), 1);
  private static final Task CONTROL =
      new Task(ControlBenchmark.class, "hashMapGet", "", Map.of(), 1);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final List<Task> ran = new ArrayList<>();
  private List<String> allocations = List.of();
  private long now;

  private Progress progress(Duration limit) {
    return new Progress(
        new PrintStream(said, true, StandardCharsets.UTF_8),
        () -> now,
        limit,
        task -> Duration.ofSeconds(5));
  }

  /** A fork that takes ten seconds and finds 100 ns the first time, 101 ns the next. */
  private Optional<RunResult> fork(Task task, Optional<Duration> most) {
    ran.add(task);
    Duration takes = Duration.ofSeconds(10);
    if (most.isPresent() && most.get().compareTo(takes) < 0) {
      now += most.get().toNanos();
      return Optional.empty();
    }
    now += takes.toNanos();
    WorkloadParams workload = new WorkloadParams();
    workload.put("subject", task.subject(), 0);
    IterationParams once =
        new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.seconds(1), 1);
    BenchmarkParams params =
        new BenchmarkParams(
            task.benchmark(),
            task.benchmark(),
            false,
            1,
            new int[] {1},
            List.of(),
            1,
            0,
            once,
            once,
            Mode.AverageTime,
            workload,
            TimeUnit.NANOSECONDS,
            1,
            "java",
            List.of(),
            "17",
            "vm",
            "17",
            "1.37",
            TimeValue.seconds(1));
    IterationResult iteration =
        new IterationResult(params, once, new IterationResultMetaData(1, 1));
    long found = 100 + ran.stream().filter(task::equals).count() - 1;
    iteration.addResult(
        new AverageTimeResult(ResultRole.PRIMARY, task.method(), 1, found, TimeUnit.NANOSECONDS));
    for (String label : allocations) {
      iteration.addResult(new ScalarResult(label, label.length(), "B/op", AggregationPolicy.AVG));
    }
    BenchmarkResult result =
        new BenchmarkResult(params, List.of(iteration), new BenchmarkResultMetaData(0, 0, 0, 0, 0));
    return Optional.of(new RunResult(params, List.of(result)));
  }

  @Test
  void eachRoundRunsAllAndForksAreTakenTogether() throws IOException {
    Rounds rounds = new Rounds(List.of(JIMFS, UNION), 2, progress(null), this::fork);
    rounds.run();
    assertThat(ran).containsExactly(JIMFS, UNION, JIMFS, UNION);
    assertThat(rounds.results())
        .hasSize(2)
        .allSatisfy(
            run -> {
              assertThat(run.getParams().getForks()).isEqualTo(2);
              assertThat(run.getBenchmarkResults()).hasSize(2);
              assertThat(run.getPrimaryResult().getScore()).isEqualTo(100.5);
            })
        .extracting(run -> run.getParams().getParam("subject"))
        .containsExactly("jimfs", "union-1");
    assertThat(rounds.notMeasured()).isEmpty();
  }

  @Test
  void theAllocationOfABatchIsThatWithoutItsFixture() throws IOException {
    allocations = List.of("gc.alloc.rate.norm", Fixture.ALLOCATION);
    Rounds rounds = new Rounds(List.of(JIMFS), 2, progress(null), this::fork);
    rounds.run();
    assertThat(Results.of(rounds.results()).all())
        .singleElement()
        .satisfies(each -> assertThat(each.allocated()).hasValue(Fixture.ALLOCATION.length()));
  }

  @Test
  void progressTellsTheShareAndTheTimeLeft() throws IOException {
    new Rounds(List.of(JIMFS, UNION), 2, progress(null), this::fork).run();
    assertThat(said.toString(StandardCharsets.UTF_8).lines().toList())
        .hasSize(5)
        .startsWith("2 benchmarks in up to 2 rounds: about 0:00:20")
        .element(1)
        .asString()
        .as("10 s for what was run; 6 s for what was not, for the first took longer than 5 s")
        .startsWith(" 31 % 0:00:10  statTop jimfs ")
        .endsWith("left about 0:00:22");
    assertThat(said.toString(StandardCharsets.UTF_8).lines().toList().get(4))
        .startsWith("100 %")
        .endsWith("left about 0:00:00");
  }

  @Test
  void whatThereIsNoTimeForIsNotBegunAndSaidToBeMissing() throws IOException {
    Rounds rounds =
        new Rounds(List.of(JIMFS, UNION, CONTROL), 3, progress(Duration.ofSeconds(22)), this::fork);
    rounds.run();
    assertThat(ran).containsExactly(JIMFS, UNION);
    assertThat(rounds.notMeasured()).containsExactly("hashMapGet: there was no time left");
    assertThat(now).isEqualTo(Duration.ofSeconds(20).toNanos());
    assertThat(said.toString(StandardCharsets.UTF_8).lines().toList())
        .as("what does not fit is not waited for")
        .element(1)
        .asString()
        .endsWith("left about 0:00:12");
  }

  @Test
  void whatTakesLongerThanThereIsTimeIsStoppedAtTheLimit() throws IOException {
    Rounds rounds =
        new Rounds(List.of(JIMFS, UNION, CONTROL), 2, progress(Duration.ofSeconds(25)), this::fork);
    rounds.run();
    assertThat(ran).containsExactly(JIMFS, UNION, CONTROL);
    assertThat(now).isEqualTo(Duration.ofSeconds(25).toNanos());
    assertThat(rounds.results()).hasSize(2);
    assertThat(rounds.late()).containsExactly(CONTROL);
    assertThat(rounds.failures()).isEmpty();
    assertThat(rounds.notMeasured()).containsExactly("hashMapGet: there was no time left");
    assertThat(rounds.hasFailures()).isFalse();
    assertThat(said.toString(StandardCharsets.UTF_8).lines().toList().get(3))
        .startsWith("100 % 0:00:25  hashMapGet ")
        .contains(" stopped ")
        .endsWith("left about 0:00:00");
  }

  @Test
  void aSampleStaysWhenTheNextIsStopped() throws IOException {
    Rounds rounds = new Rounds(List.of(JIMFS), 3, progress(Duration.ofSeconds(20)), this::fork);
    rounds.run();
    assertThat(rounds.notMeasured()).isEmpty();
    assertThat(rounds.results())
        .singleElement()
        .satisfies(run -> assertThat(run.getParams().getForks()).isEqualTo(2));
  }

  @Test
  void aFailureIsReportedAndNotTriedAgain() throws IOException {
    Rounds rounds =
        new Rounds(
            List.of(JIMFS, UNION),
            2,
            progress(null),
            (task, most) -> {
              if (task == JIMFS) {
                ran.add(task);
                throw new RunnerException("it broke\nhere");
              }
              return fork(task, most);
            });
    rounds.run();
    assertThat(ran).containsExactly(JIMFS, UNION, UNION);
    assertThat(rounds.hasFailures()).isTrue();
    assertThat(rounds.notMeasured()).containsExactly("statTop jimfs: failed: it broke");
  }

  @Test
  void besideAnotherRunOfJmhNothingIsMeasured() {
    Rounds rounds =
        new Rounds(
            List.of(JIMFS),
            1,
            progress(null),
            (task, most) -> {
              throw new RunnerException("ERROR: Unable to acquire the JMH lock (/tmp/jmh.lock)");
            });
    assertThatThrownBy(rounds::run)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another program runs JMH benchmarks");
  }

  @Test
  void aRealForkOfJmhGivesAFigureWithItsAllocation() throws Exception {
    System.setProperty("jmh.ignoreLock", "true"); // other builds on the machine may test too
    JmhFork fork =
        new JmhFork(
            Profile.QUICK,
            null,
            null,
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    Task task = new Task(ControlBenchmark.class, "hashMapGet", "", Map.of(), 2);
    RunResult run = fork.run(task, Optional.of(Duration.ofMinutes(5))).orElseThrow();
    assertThat(run.getParams().getThreads()).isEqualTo(2);
    assertThat(run.getPrimaryResult().getScore()).isPositive();
    assertThat(run.getSecondaryResults()).containsKey("gc.alloc.rate.norm");
    assertThat(run.getParams().getJvmArgs()).contains("-Xmx1g");
  }

  @Test
  void aRealForkThatWouldGoOnIsStopped() throws Exception {
    System.setProperty("jmh.ignoreLock", "true");
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    JmhFork fork =
        new JmhFork(
            Profile.STANDARD, null, null, new PrintStream(log, false, StandardCharsets.UTF_8));
    // Its warming up alone takes longer.
    Task task = new Task(LookupBenchmark.class, "statTop", "jimfs", Map.of(), 1);
    assertThat(Timing.of(Profile.STANDARD, task).expected()).isGreaterThan(Duration.ofSeconds(2));
    assertThat(fork.run(task, Optional.of(Duration.ofMillis(500)))).isEmpty();
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("statTop").doesNotContain("Result ");
  }
}
