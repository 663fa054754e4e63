package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Changes of mode, owner, times and size (chmod(2), chown(2), utimensat(2), truncate(2)). */
final class AttributeChange {
  private static final int SET_GROUP_ID = 02000;

  private final MountState state;
  private final CopyUp copyUp;

  AttributeChange(MountState state, CopyUp copyUp) {
    this.state = state;
    this.copyUp = copyUp;
  }

  void mode(Caller caller, Target target, int mode) throws ErrnoException, IOException {
    if (target.inode().type() == FileType.SYMLINK) {
      throw Errno.EOPNOTSUPP.thrown();
    }
    Permission.checkOwner(target.inode(), caller);
    Attributes old = target.inode().attributes();
    int bits = mode & 07777;
    int kept = caller.isRoot() || caller.isIn(old.gid()) ? bits : bits & ~SET_GROUP_ID;
    apply(target, attributes -> attributes.withMode(kept));
    note(DirectoryEvent.Kind.ATTRIBUTES, target);
  }

  /**
   * @param uid the new owner, -1 to keep
   * @param gid the new group, -1 to keep
   */
  void owner(Caller caller, Target target, int uid, int gid) throws ErrnoException, IOException {
    Attributes old = target.inode().attributes();
    if (!caller.isRoot()) {
      boolean owns = caller.uid() == old.uid();
      boolean uidAllowed = uid == -1 || (owns && uid == old.uid());
      boolean gidAllowed = gid == -1 || (owns && (gid == old.gid() || caller.isIn(gid)));
      if (!uidAllowed || !gidAllowed) {
        throw Errno.EPERM.thrown();
      }
    }
    boolean clearsSetId = !target.inode().isDirectory();
    if (clearsSetId && ContentChange.withoutSetId(old, caller) != old.mode()) {
      Permission.checkOwner(target.inode(), caller);
    }
    if (clearsSetId && old.xattrs().has(FileCapability.XATTR)) {
      // First, and by itself: it is gone also when the rest fails.
      apply(target.inPlace(), FileCapability::dropped);
    }
    apply(
        target,
        attributes -> {
          Attributes owned =
              attributes.withOwner(uid == -1 ? old.uid() : uid, gid == -1 ? old.gid() : gid);
          return clearsSetId ? owned.withMode(ContentChange.withoutSetId(old, caller)) : owned;
        });
    note(DirectoryEvent.Kind.ATTRIBUTES, target);
  }

  void times(Caller caller, Target target, TimeChange accessed, TimeChange modified)
      throws ErrnoException, IOException {
    boolean justNow = accessed == TimeChange.Now.NOW && modified == TimeChange.Now.NOW;
    if (!Permission.isOwner(target.inode(), caller)) {
      if (!justNow) {
        throw Errno.EPERM.thrown();
      }
      Permission.check(target.inode(), caller, Permission.WRITE);
    }
    Instant now = state.now();
    apply(
        target,
        attributes ->
            attributes.withTimes(
                changed(accessed, attributes.accessed(), now),
                changed(modified, attributes.modified(), now)));
    if (modified != TimeChange.Omit.OMIT) { // The access time alone is told as an access is.
      boolean both = accessed != TimeChange.Omit.OMIT;
      note(both ? DirectoryEvent.Kind.ATTRIBUTES : DirectoryEvent.Kind.MODIFIED, target);
    }
  }

  private static Instant changed(TimeChange change, Instant old, Instant now) {
    if (change instanceof TimeChange.To to) {
      return to.time();
    }
    return change == TimeChange.Now.NOW ? now : old;
  }

