package io.unionfs.concurrency;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that repeat a step of theirs while a test does its own. The test goes on until each of
 * them has succeeded some times: once the code is warm, thousands of rounds of a test may be over
 * before another thread has begun.
 *
 * <pre>{@code
 * try (Meanwhile meanwhile = new Meanwhile()) {
 *   meanwhile.again("reads", () -> read(file));
 *   for (int round = 0; meanwhile.goesOn(round < ROUNDS); round++) {
 *     write(file);
 *   }
 *   meanwhile.end();
 * }
 * }</pre>
 */
public final class Meanwhile implements AutoCloseable {
  private static final int SUCCESSES = 10;
  private static final long PATIENCE_SECONDS = 120;

  private record Repeated(String name, AtomicLong successes, Future<?> end) {}

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Repeated> all = new ArrayList<>();
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
  private volatile boolean done;

  /**
   * Starts a thread that takes a step again and again.
   *
   * @param name what is said of it when it never succeeds
   * @param step returns whether it did what the test is about; what it throws fails the test
   */
  public void again(String name, Callable<Boolean> step) {
    AtomicLong successes = new AtomicLong();
    Callable<Void> repeat =
        () -> {
          while (!done) {
            if (step.call()) {
              successes.incrementAndGet();
            }
          }
          return null;
        };
    all.add(new Repeated(name, successes, threads.submit(repeat)));
  }

  /**
   * Whether the test is to do another round.
   *
   * @param wanted whether the test wants one in any case
   * @throws AssertionError if some thread has not succeeded often enough in two minutes
   */
  public boolean goesOn(boolean wanted) {
    if (all.stream().anyMatch(repeated -> repeated.end().isDone())) {
      return false; // It has failed, which end() tells.
    }
    for (Repeated repeated : all) {
      if (repeated.successes().get() < SUCCESSES) {
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError(
              String.format(
                  "'%s' succeeded %d times in %d seconds, less than %d",
                  repeated.name(), repeated.successes().get(), PATIENCE_SECONDS, SUCCESSES));
        }
        return true;
      }
    }
    return wanted;
  }

  /** Ends the threads; throws what one of them threw. */
  public void end() throws Exception {
    done = true;
    for (Repeated repeated : all) {
      try {
        repeated.end().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError("'" + repeated.name() + "' failed", e.getCause());
      } catch (TimeoutException e) {
        throw new AssertionError("'" + repeated.name() + "' does not end", e);
      }
    }
  }

  /**
   * Ends the threads, whatever became of them; waits for them, so that none meets a closed file.
   */
  @Override
  public void close() {
    done = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
