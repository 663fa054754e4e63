package io.unionfs.medium;

/** The handle of a symbolic link or a special file that is kept in memory. */
final class BlockOther extends BlockNode {
  BlockOther(BlockMedium medium, long number, UpperMetadata metadata) {
    super(medium, number, metadata);
  }
}
