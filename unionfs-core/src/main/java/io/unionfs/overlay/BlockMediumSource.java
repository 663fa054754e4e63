package io.unionfs.overlay;

import io.unionfs.medium.BlockMediums;
import io.unionfs.medium.UpperMedium;

/** Makes the writable layers in blocks in memory that a mount has one after another. */
record BlockMediumSource(BlockMediums mediums) implements UpperLayer.MediumSource {
  @Override
  public UpperMedium open() {
    return mediums.next();
  }
}
