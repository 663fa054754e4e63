package io.unionfs.registry;

import java.io.IOException;

/** A registry refused, or answered what no registry may; the message is one line. */
public class RegistryException extends IOException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** What went wrong. */
  public enum Kind {
    /** There is no such repository, manifest or blob (404). */
    NOT_FOUND,
    /** Credentials are missing or wrong, or not enough (401, 403). */
    DENIED,
    /** It asked to come again later until all attempts were used up (429, 503, cut connections). */
    UNAVAILABLE,
    /** What it sent is not what was asked for: a wrong digest, length, or form. */
    INVALID
  }

  public RegistryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
