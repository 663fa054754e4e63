package io.unionfs.medium;

/** What a storing filesystem may hold faithfully by itself; what it cannot is written beside it. */
enum Capability {
  /** All twelve permission bits, through {@code unix:mode}. */
  MODE,
  /** Permission bits do not bar this process from its own files. */
  PASSES_PERMISSIONS,
  /** {@code posix:permissions}, for whoever looks at the tree; used where {@link #MODE} is not. */
  PERMISSIONS_TO_SHOW,
  /** Numeric owners, through {@code unix:uid} and {@code unix:gid}. */
  OWNER,
  /** Access and modification times of files and directories to the nanosecond. */
  TIMES,
  /** The same of symbolic links. */
  SYMLINK_TIMES,
  /** {@code user.} xattrs on files and directories. */
  XATTRS,
  /** {@code user.} xattrs on symbolic links. */
  SYMLINK_XATTRS,
  /** Symbolic links. */
  SYMLINKS,
  /** Further names for a regular file. */
  HARD_LINKS,
  /** Further names for a symbolic link. */
  SYMLINK_HARD_LINKS,
  /** The {@code unix} attribute view: mode, owner, device, link count, inode number. */
  UNIX_ATTRIBUTES
}
