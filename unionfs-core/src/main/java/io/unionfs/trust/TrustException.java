package io.unionfs.trust;

import java.io.IOException;

/** A key or a signature that cannot be used; the message is one line: what, where, what to do. */
public final class TrustException extends IOException {
  private static final long serialVersionUID = 1L;

  public TrustException(String message) {
    super(message);
  }

  public TrustException(String message, Throwable cause) {
    super(message, cause);
  }
}
