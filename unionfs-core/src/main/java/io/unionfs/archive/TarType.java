package io.unionfs.archive;

/** What a tar entry's type flag says it is. */
public enum TarType {
  FILE,
  HARD_LINK,
  SYMLINK,
  CHARACTER_DEVICE,
  BLOCK_DEVICE,
  DIRECTORY,
  FIFO,
  /** GNU's name of the volume: no file. */
  VOLUME_LABEL,
  /** A type flag that names no file we know. */
  UNKNOWN;

  static TarType of(byte flag) {
    return switch (flag) {
      case 0, '0', '7', 'S' -> FILE;
      case '1' -> HARD_LINK;
      case '2' -> SYMLINK;
      case '3' -> CHARACTER_DEVICE;
      case '4' -> BLOCK_DEVICE;
      case '5' -> DIRECTORY;
      case '6' -> FIFO;
      case 'V' -> VOLUME_LABEL;
      default -> UNKNOWN;
    };
  }

  /** Whether bytes of the entry stand behind its header; a size in other headers says nothing. */
  boolean hasData() {
    return this == FILE || this == UNKNOWN;
  }
}
