package io.unionfs.overlay;

import io.unionfs.layer.Opacity;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.Remains;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.time.Instant;

/** Removes names, and leaves a whiteout where a lower layer would show through. */
final class Removal {
  private final MountState state;
  private final CopyUp copyUp;

  Removal(MountState state, CopyUp copyUp) {
    this.state = state;
    this.copyUp = copyUp;
  }

  void unlink(Caller caller, PathName path) throws ErrnoException, IOException {
    Walk walk = toParent(caller, path);
    if (walk.last() != Walk.Last.NAME) {
      throw Errno.EISDIR.thrown();
    }
    Parent at = writableParent(walk);
    if (at.ending() == PathName.Ending.SLASH) {
      throw (at.child().isDirectory() ? Errno.EISDIR : Errno.ENOTDIR).thrown();
    }
    Permission.checkDelete(at.directory(), at.child(), caller);
    if (at.child().isDirectory()) {
      throw Errno.EISDIR.thrown();
    }
    remove(at, counted(at) ? Occupant.FILE : Occupant.NOTHING);
  }

  /**
   * Prepares for the loss of a name that is no directory's: a file whose copy all names share is
   * copied up first, for there is nowhere else to note that it has a name less ({@code
   * ovl_nlink_start} of the kernel).
   *
   * @return whether the name is in the writable layer
   */
  boolean counted(Parent at) throws IOException {
    Inode held = at.way().top().children().get(at.name());
    if (state.index() != null && LinkIndex.concerns(held)) {
      held = copyUp.upper(at.way(), at.name(), CopyUp.Data.AS_FOR_ATTRIBUTES);
    }
    if (held instanceof UpperInode upper) {
      state.beforeNames(upper);
      return true;
    }
    return false;
  }

  void rmdir(Caller caller, PathName path) throws ErrnoException, IOException {
    Walk walk = toParent(caller, path);
    switch (walk.last()) {
      case DOT -> throw Errno.EINVAL.thrown();
      case DOT_DOT -> throw Errno.ENOTEMPTY.thrown();
      case ROOT -> throw Errno.EBUSY.thrown();
      case NAME -> {
        // The ordinary case.
      }
    }
    Parent at = writableParent(walk);
    Permission.checkDelete(at.directory(), at.child(), caller);
    if (!(at.child() instanceof Directory directory)) {
      throw Errno.ENOTDIR.thrown();
    }
    checkShowsNothing(directory);
    remove(at, directory instanceof UpperDirectory ? Occupant.DIRECTORY : Occupant.NOTHING);
  }

  /** Whiteouts do not count, but in a directory that merges with nothing they hide nothing. */
  static void checkShowsNothing(Directory directory) throws ErrnoException, IOException {
    boolean strayWhiteouts =
        directory instanceof UpperDirectory upper
            && upper.lower() == null
            && upper.metadata().opacity() == Opacity.TRANSPARENT
            && upper.metadata().origin() == 0
            && !upper.whiteouts().isEmpty();
    if (!directory.children().isEmpty() || strayWhiteouts) {
      throw Errno.ENOTEMPTY.thrown();
    }
  }

  private Walk toParent(Caller caller, PathName path) throws ErrnoException {
    Walk walk = new Walk(state.root(), caller, state.tracing.probe());
    Errno failed = walk.toParent(path);
    if (failed != null) {
      throw failed.thrown();
    }
    return walk;
  }

  /** The kernel asks for write access before it looks the last name up. */
  private Parent writableParent(Walk walk) throws ErrnoException {
    if (state.isReadOnly()) {
      throw Errno.EROFS.thrown();
    }
    Parent at = Parent.at(walk);
    if (at.child() == null) {
      throw Errno.ENOENT.thrown();
    }
    return at;
  }

  private void remove(Parent at, Occupant occupant) throws IOException {
    Spine way = at.way();
    copyUp.directories(way);
    UpperDirectory parent = (UpperDirectory) way.top();
    Inode removed = parent.children().get(at.name());
    Remains remains = Parent.showsThrough(parent, at.name()) ? Remains.WHITEOUT : Remains.NOTHING;
    state.upper.medium().remove(parent.node(), at.name(), occupant, remains);
    Instant now = state.now();
    way.replaceTop(state.upper.touched(parent.without(at.name(), removed, remains), now));
    state.publish(way);
    gone(removed, parent, at.name(), now);
    state.watches.note(DirectoryEvent.Kind.DELETED, parent, at.name());
    if (state.tracing.isTraced()) {
      String path = way.pathOf(at.name());
      if (occupant != Occupant.NOTHING) {
        state.tracing.trace(new TraceEvent.Removed(path));
      }
      if (remains == Remains.WHITEOUT) {
        state.tracing.trace(new TraceEvent.WhiteoutWritten(path));
      }
    }
  }

  /** Takes note that {@code inode} lost its name {@code name} in {@code parent}. */
  void gone(Inode inode, Directory parent, String name, Instant now) throws IOException {
    if (inode instanceof UpperInode upper) {
      upper.moved(NameMove.removed(parent, name));
      upper.addLinks(-1);
      if (upper.links() == 0) {
        if (state.index() != null) {
          state.index().forget(state.upper.medium(), upper);
        }
        state.upper.forget(upper.node());
      }
      synchronized (upper) {
        state.space.settleMetadata(upper);
      }
      if (upper.stored() == 0) {
        state.space.unnamed(upper);
      }
      state.upper.changed(upper, now);
    } else if (inode instanceof LowerInode lower) {
      state.openLowerFiles.unlinked(lower);
    } else if (inode instanceof Directory directory) {
      if (!state.openDirectories.removed(emptied(directory, now))) {
        state.watches.noteGone(directory.ino());
      }
      if (directory instanceof UpperDirectory upperDirectory) {
        state.upper.forget(upperDirectory.node());
        state.space.release(SpaceCost.metadata(upperDirectory.metadata(), 1), 1);
      }
    }
  }

  /** A directory is rid of its whiteouts before it goes, as who still has it open can see. */
  private static Directory emptied(Directory directory, Instant now) {
    return directory instanceof UpperDirectory upper && !upper.whiteouts().isEmpty()
        ? upper.with(upper.metadata().with(upper.attributes().modifiedAt(now)))
        : directory;
  }
}
