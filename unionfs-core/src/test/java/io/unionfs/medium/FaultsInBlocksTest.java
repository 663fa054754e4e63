package io.unionfs.medium;

import io.unionfs.medium.BlockMedium.CopyUpData;

/** Failures of blocks in memory. */
final class FaultsInBlocksTest extends FaultContract {
  @Override
  Home place() {
    return new BlockHome(CopyUpData.COPIED);
  }
}
