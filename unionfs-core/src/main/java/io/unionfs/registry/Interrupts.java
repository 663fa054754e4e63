package io.unionfs.registry;

import java.io.InterruptedIOException;

/** How an interrupt is told: the thread stays interrupted. */
final class Interrupts {
  private Interrupts() {}

  static InterruptedIOException of(Exception e) {
    Thread.currentThread().interrupt();
    InterruptedIOException told = new InterruptedIOException("interrupted");
    told.initCause(e);
    return told;
  }
}
