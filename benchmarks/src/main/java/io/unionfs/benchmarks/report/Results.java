package io.unionfs.benchmarks.report;

import io.unionfs.benchmarks.Fixture;
import io.unionfs.benchmarks.subject.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/** The figures of one run. Immutable. */
public final class Results {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String HEAP = "heapBytes";
  private static final String SUBJECT = "subject";

  /** Of the errors, as in JMH's own reports. */
  private static final double CONFIDENCE = 0.999;

  private final List<Measured> all;

  public Results(List<Measured> all) {
    this.all = List.copyOf(all);
  }

  /** From what JMH returned. */
  public static Results of(Collection<RunResult> runs) {
    return new Results(runs.stream().map(Results::measured).toList());
  }

  private static Measured measured(RunResult run) {
    BenchmarkParams params = run.getParams();
    boolean isHeap = secondary(run.getBenchmarkResults().iterator().next()).containsKey(HEAP);
    Statistics statistics = isHeap ? heap(run) : run.getPrimaryResult().getStatistics();
    Map<String, Result<?>> beside = secondary(run.getAggregatedResult());
    Result<?> allocation = beside.getOrDefault(Fixture.ALLOCATION, beside.get(ALLOCATION));
    return new Measured(
        name(params),
        Optional.ofNullable(params.getParam(SUBJECT)).orElse(""),
        isHeap ? "B" : "ns",
        statistics.getMean(),
        statistics.getMeanErrorAt(CONFIDENCE),
        statistics.getMin(),
        run.getBenchmarkResults().size(),
        statistics.getN(),
        isHeap || allocation == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(allocation.getScore()));
  }

  /** JMH adds a counter up over all iterations; here it is one figure of each. */
  private static Statistics heap(RunResult run) {
    ListStatistics figures = new ListStatistics();
    for (BenchmarkResult fork : run.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        figures.addValue(iteration.getSecondaryResults().get(HEAP).getScore());
      }
    }
    return figures;
  }

  @SuppressWarnings("rawtypes") // as JMH has it
  private static Map<String, Result<?>> secondary(BenchmarkResult fork) {
    Map<String, Result<?>> found = new HashMap<>();
    for (Map.Entry<String, Result> each : fork.getSecondaryResults().entrySet()) {
      found.put(each.getKey(), each.getValue());
    }
    return found;
  }

  private static String name(BenchmarkParams params) {
    String method = params.getBenchmark();
    StringBuilder name = new StringBuilder(method.substring(method.lastIndexOf('.') + 1));
    for (String key : params.getParamsKeys().stream().sorted().toList()) {
      if (!key.equals(SUBJECT)) {
        name.append(' ').append(key).append('=').append(params.getParam(key));
      }
    }
    if (params.getThreads() > 1) {
      name.append(" threads=").append(params.getThreads());
    }
    return name.toString();
  }

  /** All figures, in the order in which they were taken. */
  public List<Measured> all() {
    return all;
  }

  /** The benchmarks, each once, in the order in which they were taken. */
  public List<String> benchmarks() {
    return all.stream().map(Measured::benchmark).distinct().toList();
  }

  /** The figures of a benchmark. */
  public List<Measured> of(String benchmark) {
    return all.stream().filter(each -> each.benchmark().equals(benchmark)).toList();
  }

  /** The figure of a benchmark and a subject. */
  public Optional<Measured> of(String benchmark, String subject) {
    return of(benchmark).stream().filter(each -> each.subject().equals(subject)).findFirst();
  }

  /** The figures of a benchmark whose subject is called as {@code pattern} says. */
  List<Measured> matching(String benchmark, String pattern) {
    Pattern subject = Pattern.compile(pattern);
    List<Measured> found = new ArrayList<>();
    for (Measured each : of(benchmark)) {
      if (subject.matcher(each.subject()).matches()) {
        found.add(each);
      }
    }
    return found;
  }

  /** A figure divided by that of flat jimfs in the same benchmark; empty if either is missing. */
  Optional<Ratio> toBaseline(Measured measured) {
    return of(measured.benchmark(), Subject.BASELINE.toString())
        .map(baseline -> baseline == measured ? new Ratio(1, 0, 0) : Ratio.of(measured, baseline));
  }
}
