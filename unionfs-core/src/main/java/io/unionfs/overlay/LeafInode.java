package io.unionfs.overlay;

/** Anything but a directory. */
abstract sealed class LeafInode extends Inode permits LowerInode, UpperInode, UnreachableInode {

  /** A symbolic link's target, null for every other type. */
  abstract String target();
}
