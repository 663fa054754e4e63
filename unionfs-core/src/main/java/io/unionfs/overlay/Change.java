package io.unionfs.overlay;

/**
 * One difference between a mount and its lower layers, as {@code docker diff} shows it.
 *
 * @param kind what happened
 * @param path the absolute path
 */
public record Change(Kind kind, String path) {
  /** What happened to a path. */
  public enum Kind {
    /** It is not in the lower layers. */
    ADDED('A'),
    /** It is in the lower layers, and is another file now, or has other content or attributes. */
    CHANGED('C'),
    /** It is in the lower layers, and is gone. */
    DELETED('D');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** The letter {@code docker diff} shows. */
    public char letter() {
      return letter;
    }
  }

  @Override
  public String toString() {
    return kind.letter() + " " + path;
  }
}
