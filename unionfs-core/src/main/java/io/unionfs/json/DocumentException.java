package io.unionfs.json;

import java.io.IOException;

/** A document that is not what it should be. The message is one line: where, which field, what. */
public final class DocumentException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with a document. */
  public enum Kind {
    /** It is no JSON text, as when bytes of it were lost. */
    DAMAGED,
    /** It is JSON, but says what it must not, or more than is read. */
    REFUSED
  }

  private final Kind kind;

  DocumentException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  DocumentException(String message) {
    this(Kind.REFUSED, message, null);
  }

  /** What is wrong. */
  public Kind kind() {
    return kind;
  }
}
