package io.unionfs.medium;

import io.unionfs.medium.BlockMedium.CopyUpData;

/** In blocks in memory. */
final class MediumInBlocksTest extends MediumContract {
  @Override
  Home place() {
    return new BlockHome(CopyUpData.COPIED);
  }
}
