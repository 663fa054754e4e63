package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.OverlayMarks;
import io.unionfs.medium.StoredData;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperMetadata.Purity;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.List;

/**
 * Copy-up: a file of a lower layer gets its copy in the writable layer, its parents first. Each
 * copy appears whole or not at all. Type, permissions, owner, times and xattrs are kept, the
 * parents' times too. With the mount's lock held.
 */
final class CopyUp {
  /** How much of a file's content is needed in the writable layer. */
  enum Data {
    /** All of it. */
    WHOLE,
    /** None: the file is about to be truncated. */
    NONE,
    /** As much as the mount copies for the sake of attributes: under {@code metacopy}, none. */
    AS_FOR_ATTRIBUTES
  }

  private final MountState state;
  private final DataCopyUp data;

  CopyUp(MountState state) {
    this.state = state;
    this.data = new DataCopyUp(state);
  }

  /** Copies up every directory on {@code way} that is not in the writable layer yet. */
  void directories(Spine way) throws IOException {
    if (way.top() instanceof UpperDirectory) {
      return;
    }
    new SpaceNeed(state).directories(way).prepay();
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
   * The file at {@code name} in the directory at the end of {@code way}, with a name in the
   * writable layer, and with its data there as far as asked; the directories first.
   */
  UpperInode upper(Spine way, String name, Data needed) throws IOException {
    Inode held = way.top().children().get(name); // Copies of directories hold the same.
    if (held instanceof LowerInode lower && lower.content() != null) {
      DataLayers.found(lower.content()); // Before anything is copied up, as the kernel does.
    }
    new SpaceNeed(state).file(way, held, needed).prepay();
    directories(way);
    UpperInode upper;
    if (held instanceof UpperInode present) {
      upper = present;
    } else {
      LowerInode lower = (LowerInode) held;
      upper =
          state.index() != null && LinkIndex.concerns(lower)
              ? indexed(way, name, lower, needed)
              : copy(way, name, lower, needed);
    }
    LowerInode dataBelow = upper.lowerData();
    data.complete(upper, needed);
    if (state.tracing.isTraced()
        && dataBelow != null
        && upper.lowerData() == null
        && upper.size() > 0) {
      state.tracing.trace(
          new TraceEvent.CopiedUp(way.pathOf(name), dataBelow.layer(), upper.size()));
    }
    return upper;
  }

  private UpperInode copy(Spine way, String name, LowerInode lower, Data needed)
      throws IOException {
    UpperDirectory parent = impure((UpperDirectory) way.top());
    way.replaceTop(parent);
    boolean breaksHardLink = lower.entry().links() > 1;
    UpperInode upper;
    List<String> before = entered(way, name);
    try {
      Identity identity = breaksHardLink ? Identity.NEW : Identity.KEPT;
      upper = make(parent.node(), name, lower, needed, identity);
    } finally {
      state.leave(before);
    }
    way.replaceTop(parent.with(name, upper, lower));
    // In this order: nobody finds the copy before all who have the file open know it, and an open
    // that comes too late to be told finds the new root.
    state.openLowerFiles.announce(lower, upper);
    state.publish(way);
    state.openLowerFiles.copiedUp(lower);
    traceCopy(way, name, lower, upper);
    return upper;
  }

  private List<String> entered(Spine way, String name) {
    return state.enter(state.faults() == null ? null : way.pathOf(name));
  }

  /** The copy that all names of {@code lower} share, with a name at {@code name}. */
  private UpperInode indexed(Spine way, String name, LowerInode lower, Data needed)
      throws IOException {
    LinkIndex index = state.index();
    index.dropUnwanted(state);
    UpperInode upper = index.copyOf(lower);
    // A copy without the data is shown when it has its name: what fails till then must not have cut
    // the file.
    boolean showsLater = upper == null && needed == Data.NONE;
    if (upper == null) {
      List<String> before = entered(way, name);
      try {
        UpperNode kept = state.upper.medium().index();
        String indexName = LinkIndex.name(state.origins().of(lower.ino()));
        upper = make(kept, indexName, lower, needed, Identity.KEPT);
      } finally {
        state.leave(before);
      }
      if (!showsLater) {
        share(way, name, lower, upper);
      }
    }
    try {
      linkUp(way, name, lower, upper);
    } catch (IOException | RuntimeException e) {
      if (showsLater) {
        dropIndexed(upper, e);
      }
      throw e;
    }
    if (showsLater) {
      share(way, name, lower, upper);
    }
    state.publish(way);
    index.afterLinkUp(state, upper);
    return upper;
  }

  /** From now on all names of {@code lower} show {@code upper}. */
  private void share(Spine way, String name, LowerInode lower, UpperInode upper)
      throws IOException {
    state.openLowerFiles.announce(lower, upper);
    state.index().add(upper);
    state.openLowerFiles.copiedUp(lower);
    traceCopy(way, name, lower, upper);
  }

  /** Gives the shared copy its name at the end of {@code way}. */
  private void linkUp(Spine way, String name, LowerInode lower, UpperInode upper)
      throws IOException {
    UpperDirectory parent = impure((UpperDirectory) way.top());
    way.replaceTop(parent);
    if (!holdsMarks(lower.type())) {
      throw new KnownFailure(Errno.EPERM); // There is nowhere to note how many names it has.
    }
    state.index().beforeLinkUp(state, upper);
    upper.gainName(
        state.space,
        () -> state.upper.medium().link(upper.node(), parent.node(), name, Occupant.NOTHING),
        () -> upper.addStored(1));
    way.replaceTop(parent.with(name, upper));
  }

  private void dropIndexed(UpperInode upper, Exception cause) {
    try {
      state.index().drop(state, upper);
    } catch (IOException e) {
      cause.addSuppressed(e); // the next copy, or sync, tries again
    }
  }

  /** Which file a copy is. */
  private enum Identity {
    /** The lower one, whose place it takes at all of its names. */
    KEPT,
    /** Another, the other names of which stay. */
    NEW
  }

  private UpperInode make(
      UpperNode directory, String name, LowerInode lower, Data needed, Identity identity)
      throws IOException {
    checkXattrs(lower);
    UpperMetadata metadata =
        new UpperMetadata(
            lower.type(),
            lower.attributes().withChanged(state.now()),
            lower.target(),
            lower.device(),
            OverlayMarks.copiedFrom(
                identity == Identity.KEPT && holdsMarks(lower.type())
                    ? state.origins().of(lower.origin())
                    : 0));
    if (identity == Identity.KEPT && lower.entry().links() > 1) {
      metadata = metadata.withLinks(LinkIndex.shown(lower.entry().links()));
    }
    boolean regular = lower.type() == FileType.REGULAR;
    boolean leavesData =
        regular && needed == Data.AS_FOR_ATTRIBUTES && state.copiesAttributesAlone();
    if (leavesData) {
      metadata = metadata.asMetacopy(lower.size());
    }
    long size = regular && needed != Data.NONE ? lower.size() : 0;
    long cost = SpaceCost.data(metadata, size) + SpaceCost.metadata(metadata, 1);
    state.space.charge(cost, 1);
    UpperNode node;
    try {
      node =
          size > 0 && !leavesData
              ? copy(directory, name, metadata, lower.content(), size)
              : state.upper.medium().create(directory, name, metadata, Occupant.NOTHING);
    } catch (IOException | RuntimeException | Error e) {
      state.space.release(cost, 1);
      throw e;
    }
    // The other names keep the old inode: two files must not share its number.
    long ino = identity == Identity.NEW ? InodeNumbers.ofUpper(node.number()) : lower.ino();
    int links = metadata.marks().links().names(1);
    return new UpperInode(ino, node, metadata, links, 1, size, leavesData ? lower : null);
  }

  /** User xattrs, and so marks that are some, are for regular files and directories (xattr(7)). */
  private boolean holdsMarks(FileType type) {
    return type == FileType.REGULAR || state.options().marks() != OverlayOptions.Marks.USER;
  }

  private UpperNode copy(
      UpperNode directory, String name, UpperMetadata metadata, Content content, long size)
      throws IOException {
    boolean isWhole = content instanceof StoredData;
    Content source = isWhole ? content : PaddedReader.content(content, size);
    return state.upper.medium().copyUp(directory, name, metadata, source, size);
  }

  private void traceCopy(Spine way, String name, LowerInode lower, UpperInode upper)
      throws IOException {
    if (state.tracing.isTraced()) {
      boolean copied = upper.lowerData() == null && state.upper.medium().copiesWhole();
      long bytes = copied ? upper.size() : 0;
      state.tracing.trace(new TraceEvent.CopiedUp(way.pathOf(name), lower.layer(), bytes));
    }
  }

  private UpperDirectory root(LowerDirectory lower) throws IOException {
    UpperNode node = state.upper.medium().root();
    UpperMetadata metadata = metadataOf(lower, state.origins().ofRoot(lower, state.index()));
    long cost = SpaceCost.metadata(metadata, 1);
    state.space.charge(cost, 0);
    try {
      state.upper.writeNow(node, metadata);
    } catch (IOException | RuntimeException e) {
      state.space.release(cost, 0);
      throw e;
    }
    return UpperDirectory.over(lower, lower.children(), node, metadata);
  }

  private UpperDirectory directory(Spine way, int level, LowerDirectory lower) throws IOException {
    UpperDirectory parent = impure((UpperDirectory) way.directory(level - 1));
    way.replace(level - 1, parent);
    checkXattrs(lower);
    UpperMetadata metadata = metadataOf(lower, state.origins().of(lower.origin()));
    NameMap<Inode> children = lower.children();
    UpperNode node;
    List<String> before = state.enter(state.faults() == null ? null : way.path(level));
    try {
      node = created(parent.node(), way.name(level), metadata, Occupant.NOTHING);
    } finally {
      state.leave(before);
    }
    state.upper.writeLater(parent.node(), parent.metadata());
    if (state.tracing.isTraced()) {
      state.tracing.trace(new TraceEvent.CopiedUp(way.path(level), lower.layer(), 0));
    }
    return UpperDirectory.over(lower, children, node, metadata);
  }

  /** The kernel copies no file with a capability that it cannot read ({@code ovl_copy_xattr}). */
  private static void checkXattrs(Inode lower) throws KnownFailure {
    byte[] capability = lower.attributes().xattrs().get(FileCapability.XATTR);
    if (capability != null && !FileCapability.isValid(capability)) {
      throw new KnownFailure(Errno.EINVAL);
    }
  }

  /** Makes what is no copy with data. */
  UpperNode created(UpperNode directory, String name, UpperMetadata metadata, Occupant occupant)
      throws IOException {
    long cost = SpaceCost.metadata(metadata, 1);
    state.space.charge(cost, 1);
    try {
      return state.upper.medium().create(directory, name, metadata, occupant);
    } catch (IOException | RuntimeException e) {
      state.space.release(cost, 1);
      throw e;
    }
  }

  private UpperMetadata metadataOf(LowerDirectory lower, long origin) {
    Attributes attributes = lower.attributes().withChanged(state.now());
    return new UpperMetadata(
        FileType.DIRECTORY, attributes, null, DeviceNumber.NONE, OverlayMarks.copiedFrom(origin));
  }

  /** {@code parent} with the mark that it may hold copies; its times stay. */
  UpperDirectory impure(UpperDirectory parent) throws IOException {
    if (parent.metadata().purity() == Purity.IMPURE) {
      state.upper.writeLater(parent.node(), parent.metadata());
      return parent;
    }
    UpperMetadata metadata = parent.metadata().with(Purity.IMPURE);
    state.upper.writeNow(parent.node(), metadata);
    return parent.with(metadata);
  }
}
