package io.unionfs.medium;

import io.unionfs.medium.BlockMedium.CopyUpData;

/** In blocks in memory that copies share with lower files. */
final class MediumInSharedBlocksTest extends MediumContract {
  @Override
  Home place() {
    return new BlockHome(CopyUpData.SHARED);
  }
}
