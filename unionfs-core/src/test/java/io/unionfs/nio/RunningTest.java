package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Running}: who is inside, and for whom a close waits. */
@Timeout(60)
class RunningTest {
  private final Running running = new Running();

  @Test
  void aThreadIsInsideFromItsFirstBeginToItsLastEnd() throws Exception {
    assertThat(running.isInside()).isFalse();
    running.begin();
    running.begin();
    assertThat(running.isInside()).isTrue();
    assertThat(elsewhere(running::isInside)).isFalse();
    running.end();
    assertThat(running.isInside()).isTrue();
    running.end();
    assertThat(running.isInside()).isFalse();
  }

  @Test
  void aThreadThatBeginsBesideAnotherIsInsideToo() throws Exception {
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              running.begin();
              begun.countDown();
              await(mayEnd);
              running.end();
            });
    other.start();
    begun.await();
    assertThat(running.isInside()).isFalse();
    running.begin();
    assertThat(running.isInside()).isTrue();
    mayEnd.countDown();
    other.join();
    assertThat(running.isInside()).isTrue(); // Though the first has gone.
    running.end();
    assertThat(running.isInside()).isFalse();
    running.awaitEnd();
  }

  @Test
  void twoChannelsAreNotTakenForEachOther() {
    Running another = new Running();
    running.begin();
    another.begin();
    another.begin();
    assertThat(another.isInside()).isTrue();
    another.end();
    another.end();
    assertThat(another.isInside()).isFalse();
    assertThat(running.isInside()).isTrue();
    running.end();
  }

  @Test
  void theEndIsAwaitedHoweverOftenInterrupted() throws Exception {
    running.begin();
    CountDownLatch waited = new CountDownLatch(1);
    FutureTask<Boolean> wait =
        new FutureTask<>(
            () -> {
              running.awaitEnd();
              waited.countDown();
              return Thread.currentThread().isInterrupted();
            });
    Thread closer = new Thread(wait);
    closer.start();
    closer.interrupt();
    assertThat(waited.await(50, TimeUnit.MILLISECONDS)).isFalse();
    running.end();
    assertThat(wait.get()).isTrue();
  }

  @Test
  void noEndIsMissedAmongManyThreads() throws Exception {
    int threads = 4;
    for (int round = 0; round < 2_000; round++) {
      Running shared = new Running();
      AtomicInteger inside = new AtomicInteger();
      CyclicBarrier start = new CyclicBarrier(threads + 1);
      List<FutureTask<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        FutureTask<Void> task =
            new FutureTask<>(
                () -> {
                  shared.begin();
                  inside.incrementAndGet();
                  start.await();
                  assertThat(shared.isInside()).isTrue();
                  inside.decrementAndGet();
                  shared.end();
                  assertThat(shared.isInside()).isFalse();
                  return null;
                });
        tasks.add(task);
        new Thread(task).start();
      }
      start.await();
      shared.awaitEnd();
      assertThat(inside).hasValue(0);
      for (FutureTask<Void> task : tasks) {
        task.get();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean elsewhere(java.util.concurrent.Callable<Boolean> question)
      throws Exception {
    FutureTask<Boolean> task = new FutureTask<>(question);
    new Thread(task).start();
    return task.get();
  }
}
