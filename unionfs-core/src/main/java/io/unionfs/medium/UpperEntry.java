package io.unionfs.medium;

/** What a writable layer holds at one name. */
public sealed interface UpperEntry {
  /**
   * A file of any type.
   *
   * @param links the number of names the file has in the writable layer; 1 for directories
   * @param size the size of a regular file in bytes, else 0
   */
  record Present(UpperNode node, UpperMetadata metadata, int links, long size)
      implements UpperEntry {}

  /** A whiteout. */
  enum Whiteout implements UpperEntry {
    WHITEOUT
  }
}
