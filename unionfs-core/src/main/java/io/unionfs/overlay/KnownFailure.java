package io.unionfs.overlay;

import java.io.IOException;

/** A failure whose errno is known where it happens, on its way through code that knows none. */
final class KnownFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  KnownFailure(Errno errno) {
    super(errno.text());
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
