package io.unionfs.medium;

import java.io.IOException;

/** A failure of the storing filesystem that the union tells apart from a plain I/O error. */
public final class MediumException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Which failure. */
  public enum Kind {
    /** No space is left ({@code ENOSPC}). */
    NO_SPACE,
    /** The storing filesystem cannot hold this name or link target ({@code EILSEQ}). */
    NAME_NOT_STORABLE,
    /** The storing filesystem is read-only ({@code EROFS}). */
    READ_ONLY,
    /** The directory is in use by another mount ({@code EBUSY}). */
    IN_USE
  }

  private final Kind kind;

  /** With a message that names the file. */
  public MediumException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Which failure it is. */
  public Kind kind() {
    return kind;
  }
}
