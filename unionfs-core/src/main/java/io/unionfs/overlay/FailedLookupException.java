package io.unionfs.overlay;

import java.io.IOException;

/** A lower layer does not hold what another one says it does. */
final class FailedLookupException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  FailedLookupException(Errno errno) {
    super(errno.text());
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
