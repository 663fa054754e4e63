package io.unionfs.medium;

/** What a writable layer promises of its data. */
public enum Durability {
  /** It can be opened again whatever happened to the process; {@code fsync} reaches the device. */
  DURABLE,
  /**
   * Nothing is forced to the device and no journal is kept; it can be opened once. The {@code
   * volatile} mount option of overlayfs.
   */
  VOLATILE
}
