package io.unionfs.overlay;

/** When reading a file of the writable layer changes its access time (mount(8)). */
public enum AccessTimes {
  /** When it is not later than the last change, or older than a day. The default. */
  RELATIME,
  /** Never. */
  NOATIME
}
