package io.unionfs.overlay;

import io.unionfs.fault.InjectedFaultException;
import io.unionfs.medium.MediumException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

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

  /** The failure of a medium or layer as an errno. */
  static ErrnoException of(IOException failure) {
    if (failure instanceof MediumException known) {
      return new ErrnoException(
          switch (known.kind()) {
            case NO_SPACE -> Errno.ENOSPC;
            case NAME_NOT_STORABLE -> Errno.EILSEQ;
            case READ_ONLY -> Errno.EROFS;
            case IN_USE -> Errno.EBUSY;
          },
          failure);
    }
    if (failure instanceof KnownFailure known) {
      return known.errno().thrown();
    }
    if (failure instanceof ClosedByInterruptException) {
      return new ErrnoException(Errno.EINTR, failure);
    }
    if (failure instanceof InjectedFaultException injected && injected.code() != null) {
      return new ErrnoException(Errno.named(injected.code()), failure);
    }
    return new ErrnoException(Errno.EIO, failure);
  }

  /** Why it failed. */
  public Errno errno() {
    return errno;
  }
}
