package io.unionfs.overlay;

import io.unionfs.layer.Names;

/** The text of symbolic links (symlink(7)). */
final class SymlinkTarget {
  /** {@code PATH_MAX} less the final NUL. */
  private static final int MAX_BYTES = 4095;

  private SymlinkTarget() {}

  /** The size a link with {@code target} has: its length in bytes. */
  static long size(String target) {
    return Names.byteLength(target);
  }

  static void check(String target) throws ErrnoException {
    if (target.isEmpty()) {
      throw Errno.ENOENT.thrown();
    }
    if (!Names.isEncodable(target) || target.indexOf('\0') >= 0) {
      throw Errno.EILSEQ.thrown();
    }
    if (Names.byteLength(target) > MAX_BYTES) {
      throw Errno.ENAMETOOLONG.thrown();
    }
  }
}
