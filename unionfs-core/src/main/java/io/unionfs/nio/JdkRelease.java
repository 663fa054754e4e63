package io.unionfs.nio;

/**
 * Where the JDK's default provider changed between releases. The union does what the release it
 * runs on does, so that a program sees one behaviour on both.
 */
final class JdkRelease {
  private static final int FEATURE = Runtime.version().feature();

  /**
   * Whether reading attributes, copying or moving below what is no directory is
   * NoSuchFileException, and not FileSystemException "Not a directory" (JDK-8356678).
   */
  static final boolean NOT_A_DIRECTORY_IS_MISSING = FEATURE >= 25;

  /**
   * Whether times of copies, and of symbolic links, are kept to the nanosecond; else microsecond.
   */
  static final boolean KEEPS_NANOSECONDS = FEATURE >= 25;

  /** Whether {@code transferFrom} writes beyond the end of the file; else it does nothing. */
  static final boolean TRANSFERS_BEYOND_END = FEATURE >= 25;

  /** Whether copying and moving ask for access before they begin. */
  static final boolean CHECKS_ACCESS_FIRST = FEATURE >= 21;

  private JdkRelease() {}
}
