package io.unionfs.overlay;

/** How a file is opened: the flags of open(2) that mean something here. */
public enum OpenFlag {
  /** For reading. */
  READ,
  /** For writing. */
  WRITE,
  /** Every write goes to the end, wherever that is by then. */
  APPEND,
  /** Make a regular file if there is none. */
  CREATE,
  /** With {@link #CREATE}: fail if there is something, a symbolic link too. */
  EXCLUSIVE,
  /** Cut the file to nothing. */
  TRUNCATE,
  /** Fail if the path ends in a symbolic link. */
  NOFOLLOW,
  /** Fail unless it is a directory. Not with {@link #CREATE}: EINVAL. */
  DIRECTORY,
  /** Reading leaves the access time alone; for the file's owner and root only. */
  NOATIME,
  /**
   * To name the file, not to use it ({@code O_PATH}): no permission on it is needed, only its
   * attributes can be asked for, and of the other flags only {@link #DIRECTORY} and {@link
   * #NOFOLLOW} count. With the latter a symbolic link is opened itself.
   */
  PATH
}
