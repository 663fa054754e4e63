package io.unionfs.overlay;

import java.io.IOException;

/** A mount that was refused, with the errno that mount(2) gives for an overlayfs mount like it. */
public final class MountException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  /** Refused with {@code errno}; the message says what, where, and what to do. */
  MountException(Errno errno, String message) {
    this(errno, message, null);
  }

  MountException(Errno errno, String message, Throwable cause) {
    super(message, cause);
    this.errno = errno;
  }

  /** Why. */
  public Errno errno() {
    return errno;
  }
}
