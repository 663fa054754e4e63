package io.unionfs.overlay;

/**
 * Inode numbers, derived and not counted, so that they are the same after the next mount: above 48
 * bits the layer's ordinal, 0 for the writable layer, 1 for the lowest one; below them the file's
 * number inside that layer. This is what overlayfs does under {@code xino=on}.
 */
final class InodeNumbers {
  static final int NUMBER_BITS = 48;
  private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

  private InodeNumbers() {}

  static long ofLower(int layer, long number) {
    return ((long) (layer + 1) << NUMBER_BITS) | (number & NUMBER_MASK);
  }

  /** The ordinal, from 0 for the lowest, of the lower layer that holds the file {@code ino}. */
  static int layer(long ino) {
    return (int) (ino >>> NUMBER_BITS) - 1;
  }

  /** The number inside its layer of the file {@code ino}. */
  static long number(long ino) {
    return ino & NUMBER_MASK;
  }

  static long ofUpper(long number) {
    return number & NUMBER_MASK;
  }
}
