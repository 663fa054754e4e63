package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.OverlayMarks;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperMetadata.Purity;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;

/**
 * Copy-up: a file of a lower layer gets its copy in the writable layer, its parents first. Each
 * copy appears whole or not at all. Type, permissions, owner, times and xattrs are kept, the
 * parents' times too. With the mount's lock held.
 */
final class CopyUp {
  /** How much of a file's content is copied. */
  enum Data {
    /** All of it. */
    WHOLE,
    /** None: the file is about to be truncated. */
    NONE
  }

  private final MountState state;

  CopyUp(MountState state) {
    this.state = state;
  }

  /** Copies up every directory on {@code way} that is not in the writable layer yet. */
  void directories(Spine way) throws IOException {
    if (way.top() instanceof UpperDirectory) {
      return;
    }
    try {
      for (int level = 0; level <= way.depth(); level++) {
        if (way.directory(level) instanceof LowerDirectory lower) {
          way.replace(level, level == 0 ? root(lower) : directory(way, level, lower));
        }
      }
    } finally {
      state.publish(way);
    }
  }

  /**
   * Copies up {@code name} in the directory at the end of {@code way}, whose directories must be
   * copied up, and publishes it.
   */
  UpperInode leaf(Spine way, String name, LowerInode lower, Data data) throws IOException {
    UpperDirectory parent = impure((UpperDirectory) way.top());
    way.replaceTop(parent);
    boolean breaksHardLink = lower.entry().links() > 1;
    UpperMetadata metadata =
        new UpperMetadata(
            lower.type(),
            lower.attributes().withChanged(state.now()),
            lower.target(),
            lower.device(),
            OverlayMarks.copiedFrom(breaksHardLink ? 0 : lower.ino()));
    long size = data == Data.WHOLE && lower.type() == FileType.REGULAR ? lower.size() : 0;
    UpperNode node =
        size > 0
            ? copy(parent, name, metadata, ((Entry.File) lower.entry()).content())
            : state.medium().create(parent.node(), name, metadata, Occupant.NOTHING);
    // The other names keep the old inode: two files must not share its number.
    long ino = breaksHardLink ? InodeNumbers.ofUpper(node.number()) : lower.ino();
    UpperInode upper = new UpperInode(ino, node, metadata, 1, size);
    way.replaceTop(parent.with(name, upper));
    // In this order: an open that misses the notice finds the new root.
    state.publish(way);
    state.openLowerFiles.copiedUp(lower, upper);
    if (state.isTraced()) {
      state.trace(new TraceEvent.CopiedUp(way.pathOf(name), lower.layer(), size));
    }
    return upper;
  }

  private UpperNode copy(
      UpperDirectory parent, String name, UpperMetadata metadata, Content content)
      throws IOException {
    try (Content.Reader reader = content.open()) {
      return state.medium().copyUp(parent.node(), name, metadata, reader, content.size());
    }
  }

  private UpperDirectory root(LowerDirectory lower) throws IOException {
    UpperNode node = state.medium().root();
    UpperMetadata metadata = metadataOf(lower);
    state.writeNow(node, metadata);
    return UpperDirectory.over(lower, lower.children(), node, metadata);
  }

  private UpperDirectory directory(Spine way, int level, LowerDirectory lower) throws IOException {
    UpperDirectory parent = impure((UpperDirectory) way.directory(level - 1));
    way.replace(level - 1, parent);
    UpperMetadata metadata = metadataOf(lower);
    NameMap<Inode> children = lower.children();
    UpperNode node =
        state.medium().create(parent.node(), way.name(level), metadata, Occupant.NOTHING);
    state.writeLater(parent.node(), parent.metadata());
    if (state.isTraced()) {
      state.trace(new TraceEvent.CopiedUp(way.path(level), lower.layer(), 0));
    }
    return UpperDirectory.over(lower, children, node, metadata);
  }

  private UpperMetadata metadataOf(LowerDirectory lower) {
    Attributes attributes = lower.attributes().withChanged(state.now());
    return new UpperMetadata(
        FileType.DIRECTORY,
        attributes,
        null,
        DeviceNumber.NONE,
        OverlayMarks.copiedFrom(lower.ino()));
  }

  /** {@code parent} with the mark that it may hold copies; its times stay. */
  UpperDirectory impure(UpperDirectory parent) throws IOException {
    if (parent.metadata().purity() == Purity.IMPURE) {
      state.writeLater(parent.node(), parent.metadata());
      return parent;
    }
    UpperMetadata metadata = parent.metadata().with(Purity.IMPURE);
    state.writeNow(parent.node(), metadata);
    return parent.with(metadata);
  }
}
