package io.unionfs.trace;

/**
 * Told how far something has come that may take long: a load, a save, an export. Called by the
 * thread that does the work, many times; it must return quickly and throw nothing.
 */
@FunctionalInterface
public interface ProgressListener {
  /** Nobody listens. */
  ProgressListener NONE = (what, done, total) -> {};

  /**
   * {@code done} of {@code total} bytes of {@code what} are done.
   *
   * @param what a layer by its abbreviated digest, a file
   * @param total the number of bytes, or -1 if it is not known
   */
  void progressed(String what, long done, long total);
}
