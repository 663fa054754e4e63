package io.unionfs.overlay;

/** Whether a symbolic link at the end of a path is followed. */
public enum Follow {
  /** It is, as stat(2) does. */
  FOLLOW,
  /** It is not, as lstat(2) does. */
  NOFOLLOW
}