  void size(Caller caller, PathName path, long size) throws ErrnoException, IOException {
    if (size < 0) {
      throw Errno.EINVAL.thrown();
    }
    Walk walk = new Walk(state.root(), caller, state.tracing.probe());
    Lookup found = walk.toEnd(path, Follow.FOLLOW);
    if (found instanceof Errno errno) {
      throw errno.thrown();
    }
    Inode inode = (Inode) found;
    if (inode.isDirectory()) {
      throw Errno.EISDIR.thrown();
    }
    if (inode.type() != FileType.REGULAR) {
      throw Errno.EINVAL.thrown();
    }
    if (state.isReadOnly()) {
      throw Errno.EROFS.thrown();
    }
    Permission.check(inode, caller, Permission.WRITE);
    CopyUp.Data data =
        size == 0 ? ContentChange.neededToCut(inode.attributes(), caller) : CopyUp.Data.WHOLE;
    boolean isWhole = inode instanceof UpperInode present && present.lowerData() == null;
    boolean cuts = !isWhole && inode.stat().size() > 0;
    new SpaceNeed(state).file(walk.spine(), walk.lastName(), data).size(inode, data, size).prepay();
    Target target = new Target(walk, inode);
    UpperInode upper = upper(target, data);
    upper.storing().lock();
    try {
      cut(upper, caller, size, cuts);
    } finally {
      upper.storing().unlock();
    }
    note(DirectoryEvent.Kind.MODIFIED, target);
  }

  private void cut(UpperInode upper, Caller caller, long size, boolean cuts) throws IOException {
    synchronized (upper) {
      // Unlike ftruncate(2), truncate(2) to the size the file has touches nothing where there is
      // no data to cut.
      if (cuts || size != upper.size() || upper.holdsData()) {
        ContentChange.truncate(state, upper, caller, size);
      } else {
        ContentChange.dropRights(state, upper, caller);
      }
    }
  }

  /**
   * A file to be changed.
   *
   * @param walk the way to its parent; null for an open file that is in the writable layer, or has
   *     no name any more
   * @param gone why the latter cannot be copied up
   * @param file the open file through which it is changed, or null
   * @param removed set for an open directory that has no name any more
   */
  record Target(Walk walk, Inode inode, Errno gone, OpenFile file, OpenDirectories.Handle removed) {
    Target(Walk walk, Inode inode) {
      this(walk, inode, null);
    }

    Target(Walk walk, Inode inode, OpenFile file) {
      this(walk, inode, inode.isDirectory() ? Errno.ENOTDIR : Errno.EEXIST, file, null);
    }

    /** A copy that several names share, without giving it the name it was reached by. */
    Target inPlace() {
      return inode instanceof UpperInode ? new Target(null, inode) : this;
    }
  }

  /** An open file, on a mount that may be written. */
  Target find(OpenFile file) throws ErrnoException {
    if (!file.isOf(state)) {
      throw Errno.EBADF.thrown();
    }
    file.checkUsable();
    if (state.isReadOnly()) {
      throw Errno.EROFS.thrown();
    }
    if (file.upper() != null && !state.upper.isCurrent(file.upper())) {
      throw Errno.ESTALE.thrown(); // Its file is another one by now, which may be anywhere.
    }
    if (file.upper() != null && (state.index() == null || file.location() == null)) {
      return new Target(null, file.upper(), file);
    }
    if (file.directory() != null) {
      return find(file.directory());
    }
    Walk walk = new Walk(state.root(), Caller.ROOT, state.tracing.quietProbe());
    Lookup found = walk.toEnd(file.location(), Follow.NOFOLLOW);
    boolean isSame = found instanceof Inode inode && inode.ino() == file.stat().ino();
    if (isSame) {
      return new Target(walk, (Inode) found, file);
    }
    if (file.upper() != null) {
      return new Target(null, file.upper(), file);
    }
    boolean hasParent =
        new Walk(state.root(), Caller.ROOT, state.tracing.quietProbe()).toParent(file.location())
            == null;
    return new Target(null, file.inode(), hasParent ? Errno.EEXIST : Errno.ENOENT, file, null);
  }

  private Target find(OpenDirectories.Handle handle) {
    if (handle.isRemoved()) {
      return new Target(null, handle.current(), Errno.ENOTDIR, null, handle);
    }
    Walk walk = new Walk(state.root(), Caller.ROOT, state.tracing.quietProbe());
    if (walk.toEnd(handle.location(), Follow.NOFOLLOW) instanceof Inode inode) {
      return new Target(walk, inode);
    }
    throw new IllegalStateException("an open directory is not where it was followed to");
  }

