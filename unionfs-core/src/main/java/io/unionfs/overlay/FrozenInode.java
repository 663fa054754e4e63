package io.unionfs.overlay;

import io.unionfs.layer.Content;

/** A file of a writable layer that a snapshot froze: a lower file that keeps its number. */
final class FrozenInode extends LowerInode {
  private final long ino;

  /**
   * @param layer the number of the frozen layer
   */
  FrozenInode(UpperInode upper, int layer) {
    super(FrozenFolder.entry(upper), layer, content(upper));
    this.ino = upper.ino();
  }

  /** The data, wherever it is; null of what is no regular file. */
  private static Content content(UpperInode upper) {
    LowerInode below = upper.lowerData();
    return below != null ? below.content() : FrozenFolder.data(upper);
  }

  @Override
  public long ino() {
    return ino;
  }
}
