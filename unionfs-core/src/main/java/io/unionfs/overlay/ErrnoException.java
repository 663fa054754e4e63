package io.unionfs.overlay;

/** An operation of the engine failed; the mount is as before. */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  /** Failed with {@code errno}. */
  public ErrnoException(Errno errno) {
    this(errno, null);
  }

  /** Failed with {@code errno} because of {@code cause}. */
  public ErrnoException(Errno errno, Throwable cause) {
    super(
        cause == null || cause.getMessage() == null
            ? errno.text()
            : errno.text() + ": " + cause.getMessage(),
        cause);
    this.errno = errno;
  }

  /** Why it failed. */
  public Errno errno() {
    return errno;
  }
}
