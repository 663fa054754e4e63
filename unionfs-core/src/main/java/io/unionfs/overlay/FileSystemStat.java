package io.unionfs.overlay;

/**
 * What statfs(2) says of a mount. Space is that of the filesystem that holds the writable layer.
 *
 * @param type {@link #OVERLAYFS}
 * @param blockSize the unit of the next three, in bytes
 * @param blocks all blocks; 0 without a writable layer
 * @param freeBlocks those nobody uses
 * @param availableBlocks those that can be used here
 * @param maxNameBytes the longest name, in bytes
 */
public record FileSystemStat(
    long type,
    int blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    int maxNameBytes) {
  /** {@code OVERLAYFS_SUPER_MAGIC} (linux/magic.h). */
  public static final long OVERLAYFS = 0x794c7630;

  static final int BLOCK_SIZE = 4096;
}