  /** Finds the file, on a mount that may be written. */
  Target find(Caller caller, PathName path, Follow follow) throws ErrnoException {
    Walk walk = new Walk(state.root(), caller, state.tracing.probe());
    Lookup found = walk.toEnd(path, follow);
    if (found instanceof Errno errno) {
      throw errno.thrown();
    }
    if (state.isReadOnly()) {
      throw Errno.EROFS.thrown();
    }
    if (walk.spine().isDetached()) {
      // The removed directory itself.
      return new Target(null, (Inode) found, Errno.ENOTDIR, null, walk.detachedAt());
    }
    return new Target(walk, (Inode) found);
  }

  /** Copies the file up if need be, and changes its attributes. */
  void apply(Target target, UnaryOperator<Attributes> change) throws ErrnoException, IOException {
    if (target.removed() != null && target.inode() instanceof UpperDirectory removed) {
      target.removed().changed(removed.with(changed(removed, change)));
      return;
    }
    if (target.walk() == null && !(target.inode() instanceof UpperInode)) {
      // Removed while it was in a lower layer: the kernel has nowhere to copy it to, and says so.
      throw target.gone().thrown();
    }
    if (target.inode() instanceof Directory) {
      applyToDirectory(target, change);
      return;
    }
    if (target.walk() != null) {
      new SpaceNeed(state)
          .file(target.walk().spine(), target.walk().lastName(), CopyUp.Data.AS_FOR_ATTRIBUTES)
          .attributes(target.inode(), change.apply(target.inode().attributes()))
          .prepay();
    }
    UpperInode upper = upper(target, CopyUp.Data.AS_FOR_ATTRIBUTES);
    upper.storing().lock();
    try {
      store(upper, change);
    } finally {
      upper.storing().unlock();
    }
  }

  private void store(UpperInode upper, UnaryOperator<Attributes> change) throws IOException {
    synchronized (upper) {
      UpperMetadata metadata =
          upper.metadata().with(change.apply(upper.attributes()).withChanged(state.now()));
      state.space.chargeMetadata(upper, metadata, upper.stored());
      try {
        state.upper.writeNow(upper.node(), metadata);
        upper.setMetadata(metadata);
      } finally {
        state.space.settleMetadata(upper);
      }
    }
  }

  /** Has those told who watch the directory that {@code target}, now changed, lies in. */
  void note(DirectoryEvent.Kind kind, Target target) {
    if (target.file() != null) {
      state.watches.note(kind, target.file());
    } else if (target.walk() != null) {
      Spine way = target.walk().spine();
      if (!target.inode().isDirectory()) {
        state.watches.note(kind, way.top(), target.walk().lastName());
      } else if (way.depth() > 0) { // The way leads to the directory itself by now.
        state.watches.note(kind, way.directory(way.depth() - 1), way.name(way.depth()));
      }
    }
  }

  private void applyToDirectory(Target target, UnaryOperator<Attributes> change)
      throws IOException {
    Spine way = target.walk().spine();
    if (target.walk().last() == Walk.Last.NAME) {
      way.push(target.walk().lastName(), (Directory) target.inode());
    }
    Directory before = way.top();
    new SpaceNeed(state)
        .directories(way)
        .attributes(before, change.apply(before.attributes()))
        .prepay();
    copyUp.directories(way);
    UpperDirectory directory = (UpperDirectory) way.top();
    UpperMetadata metadata = changed(directory, change);
    write(directory, metadata);
    way.replaceTop(directory.with(metadata));
    state.publish(way);
  }

  private void write(UpperDirectory directory, UpperMetadata metadata) throws IOException {
    long old = SpaceCost.metadata(directory.metadata(), 1);
    long more = SpaceCost.metadata(metadata, 1) - old;
    state.space.charge(Math.max(0, more), 0);
    try {
      state.upper.writeNow(directory.node(), metadata);
    } catch (IOException | RuntimeException e) {
      state.space.release(Math.max(0, more), 0);
      throw e;
    }
    state.space.release(Math.max(0, -more), 0);
  }

  private UpperMetadata changed(UpperDirectory directory, UnaryOperator<Attributes> change) {
    Attributes attributes = change.apply(directory.attributes()).withChanged(state.now());
    return directory.metadata().with(attributes);
  }

  private UpperInode upper(Target target, CopyUp.Data data) throws IOException {
    return target.walk() == null
        ? (UpperInode) target.inode()
        : copyUp.upper(target.walk().spine(), target.walk().lastName(), data);
  }
}
