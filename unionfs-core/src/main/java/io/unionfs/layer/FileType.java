package io.unionfs.layer;

/** The seven POSIX file types, with the {@code S_IFMT} bits of {@code st_mode} (inode(7)). */
public enum FileType {
  REGULAR(0100000),
  DIRECTORY(0040000),
  SYMLINK(0120000),
  FIFO(0010000),
  SOCKET(0140000),
  CHARACTER_DEVICE(0020000),
  BLOCK_DEVICE(0060000);

  private final int modeBits;

  FileType(int modeBits) {
    this.modeBits = modeBits;
  }

  /** The type's bits in {@code st_mode}, for example {@code 0040000} for a directory. */
  public int modeBits() {
    return modeBits;
  }

  /** Whether files of this type carry a device number. */
  public boolean isDevice() {
    return this == CHARACTER_DEVICE || this == BLOCK_DEVICE;
  }

  /** Whether the file is neither regular, nor a directory, nor a symbolic link. */
  public boolean isSpecial() {
    return switch (this) {
      case REGULAR, DIRECTORY, SYMLINK -> false;
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> true;
    };
  }

  /**
   * The type whose bits stand in {@code mode}.
   *
   * @throws IllegalArgumentException if the bits name no type
   */
  public static FileType ofMode(int mode) {
    for (FileType type : values()) {
      if (type.modeBits == (mode & 0170000)) {
        return type;
      }
    }
    throw new IllegalArgumentException("no file type in mode 0" + Integer.toOctalString(mode));
  }
}
