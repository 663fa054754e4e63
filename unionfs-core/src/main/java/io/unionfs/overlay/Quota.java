package io.unionfs.overlay;

/**
 * How much a writable layer may hold, as {@link Usage} counts it. What does not fit fails with
 * ENOSPC and changes nothing; a write takes what fits. A used writable layer that holds more is
 * mounted all the same, and nothing can be added.
 *
 * @param bytes the most bytes; a part of a block of 4096 is not used
 * @param inodes the most files, directories, symbolic links and special files
 */
public record Quota(long bytes, long inodes) {
  /** No limit of one kind. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** No limit at all; of where the writable layer lies only. */
  public static final Quota NONE = new Quota(UNLIMITED, UNLIMITED);

  /**
   * What one inode may cost on the heap beside the bytes that are counted for it, its first names
   * included (docs/limits.md).
   */
  static final int HEAP_PER_INODE = 4096;

  /**
   * @throws IllegalArgumentException if a limit is negative
   */
  public Quota {
    if (bytes < 0 || inodes < 0) {
      throw new IllegalArgumentException("a quota is not negative: " + bytes + ", " + inodes);
    }
  }

  /**
   * The limits of a writable layer in memory for which none are given: half the maximum heap for
   * bytes, and as many inodes as fit into a quarter of it, whatever they are.
   */
  public static Quota ofHeap() {
    return ofHeap(Runtime.getRuntime().maxMemory());
  }

  static Quota ofHeap(long maxHeap) {
    return new Quota(maxHeap / 2, maxHeap / 4 / HEAP_PER_INODE);
  }

  /** This with another limit of bytes. */
  public Quota withBytes(long newBytes) {
    return new Quota(newBytes, inodes);
  }

  /** This with another limit of inodes. */
  public Quota withInodes(long newInodes) {
    return new Quota(bytes, newInodes);
  }
}
