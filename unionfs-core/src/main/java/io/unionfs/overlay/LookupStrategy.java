package io.unionfs.overlay;

/** How names are looked up. Both give the same answer for every path. */
public enum LookupStrategy {
  /** One probe of the merged directory, however many layers there are. The default. */
  INDEXED,
  /**
   * Layer by layer from the top down, as the kernel does when its cache is cold: for teaching and
   * for measuring. The cost grows with the number of layers that hold the parent directory.
   */
  SCAN
}
