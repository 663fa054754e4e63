package io.unionfs.concurrency;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;

/** Watches threads that are to go on: none may wait for one that waits for it, nor stand still. */
final class Watchdog {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long LOOK_MILLIS = 50;

  private final AtomicLongArray steps;
  private final long[] seen;
  private final long[] since;
  private final Duration patience;

  Watchdog(int threads, Duration patience) {
    this.steps = new AtomicLongArray(threads);
    this.seen = new long[threads];
    this.since = new long[threads];
    this.patience = patience;
    Arrays.fill(since, System.nanoTime());
  }

  /** The thread numbered {@code thread} has done something. */
  void step(int thread) {
    steps.incrementAndGet(thread);
  }

  long steps() {
    long all = 0;
    for (int i = 0; i < seen.length; i++) {
      all += steps.get(i);
    }
    return all;
  }

  /** Waits until all of {@code running} are done, and fails as they do. */
  void watch(List<? extends Future<?>> running) throws Exception {
    for (Future<?> one : running) {
      while (true) {
        try {
          one.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          break;
        } catch (TimeoutException e) {
          look(running);
        } catch (ExecutionException e) {
          throw new AssertionError("a thread failed", e.getCause());
        }
      }
    }
  }

  private void look(List<? extends Future<?>> running) {
    long[] deadlocked = THREADS.findDeadlockedThreads();
    if (deadlocked != null) {
      throw new AssertionError("deadlock:\n" + text(THREADS.getThreadInfo(deadlocked, true, true)));
    }
    long now = System.nanoTime();
    for (int i = 0; i < seen.length; i++) {
      if (steps.get(i) != seen[i] || running.get(i).isDone()) {
        seen[i] = steps.get(i);
        since[i] = now;
      } else if (now - since[i] > patience.toNanos()) {
        throw new AssertionError(
            "thread " + i + " stands still:\n" + text(THREADS.dumpAllThreads(true, true)));
      }
    }
  }

  private static String text(ThreadInfo[] threads) {
    return Arrays.stream(threads).map(ThreadInfo::toString).collect(Collectors.joining("\n"));
  }
}
