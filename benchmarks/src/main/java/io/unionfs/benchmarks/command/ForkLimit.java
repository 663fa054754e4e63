package io.unionfs.benchmarks.command;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stops the JVMs that are started while this is open and still run when their time is up. JMH knows
 * of no such limit: it waits for each iteration as long as the machine takes for it.
 */
final class ForkLimit implements AutoCloseable {
  private static final long AGAIN_MILLIS = 50;

  private final Set<Long> others = children();
  private boolean isClosed; // guarded by this
  private boolean hasStopped; // guarded by this

  private ForkLimit() {}

  /**
   * Begins.
   *
   * @param most when time is up, from now on; empty for never
   */
  static ForkLimit after(Optional<Duration> most) {
    ForkLimit limit = new ForkLimit();
    most.ifPresent(
        time -> {
          long end = System.nanoTime() + time.toNanos();
          Thread watch = new Thread(() -> limit.watch(end), "stops forks");
          watch.setDaemon(true);
          watch.start();
        });
    return limit;
  }

  private synchronized void watch(long end) {
    try {
      while (!isClosed) {
        long left = end - System.nanoTime();
        if (left > 0) {
          wait(left / 1_000_000 + 1);
        } else {
          stop();
          wait(AGAIN_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    ProcessHandle.current()
        .descendants()
        .filter(child -> !others.contains(child.pid()))
        .forEach(child -> hasStopped |= child.destroyForcibly());
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  /** Whether a JVM was stopped. */
  synchronized boolean hasStopped() {
    return hasStopped;
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    notifyAll();
  }
}
