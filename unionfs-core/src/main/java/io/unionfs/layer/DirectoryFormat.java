package io.unionfs.layer;

/** How whiteouts and opaque directories are written in a directory tree. */
public enum DirectoryFormat {
  /**
   * As overlayfs writes them under {@code -o userxattr}: a whiteout is a character device 0/0, or
   * an empty file with the xattr {@code user.overlay.whiteout} in a directory with {@code
   * user.overlay.opaque=x}; an opaque directory has {@code user.overlay.opaque=y}. The form of our
   * own writable layers.
   */
  USERXATTR,
  /**
   * As overlayfs writes them by default, with {@code trusted.overlay.*}. Java cannot read these
   * xattrs: getfattr(1) must be installed.
   */
  OVERLAY,
  /** As OCI layers write them: {@code .wh.NAME} and {@code .wh..wh..opq}. */
  OCI,
  /**
   * As AUFS writes them: as {@link #OCI}, and names that begin with {@code .wh..wh.} are its own.
   */
  AUFS
}
