package io.unionfs.concurrency;

import io.unionfs.overlay.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Has threads do random calls on one mount at once, and writes down what each was answered. */
final class HistoryRecorder implements AutoCloseable {
  private static final int SPINS = 1_000;

  private final int threads;
  private final ExecutorService workers;

  HistoryRecorder(int threads) {
    this.threads = threads;
    this.workers = Executors.newFixedThreadPool(threads);
  }

  /**
   * The history of {@code calls} calls of each thread, drawn from {@code seed}, and of one that
   * looks at everything at last.
   */
  List<Call> record(Stage stage, long seed, int calls) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Mount mount = stage.mount(new Pauses(seed));
    Op.Descriptor[] descriptors = Op.descriptors(threads);
    AtomicLong clock = new AtomicLong();
    boolean inStep = random.nextBoolean(); // Else each goes on as it can.
    AtomicInteger ready = new AtomicInteger();
    List<Future<List<Call>>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      List<Op> ops = new ArrayList<>();
      for (int c = 0; c < calls; c++) {
        ops.add(Op.random(random));
      }
      running.add(
          workers.submit(
              () -> {
                List<Call> done = new ArrayList<>();
                for (Op op : ops) {
                  if (inStep || done.isEmpty()) {
                    await(ready, threads * (done.size() + 1));
                  }
                  long invoked = clock.getAndIncrement();
                  String answer = op.run(mount, descriptors[thread]);
                  done.add(new Call(thread, op, invoked, clock.getAndIncrement(), answer));
                }
                return done;
              }));
    }
    List<Call> history = new ArrayList<>();
    for (Future<List<Call>> future : running) {
      history.addAll(future.get(1, TimeUnit.MINUTES));
    }
    for (Op op : Op.atLast()) {
      long invoked = clock.getAndIncrement();
      String answer = op.run(mount, descriptors[0]);
      history.add(new Call(0, op, invoked, clock.getAndIncrement(), answer));
    }
    Stage.close(mount, descriptors);
    return history;
  }

  /** Lets all threads go in one instant, as far as the machine has processors for them. */
  private static void await(AtomicInteger ready, int expected) {
    ready.incrementAndGet();
    for (int spins = 0; ready.get() < expected; spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
