package io.unionfs.oracle;

/** The type of an inode, with its letter as ls prints it, its S_IFMT and its d_type. */
public enum FileKind {
  FILE('f', 0100000, 8),
  DIRECTORY('d', 0040000, 4),
  SYMLINK('l', 0120000, 10),
  FIFO('p', 0010000, 1),
  SOCKET('s', 0140000, 12),
  CHAR('c', 0020000, 2),
  BLOCK('b', 0060000, 6),
  UNKNOWN('?', 0, 0);

  private static final int S_IFMT = 0170000;
  private final char letter;
  private final int format;
  private final int direntType;

  FileKind(char letter, int format, int direntType) {
    this.letter = letter;
    this.format = format;
    this.direntType = direntType;
  }

  public char letter() {
    return letter;
  }

  int format() {
    return format;
  }

  static FileKind ofMode(int mode) {
    for (FileKind kind : values()) {
      if (kind.format == (mode & S_IFMT)) {
        return kind;
      }
    }
    return UNKNOWN;
  }

  static FileKind ofDirent(int type) {
    for (FileKind kind : values()) {
      if (kind.direntType == type) {
        return kind;
      }
    }
    return UNKNOWN;
  }
}
