package io.unionfs.overlay;

/**
 * Is told what happens in a watched directory: each thing after it can be seen, in the order in
 * which it happened, one at a time, with no lock of the mount held. It is called on whichever
 * thread changes the mount, which then waits: be brief. What it throws goes to that thread's
 * {@linkplain Thread#getUncaughtExceptionHandler handler of uncaught exceptions}, and the operation
 * is done all the same.
 */
@FunctionalInterface
public interface WatchListener {
  /** Takes note of {@code event} in the directory of {@code watch}. */
  void on(Watch watch, DirectoryEvent event);
}
