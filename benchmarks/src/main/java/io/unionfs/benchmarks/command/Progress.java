package io.unionfs.benchmarks.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Says what is being done, and guesses from what was done how long the rest will take. */
final class Progress {
  /** So much is taken to have gone as it should, before anything was run. */
  private static final Duration SMOOTHING = Duration.ofSeconds(20);

  private final PrintStream out;
  private final LongSupplier nanos;
  private final long start;
  private final Duration limit;
  private final Function<Task, Duration> prior;
  private final Map<Task, Duration> known = new HashMap<>();

  /** What the first runs of tasks should have taken, all together, and what they took. */
  private Duration told = Duration.ZERO;

  private Duration took = Duration.ZERO;

  /**
   * @param prior how long a task should take that was never run
   * @param nanos the time, as {@link System#nanoTime} tells it
   * @param limit when no more is begun, from now on; null for never
   */
  Progress(PrintStream out, LongSupplier nanos, Duration limit, Function<Task, Duration> prior) {
    this.prior = prior;
    this.out = out;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.limit = limit;
  }

  /** How long it has taken until now. */
  Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - start);
  }

  /** Whether there is time for {@code task}. */
  boolean hasTimeFor(Task task) {
    return limit == null || elapsed().plus(expected(task)).compareTo(limit) <= 0;
  }

  /** How long it may still take; empty for any time. */
  Optional<Duration> rest() {
    return Optional.ofNullable(limit).map(most -> most.minus(elapsed()));
  }

  /** As long as it took last time, or else as it should take. */
  private Duration expected(Task task) {
    Duration before = known.get(task);
    return before != null ? before : prior.apply(task);
  }

  /**
   * How long {@code tasks} will take, as far as one can tell: what was never run takes longer than
   * it should by as much as the others did, and what there is no time for is not run.
   */
  Duration left(List<Task> tasks) {
    double slowness = (double) SMOOTHING.plus(took).toMillis() / SMOOTHING.plus(told).toMillis();
    Duration now = elapsed();
    Duration sum = Duration.ZERO;
    for (Task task : tasks) {
      Duration before = known.get(task);
      Duration expected =
          before != null
              ? before
              : Duration.ofMillis((long) (prior.apply(task).toMillis() * slowness));
      Duration with = sum.plus(expected);
      if (limit == null || now.plus(with).compareTo(limit) <= 0) {
        sum = with;
      }
    }
    return sum;
  }

  /**
   * Tells of a task that is done.
   *
   * @param rest what is still to be done
   */
  void done(Task task, Duration duration, String outcome, List<Task> rest) {
    if (known.put(task, duration) == null) {
      told = told.plus(prior.apply(task));
      took = took.plus(duration);
    }
    Duration left = left(rest);
    out.printf(
        Locale.ROOT,
        "%3d %% %s  %-48s %-16s left about %s%n",
        share(elapsed(), left),
        clock(elapsed()),
        task,
        outcome,
        clock(left));
  }

  /** What part of the time is over, in percent: with a limit, not all that is left is run. */
  private static long share(Duration elapsed, Duration left) {
    long all = elapsed.plus(left).toMillis();
    return all == 0 ? 100 : elapsed.toMillis() * 100 / all;
  }

  /** Tells of a run that begins. */
  void begin(List<Task> tasks, int rounds) {
    List<Task> all = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      all.addAll(tasks);
    }
    out.printf(
        Locale.ROOT,
        "%d benchmarks in up to %d rounds: about %s%n",
        tasks.size(),
        rounds,
        clock(left(all)));
  }

  /** Hours, minutes and seconds. */
  static String clock(Duration duration) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d",
        duration.toHours(),
        duration.toMinutesPart(),
        duration.toSecondsPart());
  }
}
