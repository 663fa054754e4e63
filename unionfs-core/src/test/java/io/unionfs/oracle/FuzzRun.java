package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Compares the scenarios of many seeds on two threads, and keeps every failure, shrunk. */
final class FuzzRun {
  private static final int THREADS = 2;
  private static final int FAILURES_SHOWN = 20;
  private static final long PROGRESS_SECONDS = 10;

  private final String name;
  private final Differential differential;

  /** Null for a seed that is left out. */
  private final LongFunction<Scenario> scenarios;

  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong compared = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final List<String> failures = new ArrayList<>();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final long started = System.nanoTime();
  private long told = started;

  FuzzRun(String name, Differential differential, LongFunction<Scenario> scenarios) {
    this.name = name;
    this.differential = differential;
    this.scenarios = scenarios;
  }

  /** What differed; each text can be pasted into a test. Stops early where too much differs. */
  List<String> run(LongStream seeds) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      seeds.forEach(seed -> threads.execute(() -> compare(seed)));
      threads.shutdown();
      while (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
        tell();
      }
    } finally {
      threads.shutdownNow();
    }
    System.out.println(this);
    return failures;
  }

  private void compare(long seed) {
    if (enough.get()) {
      return;
    }
    try {
      Scenario scenario = scenarios.apply(seed);
      if (scenario == null) {
        leftOut.incrementAndGet();
        return;
      }
      operations.addAndGet(differential.check(seed, scenario));
      compared.incrementAndGet();
    } catch (AssertionError | RuntimeException e) {
      failed("seed " + seed + ": " + e);
    }
  }

  private synchronized void failed(String failure) {
    failures.add(failure);
    System.out.println(failure);
    enough.compareAndSet(false, failures.size() >= FAILURES_SHOWN);
  }

  private void tell() {
    long now = System.nanoTime();
    if (now - told > TimeUnit.SECONDS.toNanos(PROGRESS_SECONDS)) {
      told = now;
      System.out.println(this);
    }
  }

  /** Operations compared so far. */
  long operations() {
    return operations.get();
  }

  @Override
  public synchronized String toString() {
    double seconds = (System.nanoTime() - started) / 1e9;
    return String.format(
        "%s: %d sequences, %d operations, %.0f/s, %d divergences, %d seeds left out",
        name,
        compared.get(),
        operations.get(),
        operations.get() / seconds,
        failures.size(),
        leftOut.get());
  }
}
