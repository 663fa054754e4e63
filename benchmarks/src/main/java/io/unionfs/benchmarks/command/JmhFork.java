package io.unionfs.benchmarks.command;

import io.unionfs.benchmarks.Fixture;
import io.unionfs.benchmarks.subject.BenchImage;
import io.unionfs.benchmarks.subject.HostSpace;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Has JMH run a task in one JVM, with the options of a profile. */
final class JmhFork implements Rounds.Fork {
  private final Profile profile;
  private final List<String> properties = new ArrayList<>();
  private final PrintStream log;

  /**
   * @param space the directory on tmpfs for the host's subjects, or null
   * @param image the image's file, or null
   * @param log what JMH prints
   */
  JmhFork(Profile profile, Path space, Path image, PrintStream log) {
    this.profile = profile;
    this.log = log;
    if (space != null) {
      properties.add("-D" + HostSpace.PROPERTY + "=" + space);
    }
    if (image != null) {
      properties.add("-D" + BenchImage.PROPERTY + "=" + image);
    }
  }

  @Override
  public Optional<RunResult> run(Task task, Optional<Duration> most) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(task.benchmark()) + "$")
            .forks(1)
            .threads(task.threads())
            // None of this process's own; those of a benchmark's annotations are appended.
            .jvmArgs()
            .jvmArgsPrepend(properties.toArray(String[]::new))
            .timeout(TimeValue.seconds(profile.patience().toSeconds()))
            .shouldFailOnError(true);
    if (!task.subject().isEmpty()) {
      options.param("subject", task.subject());
    }
    task.parameters().forEach(options::param);
    if (!task.isOfHeap()) {
      options.addProfiler(task.isBatch() ? Fixture.class : GCProfiler.class);
      Timing.of(profile, task).into(options);
    }
    Runner runner =
        new Runner(
            options.build(), OutputFormatFactory.createFormatInstance(log, VerboseMode.NORMAL));
    try (ForkLimit limit = ForkLimit.after(most)) {
      try {
        return Optional.of(runner.runSingle());
      } catch (RunnerException e) {
        if (limit.hasStopped()) {
          return Optional.empty();
        }
        throw e;
      }
    }
  }
}
