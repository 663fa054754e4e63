package io.unionfs.overlay;

/**
 * What became of one name of a file of the writable layer: it was renamed or removed. A file keeps
 * the newest of its moves, each leads to the next, and who has the file open keeps the last one he
 * knows: so moves that nobody needs are collected.
 */
final class NameMove {
  private final long from;
  private final String fromName;
  private final long to;

  /** Null when the name was removed. */
  private final String toName;

  private volatile NameMove next;

  private NameMove(long from, String fromName, long to, String toName) {
    this.from = from;
    this.fromName = fromName;
    this.to = to;
    this.toName = toName;
  }

  /** The start of a file's moves, which says nothing. */
  static NameMove none() {
    return new NameMove(0, null, 0, null);
  }

  static NameMove renamed(Directory from, String fromName, Directory to, String toName) {
    return new NameMove(from.ino(), fromName, to.ino(), toName);
  }

  static NameMove removed(Directory from, String fromName) {
    return new NameMove(from.ino(), fromName, 0, null);
  }

  /** The move after this one, or null. */
  NameMove next() {
    return next;
  }

  void append(NameMove later) {
    next = later;
  }

  boolean isOf(long directory, String name) {
    return from == directory && name.equals(fromName);
  }

  boolean isRemoval() {
    return toName == null;
  }

  long to() {
    return to;
  }

  String toName() {
    return toName;
  }
}
