package io.unionfs.analysis;

/**
 * What a layer did to a file of a layer below, or of its own, so that nothing shows it any more.
 */
public enum Cause {
  /** It holds other content at the file's path. */
  OVERWRITTEN,
  /** It holds the same content there with another mode, owner, time or xattr: a chmod, a touch. */
  METADATA,
  /** It holds the same content there with the same attributes: it was written again for nothing. */
  IDENTICAL,
  /** It has a whiteout of the file, or of a directory above it. */
  DELETED,
  /** It holds a file of another type at the path, or at that of a directory above. */
  REPLACED,
  /** An opaque directory of it hides the file. */
  HIDDEN,
  /** It is the file's own layer, whose archive holds the path a second time. */
  WRITTEN_TWICE;

  /** The word for it in reports and JSON: {@code overwritten}, {@code written-twice}. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
