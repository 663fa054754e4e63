package io.unionfs.benchmarks.command;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.WorkloadParams;

/**
 * Runs a plan in rounds. In each round every task has one fork, so that a machine that becomes
 * slower or faster meanwhile does so for all, and what there is no time for is missing in the last
 * rounds alone.
 */
final class Rounds {
  private static final String LOCK = "JMH lock";

  private final List<Task> tasks;
  private final int rounds;
  private final Progress progress;
  private final Fork fork;
  private final Map<Task, List<RunResult>> done = new LinkedHashMap<>();
  private final Map<Task, String> failed = new LinkedHashMap<>();

  /** Runs one task in one JVM. */
  interface Fork {
    /**
     * Runs it.
     *
     * @param most when it is stopped, from now on; empty for never
     * @return what was found; empty if it was stopped
     */
    Optional<RunResult> run(Task task, Optional<Duration> most) throws RunnerException;
  }

  Rounds(List<Task> tasks, int rounds, Progress progress, Fork fork) {
    this.tasks = tasks;
    this.rounds = rounds;
    this.progress = progress;
    this.fork = fork;
  }

  /**
   * Runs all rounds, or those there is time for.
   *
   * @throws IOException if no benchmark can run, for another process of JMH does
   */
  void run() throws IOException {
    List<Task> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      all.addAll(tasks);
    }
    progress.begin(tasks, rounds);
    for (int i = 0; i < all.size(); i++) {
      Task task = all.get(i);
      if (failed.containsKey(task)) {
        continue;
      }
      if (!progress.hasTimeFor(task)) {
        continue;
      }
      Duration before = progress.elapsed();
      String outcome = run(task);
      Duration took = progress.elapsed().minus(before);
      List<Task> rest =
          all.subList(i + 1, all.size()).stream()
              .filter(each -> !failed.containsKey(each))
              .toList();
      progress.done(task, took, outcome, rest);
    }
  }

  private String run(Task task) throws IOException {
    try {
      Optional<RunResult> result = fork.run(task, progress.rest());
      result.ifPresent(each -> done.computeIfAbsent(task, any -> new ArrayList<>()).add(each));
      return result.map(each -> outcome(task, each)).orElse("stopped");
    } catch (RunnerException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains(LOCK)) {
        throw new IOException(
            "another program runs JMH benchmarks; wait for its end: two would disturb each other",
            e);
      }
      failed.put(task, message.lines().findFirst().orElse("failed"));
      return "FAILED";
    }
  }

  private static String outcome(Task task, RunResult result) {
    return task.isOfHeap()
        ? "done"
        : String.format(Locale.ROOT, "%,.1f ns/op", result.getPrimaryResult().getScore());
  }

  /** What each task found, all forks together. */
  Collection<RunResult> results() {
    return done.values().stream().map(Rounds::together).toList();
  }

  private static RunResult together(List<RunResult> forks) {
    List<BenchmarkResult> all = new ArrayList<>();
    forks.forEach(each -> all.addAll(each.getBenchmarkResults()));
    return new RunResult(withForks(forks.get(0).getParams(), all.size()), all);
  }

  private static BenchmarkParams withForks(BenchmarkParams one, int forks) {
    WorkloadParams parameters = new WorkloadParams();
    int position = 0;
    for (String key : one.getParamsKeys()) {
      parameters.put(key, one.getParam(key), position++);
    }
    return new BenchmarkParams(
        one.getBenchmark(),
        one.generatedBenchmark(),
        one.shouldSynchIterations(),
        one.getThreads(),
        one.getThreadGroups(),
        one.getThreadGroupLabels(),
        forks,
        one.getWarmupForks(),
        one.getWarmup(),
        one.getMeasurement(),
        one.getMode(),
        parameters,
        one.getTimeUnit(),
        one.getOpsPerInvocation(),
        one.getJvm(),
        one.getJvmArgs(),
        one.getJdkVersion(),
        one.getVmName(),
        one.getVmVersion(),
        one.getJmhVersion(),
        one.getTimeout());
  }

  /** Why tasks have no figures. */
  List<String> notMeasured() {
    List<String> reasons = failures();
    late().forEach(task -> reasons.add(task + ": there was no time left"));
    return reasons;
  }

  /** Which tasks failed, and why. */
  List<String> failures() {
    List<String> reasons = new ArrayList<>();
    failed.forEach((task, why) -> reasons.add(task + ": failed: " + why));
    return reasons;
  }

  /** The tasks that there was no time for. */
  List<Task> late() {
    return tasks.stream()
        .filter(task -> !done.containsKey(task) && !failed.containsKey(task))
        .toList();
  }

  /** Whether a benchmark failed. */
  boolean hasFailures() {
    return !failed.isEmpty();
  }
}
