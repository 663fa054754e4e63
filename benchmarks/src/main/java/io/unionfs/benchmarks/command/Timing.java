package io.unionfs.benchmarks.command;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How often a task is repeated before it counts, and then. The benchmark's annotations say how long
 * the compiler takes to be done with it; what is changed of that is here.
 *
 * @param iteration how long an iteration is; zero for a batch, which is as long as it is
 */
record Timing(int warmups, Duration warmup, int iterations, Duration iteration) {
  /** By how much {@code --quick} is shorter. */
  private static final int QUICK = 2;

  /** What the host's filesystems do is no work of the compiler's, and takes much longer. */
  private static final int HOST = 60;

  private static final int FEWEST_WARMUPS = 2;
  private static final int FEWEST_BATCHES = 4;

  /** Starting a JVM, filling its heap once, and making a small tree. */
  private static final Duration START = Duration.ofMillis(600);

  /** A batch with its fixture, as a rule. */
  private static final Duration BATCH = Duration.ofMillis(4);

  /** Of a task, as a profile wants it. */
  static Timing of(Profile profile, Task task) {
    Method method = method(task);
    Warmup before = annotation(method, Warmup.class);
    Measurement counted = annotation(method, Measurement.class);
    int shorter = profile == Profile.QUICK ? QUICK : 1;
    if (!task.isBatch()) {
      return new Timing(
          before.iterations(),
          Duration.of(before.time(), before.timeUnit().toChronoUnit()).dividedBy(shorter),
          counted.iterations(),
          Duration.of(counted.time(), counted.timeUnit().toChronoUnit()).dividedBy(shorter));
    }
    int warmups = before.iterations() / shorter / (task.isOnHost() ? HOST : 1);
    return new Timing(
        Math.min(before.iterations(), Math.max(FEWEST_WARMUPS, warmups)),
        Duration.ZERO,
        Math.min(counted.iterations(), Math.max(FEWEST_BATCHES, counted.iterations() / shorter)),
        Duration.ZERO);
  }

  private static Method method(Task task) {
    return Arrays.stream(task.holder().getMethods())
        .filter(each -> each.getName().equals(task.method()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no benchmark: " + task));
  }

  private static <A extends Annotation> A annotation(Method method, Class<A> type) {
    A own = method.getAnnotation(type);
    return own != null ? own : method.getDeclaringClass().getAnnotation(type);
  }

  /** Tells JMH. */
  void into(ChainedOptionsBuilder options) {
    options.warmupIterations(warmups).measurementIterations(iterations);
    if (!iteration.isZero()) {
      options
          .warmupTime(TimeValue.milliseconds(warmup.toMillis()))
          .measurementTime(TimeValue.milliseconds(iteration.toMillis()));
    }
  }

  /** How long a fork will take, before any has run. */
  Duration expected() {
    return iteration.isZero()
        ? START.plus(BATCH.multipliedBy(warmups + iterations))
        : START.plus(warmup.multipliedBy(warmups)).plus(iteration.multipliedBy(iterations));
  }
}
