package io.unionfs.benchmarks.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Says what is being done, and guesses from what was done how long the rest will take. */
final class Progress {
  private final PrintStream out;
  private final LongSupplier nanos;
  private final long start;
  private final Duration limit;
  private final Map<Task, Duration> known = new HashMap<>();

  /**
   * @param nanos the time, as {@link System#nanoTime} tells it
   * @param limit when no more is begun, from now on; null for never
   */
  Progress(PrintStream out, LongSupplier nanos, Duration limit) {
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

  /** As long as it took last time, or as others of its class, or as all others. */
  private Duration expected(Task task) {
    Duration before = known.get(task);
    if (before != null) {
      return before;
    }
    List<Duration> alike =
        known.entrySet().stream()
            .filter(each -> each.getKey().holder() == task.holder())
            .map(Map.Entry::getValue)
            .toList();
    List<Duration> used = alike.isEmpty() ? List.copyOf(known.values()) : alike;
    return used.isEmpty()
        ? Duration.ofSeconds(3)
        : used.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(used.size());
  }

  /** How long {@code tasks} will take, as far as one can tell, and never beyond the limit. */
  Duration left(List<Task> tasks) {
    Duration sum = tasks.stream().map(this::expected).reduce(Duration.ZERO, Duration::plus);
    if (limit == null) {
      return sum;
    }
    Duration rest = limit.minus(elapsed());
    return rest.isNegative() ? Duration.ZERO : rest.compareTo(sum) < 0 ? rest : sum;
  }

  /**
   * Tells of a task that is done.
   *
   * @param number its number among all, from 1
   * @param rest what is still to be done
   */
  void done(Task task, int number, int all, Duration took, String outcome, List<Task> rest) {
    known.put(task, took);
    out.printf(
        Locale.ROOT,
        "%3d %% %s  %-48s %-16s left about %s%n",
        number * 100L / all,
        clock(elapsed()),
        task,
        outcome,
        clock(left(rest)));
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
