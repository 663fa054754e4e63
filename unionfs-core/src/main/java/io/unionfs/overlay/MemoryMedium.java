package io.unionfs.overlay;

/** How a writable layer in memory, for which no directory was named, keeps its files. */
public enum MemoryMedium {
  /** In a filesystem of jimfs, which holds no holes. */
  JIMFS,
  /** In blocks of the union's own; a copy-up copies all the data of a file. */
  BLOCKS,
  /**
   * In such blocks, which a copy shares with the lower file until they are written to, as storage
   * drivers do that work on blocks (btrfs, zfs, devicemapper). A copy-up takes the same time
   * whatever the file's size. The bytes of a {@link Quota} still count whole files; the default one
   * has no limit of bytes here, and the blocks themselves may take half the maximum heap.
   */
  SHARED_BLOCKS
}
