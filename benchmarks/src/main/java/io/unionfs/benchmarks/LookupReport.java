package io.unionfs.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the lookup benchmarks and prints a report in Markdown; progress goes to standard error.
 * Takes JMH's options: {@code -f 10} for more forks, {@code -p subject=FLAT_JIMFS,UNION_200} for
 * other depths.
 */
public final class LookupReport {
  private LookupReport() {}

  public static void main(String[] args)
      throws IOException, RunnerException, CommandLineOptionException {
    CommandLineOptions given = new CommandLineOptions(args);
    if (given.shouldHelp()) {
      given.showHelp();
      return;
    }
    print(run(given, System.err), System.out);
  }

  /** Runs the benchmarks that {@code given} names, by default all, as average time. */
  static Collection<RunResult> run(CommandLineOptions given, PrintStream progress)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(given)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .shouldFailOnError(true);
    if (given.getIncludes().isEmpty()) {
      for (Class<?> benchmark : List.of(StatBenchmark.class, OpenBenchmark.class)) {
        options.include(benchmark.getName().replace(".", "\\.") + "\\.");
      }
    }
    VerboseMode verbosity = given.verbosity().orElse(VerboseMode.NORMAL);
    return new Runner(
            options.build(), OutputFormatFactory.createFormatInstance(progress, verbosity))
        .run();
  }

  static void print(Collection<RunResult> results, PrintStream out) throws IOException {
    if (results.isEmpty()) {
      return;
    }
    BenchmarkParams params = results.iterator().next().getParams();
    out.printf(
        "- Machine: %s, %d processors, %s%n",
        processor(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"));
    out.printf("- JDK: %s %s%n", params.getVmName(), params.getVmVersion());
    out.printf(
        "- JMH %s: %d forks; in each %d × %s warm-up, %d × %s measured; threads: %d%n",
        params.getJmhVersion(),
        params.getForks(),
        params.getWarmup().getCount(),
        params.getWarmup().getTime(),
        params.getMeasurement().getCount(),
        params.getMeasurement().getTime(),
        params.getThreads());
    out.println();
    out.printf(
        "| benchmark | subject | ns/op | ± | ratio to %s | ± | fastest ns/op |%n",
        Subject.BASELINE);
    out.println("|---|---|---:|---:|---:|---:|---:|");
    for (RunResult result : results) {
      out.println(row(result, results));
    }
  }

  private static String row(RunResult result, Collection<RunResult> all) {
    Result<?> time = result.getPrimaryResult();
    String ratio = "";
    String ratioError = "";
    for (RunResult other : all) {
      if (nameOf(other).equals(nameOf(result)) && isBaseline(other)) {
        Result<?> baseline = other.getPrimaryResult();
        double value = time.getScore() / baseline.getScore();
        ratio = format("%.2f", value);
        // The error of a quotient of independent values; that of the baseline with itself is none.
        ratioError =
            other == result
                ? ""
                : format("%.2f", value * Math.hypot(relativeError(time), relativeError(baseline)));
      }
    }
    return format(
        "| %s | %s | %.1f | %.1f | %s | %s | %.1f |",
        nameOf(result),
        result.getParams().getParam("subject"),
        time.getScore(),
        time.getScoreError(),
        ratio,
        ratioError,
        time.getStatistics().getMin());
  }

  private static double relativeError(Result<?> result) {
    return result.getScoreError() / result.getScore();
  }

  private static boolean isBaseline(RunResult result) {
    return Subject.BASELINE.toString().equals(result.getParams().getParam("subject"));
  }

  /** The name of the benchmark's method. */
  private static String nameOf(RunResult result) {
    String name = result.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  /** The processor's name, where the system tells it. */
  private static String processor() throws IOException {
    Path told = Path.of("/proc/cpuinfo");
    if (Files.isReadable(told)) {
      for (String line : Files.readAllLines(told)) {
        if (line.startsWith("model name")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    }
    return System.getProperty("os.arch");
  }
}
