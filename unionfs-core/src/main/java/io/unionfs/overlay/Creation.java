package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.OverlayMarks;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.time.Instant;

/** Makes new names: files, directories, symbolic links, special files, hard links. */
final class Creation {
  private final MountState state;
  private final CopyUp copyUp;
  private final RedirectMarks redirects;

  Creation(MountState state, CopyUp copyUp) {
    this.redirects = new RedirectMarks(state);
    this.state = state;
    this.copyUp = copyUp;
  }

  void directory(Caller caller, PathName path, int mode) throws ErrnoException, IOException {
    Parent at = Parent.forCreation(state, caller, path, Errno.EEXIST);
    checkFree(at, FileType.DIRECTORY, caller);
    make(at, caller, FileType.DIRECTORY, mode, null, DeviceNumber.NONE);
  }

  void symlink(Caller caller, PathName path, String target) throws ErrnoException, IOException {
    SymlinkTarget.check(target);
    Parent at = Parent.forCreation(state, caller, path, Errno.EEXIST);
    checkFree(at, FileType.SYMLINK, caller);
    make(at, caller, FileType.SYMLINK, 0777, target, DeviceNumber.NONE);
  }

  void node(Caller caller, PathName path, FileType type, int mode, DeviceNumber device)
      throws ErrnoException, IOException {
    if (type == FileType.DIRECTORY) {
      throw Errno.EPERM.thrown();
    }
    if (type == FileType.SYMLINK) {
      throw Errno.EINVAL.thrown();
    }
    Parent at = Parent.forCreation(state, caller, path, Errno.EEXIST);
    checkFree(at, type, caller);
    boolean isWhiteout = type == FileType.CHARACTER_DEVICE && device.equals(DeviceNumber.NONE);
    if (isWhiteout || (type.isDevice() && !caller.isRoot())) {
      throw Errno.EPERM.thrown();
    }
    make(at, caller, type, mode, null, type.isDevice() ? device : DeviceNumber.NONE);
  }

  /** A regular file at a name that is free; the caller may create there. */
  UpperInode file(Parent at, Caller caller, int mode) throws ErrnoException, IOException {
    return (UpperInode) make(at, caller, FileType.REGULAR, mode, null, DeviceNumber.NONE);
  }

  void link(Caller owner, PathName existing, Follow follow, Caller maker, PathName path)
      throws ErrnoException, IOException {
    Walk source = new Walk(state.root(), owner, state.tracing.probe());
    Lookup found = source.toEnd(existing, follow);
    if (found instanceof Errno errno) {
      throw errno.thrown();
    }
    Parent at = Parent.forCreation(state, maker, path, Errno.EEXIST);
    checkName(at, FileType.REGULAR);
    Permission.checkLink((Inode) found, owner);
    Permission.checkCreate(at.directory(), maker);
    if (found instanceof Directory) {
      throw Errno.EPERM.thrown();
    }
    new SpaceNeed(state)
        .file(source.spine(), source.lastName(), CopyUp.Data.AS_FOR_ATTRIBUTES)
        .directories(at.way())
        .name()
        .prepay();
    UpperInode upper =
        copyUp.upper(source.spine(), source.lastName(), CopyUp.Data.AS_FOR_ATTRIBUTES);
    Spine way = at.way().reseated(state.root());
    copyUp.directories(way);
    UpperDirectory parent = (UpperDirectory) way.top();
    if (upper.metadata().origin() != 0) {
      parent = copyUp.impure(parent);
    }
    state.beforeNames(upper);
    if (RedirectMarks.concerns(upper)) {
      redirects.mark(
          source.spine(), source.lastName(), upper, RedirectMarks.Move.TO_ANOTHER_DIRECTORY);
    }
    UpperNode directory = parent.node();
    Occupant occupant = occupant(parent, at.name());
    upper.gainName(
        state.space,
        () -> state.upper.medium().link(upper.node(), directory, at.name(), occupant),
        () -> upper.addLinks(1));
    Instant now = state.now();
    state.upper.changed(upper, now);
    way.replaceTop(state.upper.touched(parent.with(at.name(), upper), now));
    state.publish(way);
    state.watches.note(DirectoryEvent.Kind.CREATED, parent, at.name());
    state.tracing.trace(new TraceEvent.Created(way.pathOf(at.name())));
  }

  /** A free name, in a directory that may be written. */
  void checkFree(Parent at, FileType type, Caller caller) throws ErrnoException {
    checkName(at, type);
    Permission.checkCreate(at.directory(), caller);
  }

  private void checkName(Parent at, FileType type) throws ErrnoException {
    if (at.child() != null) {
      throw Errno.EEXIST.thrown();
    }
    if (at.ending() == PathName.Ending.SLASH && type != FileType.DIRECTORY) {
      throw Errno.ENOENT.thrown();
    }
    if (state.isReadOnly()) {
      throw Errno.EROFS.thrown();
    }
  }

  private Inode make(
      Parent at, Caller caller, FileType type, int mode, String target, DeviceNumber device)
      throws ErrnoException, IOException {
    Instant now = state.now();
    Attributes attributes = NewFile.attributes(type, mode, at.directory(), caller, now);
    Spine way = at.way();
    UpperMetadata plain = new UpperMetadata(type, attributes, target, device, OverlayMarks.NONE);
    new SpaceNeed(state).directories(way).made(plain).prepay();
    copyUp.directories(way);
    UpperDirectory parent = (UpperDirectory) way.top();
    Occupant occupant = occupant(parent, at.name());
    Opacity opacity =
        type == FileType.DIRECTORY && (occupant == Occupant.WHITEOUT || isSurelyNew(parent))
            ? Opacity.OPAQUE
            : Opacity.TRANSPARENT;
    UpperMetadata metadata = plain.with(opacity);
    UpperNode node = copyUp.created(parent.node(), at.name(), metadata, occupant);
    long ino = InodeNumbers.ofUpper(node.number());
    Inode made =
        type == FileType.DIRECTORY
            ? UpperDirectory.empty(ino, node, metadata)
            : UpperInode.made(ino, node, metadata);
    way.replaceTop(state.upper.touched(parent.with(at.name(), made), now));
    state.publish(way);
    state.watches.note(DirectoryEvent.Kind.CREATED, parent, at.name());
    if (state.tracing.isTraced()) {
      state.tracing.trace(new TraceEvent.Created(way.pathOf(at.name())));
      if (opacity == Opacity.OPAQUE) {
        state.tracing.trace(new TraceEvent.OpaqueWritten(way.pathOf(at.name())));
      }
    }
    return made;
  }

  /** Nothing below can ever merge with what is made in {@code parent}: so a lookup need not ask. */
  private boolean isSurelyNew(UpperDirectory parent) {
    return parent.isMerged() && !state.options().allowsOfflineChanges();
  }

  private static Occupant occupant(UpperDirectory parent, String name) {
    return parent.whiteouts().get(name) == null ? Occupant.NOTHING : Occupant.WHITEOUT;
  }
}
