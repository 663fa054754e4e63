package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks and leases among the threads of one process; {@link StoreProcessesTest} has processes. */
@Timeout(60)
final class StoreLocksTest {
  @TempDir Path directory;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(directory, () -> Instant.EPOCH);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void oneThreadAtATimeHasAName() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int j = 0; j < 200; j++) {
                  try (Store.Lease lock = store.lock("n")) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    assertThat(lock).isNotNull();
                  } catch (IOException e) {
                    most.set(100);
                  }
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void differentNamesDoNotWait() throws IOException {
    try (Store.Lease one = store.lock("one");
        Store.Lease two = store.lock("two")) {
      assertThat(one).isNotSameAs(two);
    }
  }

  @Test
  void whoWouldWaitForItselfIsTold() throws IOException {
    try (Store.Lease lock = store.lock("n")) {
      assertThatThrownBy(() -> store.lock("n")).isInstanceOf(IllegalStateException.class);
      assertThat(lock).isNotNull();
    }
    try (Store.Lease lease = store.lease()) {
      assertThatThrownBy(() -> store.collect()).isInstanceOf(IllegalStateException.class);
      assertThat(lease).isNotNull();
    }
    store.collect();
  }

  @Test
  void aThreadMayHaveSeveralLeasesThoughACollectorWaits() throws Exception {
    Store.Lease first = store.lease();
    AtomicReference<Store.CollectReport> report = new AtomicReference<>();
    Thread collector =
        new Thread(
            () -> {
              try {
                report.set(store.collect());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    collector.start();
    while (collector.isAlive() && collector.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    store.lease().close();
    assertThat(report).hasNullValue();
    first.close();
    first.close();
    collector.join();
    assertThat(report).doesNotHaveNullValue();
  }

  @Test
  void aLeaseMayBeClosedByAnotherThread() throws Exception {
    Store.Lease lease = store.lease();
    Thread other =
        new Thread(
            () -> {
              try {
                lease.close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    other.join();
    store.collect();
  }

  @Test
  void anInterruptEndsTheWaitAndNoLock() throws Exception {
    Store.Lease lock = store.lock("n");
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread waiting =
        new Thread(
            () -> {
              try {
                store.lock("n").close();
              } catch (IOException e) {
                thrown.set(e);
              }
              done.countDown();
            });
    waiting.start();
    while (waiting.isAlive() && waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    waiting.interrupt();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    lock.close();
    store.lock("n").close();
  }

  @Test
  void anInterruptedThreadStillWritesWhatIsSmall() throws IOException {
    Thread.currentThread().interrupt();
    try {
      store.writeAtomically(directory.resolve("containers"), new byte[3]);
      store.lock("n").close();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(directory.resolve("containers")).hasBinaryContent(new byte[3]);
  }
}
