package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;

/** A file in the merged tree. What can be asked of it without a mount is here. */
public abstract sealed class Inode implements Lookup permits LeafInode, Directory {

  Inode() {}

  /** The inode number: unique in the mount, and one for the file's life. */
  public abstract long ino();

  /** The file's type. */
  public abstract FileType type();

  /** All attributes as they are now. */
  public abstract Stat stat();

  abstract Attributes attributes();

  /** The layer that provides the file: {@link io.unionfs.trace.TraceEvent#UPPER} or its number. */
  abstract int layer();

  final boolean isDirectory() {
    return this instanceof Directory;
  }
}
