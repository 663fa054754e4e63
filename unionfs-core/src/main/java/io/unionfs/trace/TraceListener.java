package io.unionfs.trace;

/**
 * Is told what the engine does, in the order it does it. Called on the thread that does it, during
 * changes with the mount's lock held: be brief, and do not call back into the mount. An exception
 * thrown here fails the operation's caller, not the operation.
 */
@FunctionalInterface
public interface TraceListener {
  /** Takes note of {@code event}. */
  void on(TraceEvent event);

  /**
   * Takes note that a program wrote {@code bytes} bytes to a file of the writable layer, in one
   * call. Called on its thread, without the mount's lock. What is written by way of a mapping is
   * not told.
   */
  default void wrote(long bytes) {}
}
