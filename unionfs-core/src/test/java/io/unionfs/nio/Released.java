package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;

/** Waits until the garbage collector has taken what nobody should hold any more. */
final class Released {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Released() {}

  static void await(WeakReference<?> reference) throws InterruptedException {
    long start = System.nanoTime();
    while (reference.get() != null && System.nanoTime() - start < PATIENCE.toNanos()) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(reference.get()).as("still held").isNull();
  }
}
