package io.unionfs.nio;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The operations that run on one channel, beside each other, and a close that comes after them. Who
 * runs takes no lock and waits for nobody. Safe for use by many threads.
 *
 * <p>What a {@link java.util.concurrent.locks.ReentrantReadWriteLock} does, without its five
 * objects for each channel.
 */
final class Running {
  private static final AtomicIntegerFieldUpdater<Running> COUNT =
      AtomicIntegerFieldUpdater.newUpdater(Running.class, "count");

  /** What a thread runs beside others, or inside of what it runs: one element for each. */
  private static final ThreadLocal<ArrayList<Running>> FURTHER =
      ThreadLocal.withInitial(ArrayList::new);

  private volatile int count;

  /**
   * The thread that began while nobody ran, until it ends. No more is read from it than whether it
   * is the reader himself, who knows: no other thread writes that.
   */
  private Thread first;

  private volatile boolean awaited;

  /** An operation begins; {@link #end} must follow in the same thread. */
  void begin() {
    if (COUNT.getAndIncrement(this) == 0) {
      first = Thread.currentThread();
    } else {
      FURTHER.get().add(this);
    }
  }

  /** The operation that this thread began last ends. */
  void end() {
    if (count > 1 || first != Thread.currentThread()) {
      endBesideOthers();
    } else {
      first = null;
    }
    if (COUNT.decrementAndGet(this) == 0 && awaited) {
      wake();
    }
  }

  private void endBesideOthers() {
    ArrayList<Running> further = FURTHER.get();
    int last = further.lastIndexOf(this);
    if (last >= 0) {
      further.remove(last);
    } else {
      first = null;
    }
    if (further.isEmpty()) {
      FURTHER.remove();
    }
  }

  /** Whether this thread is inside of an operation. */
  boolean isInside() {
    return count > 0 && (first == Thread.currentThread() || FURTHER.get().contains(this));
  }

  /** Waits until no operation runs. What begins later must have been told by other means. */
  void awaitEnd() {
    if (count == 0) {
      return;
    }
    boolean interrupted = false;
    synchronized (this) {
      awaited = true;
      while (count > 0) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }
}
