package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;

/**
 * What stat(2) says, as far as two filesystems can be compared by it: no sizes of directories, no
 * ctime, no device numbers, and inode numbers as labels that tell only which inodes are the same.
 *
 * @param inode label from {@link InodeLabels}
 * @param size ignored for directories
 * @param major of a device's number, else ignored
 * @param minor of a device's number, else ignored
 */
public record StatText(
    FileKind kind,
    Mode mode,
    int uid,
    int gid,
    long nlink,
    int inode,
    long size,
    int major,
    int minor,
    Stamp atime,
    Stamp mtime) {

  /**
   * Under relatime without the access times of directories and symlinks: reading changes them, and
   * looking at a tree reads it.
   */
  StatText withoutReadTimes(MountOptions options) {
    boolean dumped = kind == FileKind.DIRECTORY || kind == FileKind.SYMLINK;
    return dumped && options.atime() == MountOptions.Atime.RELATIME
        ? new StatText(kind, mode, uid, gid, nlink, inode, size, major, minor, Stamp.OMIT, mtime)
        : this;
  }

  /**
   * Where marks are user xattrs, without the identity and links of what cannot have any: after a
   * copy-up they depend on what the kernel still holds in memory.
   */
  StatText withoutUnstored(MountOptions options) {
    return !isIdentified(kind, options)
        ? new StatText(kind, mode, uid, gid, 0, 0, size, major, minor, atime, mtime)
        : this;
  }

  /** Whether what is of this kind keeps its identity through a copy-up. */
  static boolean isIdentified(FileKind kind, MountOptions options) {
    return kind == FileKind.FILE
        || kind == FileKind.DIRECTORY
        || options.marks() != MountOptions.Marks.USER;
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    out.append(kind.letter()).append(mode).append(' ').append(uid).append(':').append(gid);
    out.append(" #").append(inode).append(" x").append(nlink);
    if (kind != FileKind.DIRECTORY) {
      out.append(" size=").append(size);
    }
    if (kind == FileKind.CHAR || kind == FileKind.BLOCK) {
      out.append(" dev=").append(major).append(',').append(minor);
    }
    return out.append(" a=").append(atime).append(" m=").append(mtime).toString();
  }
}
