package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;

/**
 * A file of the writable layer, other than a directory; all its names lead to this one object.
 *
 * <p>Threads: {@link #metadata} and {@link #size} are read without a lock. {@code metadata} is
 * replaced, and {@code size} changed, only with this object's monitor held; {@link #links} with the
 * mount's lock held.
 */
final class UpperInode extends LeafInode {
  private final long ino;
  private final UpperNode node;
  private volatile UpperMetadata metadata;
  private volatile long size;
  private volatile int links;

  /** Whether any byte was ever written since the size was 0; with this object's monitor. */
  private boolean holdsData;

  UpperInode(long ino, UpperNode node, UpperMetadata metadata, int links, long size) {
    this.ino = ino;
    this.node = node;
    this.metadata = metadata;
    this.links = links;
    this.size = size;
    this.holdsData = size > 0;
  }

  boolean holdsData() {
    return holdsData;
  }

  void setHoldsData(boolean value) {
    holdsData = value;
  }

  @Override
  public long ino() {
    return ino;
  }

  UpperNode node() {
    return node;
  }

  /** The data of a regular file. */
  UpperFile file() {
    return (UpperFile) node;
  }

  UpperMetadata metadata() {
    return metadata;
  }

  void setMetadata(UpperMetadata newMetadata) {
    metadata = newMetadata;
  }

  long size() {
    return size;
  }

  void setSize(long newSize) {
    size = newSize;
  }

  int links() {
    return links;
  }

  void addLinks(int difference) {
    links += difference;
  }

  @Override
  public FileType type() {
    return metadata.type();
  }

  @Override
  Attributes attributes() {
    return metadata.attributes();
  }

  @Override
  int layer() {
    return TraceEvent.UPPER;
  }

  @Override
  public Stat stat() {
    UpperMetadata now = metadata;
    long bytes = now.target() == null ? size : SymlinkTarget.size(now.target());
    return new Stat(ino, now.type(), now.attributes(), links, bytes, now.device());
  }

  @Override
  String target() {
    return metadata.target();
  }
}
