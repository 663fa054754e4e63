package io.unionfs.registry;

import java.io.IOException;
import java.time.Duration;

/** There was no answer, or one that asks to come again. */
final class WireException extends IOException {
  private static final long serialVersionUID = 1;

  /** Why there was none. */
  enum Reason {
    /** There is no host of this name. */
    UNKNOWN_HOST,
    /** Nobody listens there. */
    UNREACHABLE,
    /** The other end speaks TLS, but is not trusted, or not understood. */
    TLS,
    /** The connection was cut, or given up. */
    CUT,
    /** The answer asks to come again. */
    BUSY
  }

  private final Reason reason;

  /** When the registry asked to come again; null if it did not say. */
  private final Duration after;

  WireException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
    this.after = null;
  }

  /** A connection that was given up. */
  WireException(String message) {
    this(Reason.CUT, message, null);
  }

  /** An answer that asks to come again. */
  WireException(String message, Duration after) {
    super(message);
    this.reason = Reason.BUSY;
    this.after = after;
  }

  Reason reason() {
    return reason;
  }

  /** When the registry asked to come again; null if it did not say. */
  Duration after() {
    return after;
  }
}
