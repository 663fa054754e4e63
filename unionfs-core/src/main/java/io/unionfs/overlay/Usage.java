package io.unionfs.overlay;

/**
 * What a writable layer holds.
 *
 * <p>Each file, directory, symbolic link and special file is an inode, however many names it has;
 * the root and whiteouts are none. A regular file counts its size, rounded up to blocks of 4096
 * bytes, holes too, unless its data is still in a lower layer ({@code metacopy}). A file that lost
 * its last name counts until its last user closes it.
 *
 * <p>What else is kept of a file counts nothing up to 256 bytes together, and whole blocks beyond
 * that: an extended attribute its name, its value and 128 bytes; each name after the third 1024
 * bytes; a symbolic link's target four times its length, and 128 bytes for each name in it after
 * the eighth. That is what it may cost in memory.
 *
 * @param bytes the bytes, always whole blocks
 * @param inodes the inodes
 */
public record Usage(long bytes, long inodes) {
  /** Of nothing. */
  public static final Usage NONE = new Usage(0, 0);

  Usage plus(long moreBytes, long moreInodes) {
    return new Usage(bytes + moreBytes, inodes + moreInodes);
  }
}
