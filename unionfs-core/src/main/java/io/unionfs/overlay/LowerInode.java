package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;

/**
 * A file of a lower layer, other than a directory. Immutable, and shared by every mount of the
 * chain. Each name of a hard-linked file has one of its own: a copy-up through one name leaves the
 * others as they are.
 */
final class LowerInode extends LeafInode {
  private final Entry.Node entry;
  private final int layer;

  LowerInode(Entry.Node entry, int layer) {
    this.entry = entry;
    this.layer = layer;
  }

  Entry.Node entry() {
    return entry;
  }

  @Override
  public long ino() {
    return InodeNumbers.ofLower(layer, entry.number());
  }

  @Override
  public FileType type() {
    return entry.type();
  }

  @Override
  Attributes attributes() {
    return entry.attributes();
  }

  @Override
  int layer() {
    return layer;
  }

  long size() {
    if (entry instanceof Entry.File file) {
      return file.content().size();
    }
    return entry instanceof Entry.Symlink link ? SymlinkTarget.size(link.target()) : 0;
  }

  DeviceNumber device() {
    return entry instanceof Entry.Special special ? special.device() : DeviceNumber.NONE;
  }

  @Override
  public Stat stat() {
    return new Stat(ino(), type(), attributes(), entry.links(), size(), device());
  }

  @Override
  String target() {
    return entry instanceof Entry.Symlink link ? link.target() : null;
  }
}
