package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;

/**
 * A name that is there, and listed, but cannot be looked up: what a layer says of it leads nowhere,
 * or where the mount's options forbid to follow.
 */
final class UnreachableInode extends LeafInode {
  private final long ino;
  private final int layer;
  private final FileType type;
  private final Attributes attributes;
  private final Entry.Node entry;
  private final Errno errno;

  /**
   * @param entry what the lower layer says; null in the writable layer
   */
  UnreachableInode(
      long ino, int layer, FileType type, Attributes attributes, Entry.Node entry, Errno errno) {
    this.entry = entry;
    this.ino = ino;
    this.layer = layer;
    this.type = type;
    this.attributes = attributes;
    this.errno = errno;
  }

  Entry.Node entry() {
    return entry;
  }

  /** Why looking it up fails. */
  Errno errno() {
    return errno;
  }

  @Override
  public long ino() {
    return ino;
  }

  @Override
  public FileType type() {
    return type;
  }

  @Override
  public Stat stat() {
    return new Stat(ino, type, attributes, 1, 0, DeviceNumber.NONE);
  }

  @Override
  Attributes attributes() {
    return attributes;
  }

  @Override
  int layer() {
    return layer;
  }

  @Override
  String target() {
    return null;
  }
}
