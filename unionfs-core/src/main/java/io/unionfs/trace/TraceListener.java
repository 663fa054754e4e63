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
}
