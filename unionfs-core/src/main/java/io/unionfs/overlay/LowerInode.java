package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;

/**
 * A file of a lower layer, other than a directory. Immutable, and shared by every mount of the
 * chain. Each name of a hard-linked file has one of its own: a copy-up through one name leaves the
 * others as they are.
 */
sealed class LowerInode extends LeafInode permits FrozenInode {
  private final Entry.Node entry;
  private final int layer;
  private final Content content;

  /**
   * @param content the data of a regular file, which may be a deeper layer's; else null
   */
  LowerInode(Entry.Node entry, int layer, Content content) {
    this.entry = entry;
    this.layer = layer;
    this.content = content;
  }

  /** A file whose layer holds all of it. */
  static LowerInode of(Entry.Node entry, int layer) {
    return new LowerInode(entry, layer, entry instanceof Entry.File file ? file.content() : null);
  }

  Entry.Node entry() {
    return entry;
  }

  @Override
  public long ino() {
    return origin();
  }

  /** Which file of which layer it is: its number, but of a frozen one. */
  final long origin() {
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

  /** The data of a regular file, else null. */
  Content content() {
    return content;
  }

  /** What a layer would say that held all of the file. */
  Entry.Node whole() {
    return entry instanceof Entry.Metacopy
        ? new Entry.File(entry.number(), entry.attributes(), entry.links(), content)
        : entry;
  }

  long size() {
    if (entry instanceof Entry.Metacopy metacopy) {
      return metacopy.size();
    }
    if (content != null) {
      return content.size();
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
