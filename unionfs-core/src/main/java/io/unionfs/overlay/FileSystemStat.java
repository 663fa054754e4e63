package io.unionfs.overlay;

import io.unionfs.layer.Names;
import io.unionfs.medium.Space;

/**
 * What statfs(2) says of a mount. Space is that of the filesystem that holds the writable layer, or
 * what the quota leaves of it.
 *
 * @param type {@link #OVERLAYFS}
 * @param blockSize the unit of blocks, in bytes
 * @param blocks all blocks; 0 without a writable layer
 * @param freeBlocks those nobody uses
 * @param availableBlocks those that can be used here
 * @param files all inodes; 0 where they are not limited
 * @param freeFiles inodes that can be made; 0 where they are not limited
 * @param maxNameBytes the longest name, in bytes
 */
public record FileSystemStat(
    long type,
    int blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    long files,
    long freeFiles,
    int maxNameBytes) {
  /** {@code OVERLAYFS_SUPER_MAGIC} (linux/magic.h). */
  public static final long OVERLAYFS = 0x794c7630;

  static final int BLOCK_SIZE = SpaceCost.BLOCK;

  static final FileSystemStat NO_SPACE =
      new FileSystemStat(OVERLAYFS, BLOCK_SIZE, 0, 0, 0, 0, 0, Names.MAX_BYTES);

  static FileSystemStat of(Quota quota, Usage usage, Space space) {
    long left = Math.max(0, quota.bytes() - usage.bytes());
    boolean limitsInodes = quota.inodes() != Quota.UNLIMITED;
    return new FileSystemStat(
        OVERLAYFS,
        BLOCK_SIZE,
        Math.min(quota.bytes(), space.total()) / BLOCK_SIZE,
        Math.min(left, space.free()) / BLOCK_SIZE,
        Math.min(left, space.usable()) / BLOCK_SIZE,
        limitsInodes ? quota.inodes() : 0,
        limitsInodes ? Math.max(0, quota.inodes() - usage.inodes()) : 0,
        Names.MAX_BYTES);
  }
}
