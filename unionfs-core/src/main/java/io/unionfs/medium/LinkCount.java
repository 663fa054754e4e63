package io.unionfs.medium;

/**
 * How many names a file has in the union, where that is not the number of its names in the writable
 * layer: overlayfs's {@code nlink} mark.
 *
 * @param base what {@code number} is added to
 */
public record LinkCount(Base base, int number) {
  /** What a count starts from. */
  public enum Base {
    /** The names in the writable layer: while names come and go in both alike. */
    STORED,
    /** Nothing: while the writable layer gets names that the union shows already. */
    NOTHING
  }

  /** As many as in the writable layer. */
  public static final LinkCount SAME = new LinkCount(Base.STORED, 0);

  /** The names in the union of a file with {@code stored} names in the writable layer. */
  public int names(int stored) {
    return switch (base) {
      case STORED -> stored + number;
      case NOTHING -> number;
    };
  }
}
