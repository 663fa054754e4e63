package io.unionfs.medium;

/** The handle of a file that is kept in memory. Names are changed with the medium's lock held. */
abstract sealed class BlockNode implements UpperNode permits BlockDirectory, BlockFile, BlockOther {
  final BlockMedium medium;
  private final long number;

  /** What the engine gave. */
  volatile UpperMetadata metadata;

  /** How many names there are; 1 for directories. */
  int links = 1;

  BlockNode(BlockMedium medium, long number, UpperMetadata metadata) {
    this.medium = medium;
    this.number = number;
    this.metadata = metadata;
  }

  @Override
  public final long number() {
    return number;
  }
}
