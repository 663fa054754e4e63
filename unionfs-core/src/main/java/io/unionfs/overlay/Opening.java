package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Opens files (open(2)): finds or makes them, copies up what is opened for writing. */
final class Opening {
  private final MountState state;
  private final Changing changing;
  private final CopyUp copyUp;
  private final Creation creation;

  Opening(MountState state, Changing changing, CopyUp copyUp, Creation creation) {
    this.state = state;
    this.changing = changing;
    this.copyUp = copyUp;
    this.creation = creation;
  }

  /** Whether opening with {@code flags} may change the tree, so that the lock is needed. */
  private static boolean mayChange(Set<OpenFlag> flags) {
    if (flags.contains(OpenFlag.PATH)) {
      return false;
    }
    return flags.contains(OpenFlag.WRITE)
        || flags.contains(OpenFlag.CREATE)
        || flags.contains(OpenFlag.TRUNCATE);
  }

  OpenFile open(Caller caller, PathName path, Set<OpenFlag> flags, int mode) throws ErrnoException {
    OpenFile opened = null;
    if (!mayChange(flags)) {
      state.checkOpen();
      List<String> before = state.enter(path, null);
      try {
        opened = tryOpen(caller, path, flags, mode);
      } catch (IOException e) {
        throw ErrnoException.of(e);
      } finally {
        state.leave(before);
      }
    }
    if (opened == null) {
      opened = changing.get(path, null, () -> tryOpen(caller, path, flags, mode));
    }
    opened.openedAt(path);
    return opened;
  }

  /** Null when {@code path} begins where only who holds the lock can tell the way. */
  private OpenFile tryOpen(Caller caller, PathName path, Set<OpenFlag> given, int mode)
      throws ErrnoException, IOException {
    Set<OpenFlag> flags = kept(given);
    if (flags.contains(OpenFlag.PATH)) {
      flags.retainAll(EnumSet.of(OpenFlag.PATH, OpenFlag.DIRECTORY, OpenFlag.NOFOLLOW));
    }
    if (flags.contains(OpenFlag.CREATE) && flags.contains(OpenFlag.DIRECTORY)) {
      throw Errno.EINVAL.thrown();
    }
    if (!flags.contains(OpenFlag.PATH)
        && !flags.contains(OpenFlag.READ)
        && !flags.contains(OpenFlag.WRITE)) {
      throw Errno.EINVAL.thrown(); // It would ask for no right, and might still list.
    }
    Follow follow =
        flags.contains(OpenFlag.NOFOLLOW)
                || (flags.contains(OpenFlag.CREATE) && flags.contains(OpenFlag.EXCLUSIVE))
            ? Follow.NOFOLLOW
            : Follow.FOLLOW;
    while (true) {
      Directory root = state.root();
      Walk walk = new Walk(root, caller, state.tracing.probe());
      Errno failed = walk.toParent(path);
      if (walk.startedInMotion() && !state.lock.isHeldByCurrentThread()) {
        return null;
      }
      if (failed != null) {
        throw failed.thrown();
      }
      if (flags.contains(OpenFlag.CREATE)
          && walk.ending() == PathName.Ending.SLASH
          && walk.last() != Walk.Last.NAME) {
        throw dots(flags).thrown();
      }
      Lookup found = walk.end(follow, flags.contains(OpenFlag.CREATE) ? Errno.EISDIR : null);
      OpenFile opened;
      if (found instanceof Inode inode) {
        opened = existing(walk, inode, caller, flags, root);
      } else if (flags.contains(OpenFlag.CREATE) && walk.isLastMissing()) {
        opened = created(walk, caller, flags, mode);
      } else {
        throw ((Errno) found).thrown();
      }
      if (opened != null) {
        return opened;
      }
    }
  }

  private static Errno dots(Set<OpenFlag> flags) {
    return flags.contains(OpenFlag.EXCLUSIVE) ? Errno.EEXIST : Errno.EISDIR;
  }

  private OpenFile created(Walk walk, Caller caller, Set<OpenFlag> flags, int mode)
      throws ErrnoException, IOException {
    if (walk.spine().isDetached()) {
      throw Errno.ENOENT.thrown();
    }
    Parent at = new Parent(walk.spine(), walk.lastName(), null, walk.ending());
    creation.checkFree(at, FileType.REGULAR, caller);
    UpperInode inode = creation.file(at, caller, mode & 07777);
    OpenFile opened =
        OpenFileMaker.upper(
            state, state.space, caller, flags, inode, OpenName.of(walk, inode), location(walk));
    if (flags.contains(OpenFlag.WRITE)) {
      state.writerOpened();
    }
    return opened;
  }

  /** Opens what is there; null when the tree changed meanwhile and the walk must be done again. */
  private OpenFile existing(
      Walk walk, Inode inode, Caller caller, Set<OpenFlag> flags, Directory root)
      throws ErrnoException, IOException {
    boolean writes = flags.contains(OpenFlag.WRITE);
    boolean truncates = flags.contains(OpenFlag.TRUNCATE);
    if (flags.contains(OpenFlag.CREATE)) {
      if (flags.contains(OpenFlag.EXCLUSIVE)) {
        throw Errno.EEXIST.thrown();
      }
      if (inode.isDirectory()) {
        throw Errno.EISDIR.thrown();
      }
      Permission.checkCreateInSticky(walk.spine().top(), inode, caller);
    }
    if (flags.contains(OpenFlag.DIRECTORY) && !inode.isDirectory()) {
      throw Errno.ENOTDIR.thrown();
    }
    if (flags.contains(OpenFlag.PATH)) {
      return named(walk, inode, caller, flags, root);
    }
    if (inode.type() == FileType.SYMLINK) {
      throw Errno.ELOOP.thrown();
    }
    if (inode.isDirectory() && (writes || truncates)) {
      throw Errno.EISDIR.thrown();
    }
    if ((writes || truncates) && state.isReadOnly() && inode.type() == FileType.REGULAR) {
      throw Errno.EROFS.thrown();
    }
    int wanted =
        (flags.contains(OpenFlag.READ) ? Permission.READ : 0)
            | (writes || truncates ? Permission.WRITE : 0);
    Permission.check(inode, caller, wanted);
    if (flags.contains(OpenFlag.NOATIME)) {
      Permission.checkOwner(inode, caller);
    }
    if (inode instanceof Directory directory) {
      return openDirectory(walk, directory, caller, flags, root);
    }
    if (inode.type() == FileType.FIFO && (flags.contains(OpenFlag.READ) || hasReader(inode))) {
      OpenLowerFile lower =
          inode instanceof LowerInode fifo ? state.openLowerFiles.open(fifo) : null;
      OpenName name =
          inode instanceof UpperInode upper ? OpenName.of(walk, upper) : OpenName.ofLower(walk);
      OpenFile opened =
          OpenFileMaker.fifo(state, caller, flags, inode, lower, name, walk.location());
      if (lower != null && !state.stillShows(root, inode)) {
        opened.close();
        return null;
      }
      return opened;
    }
    if (inode.type() != FileType.REGULAR) {
      // No driver stands behind a device, and nobody reads a fifo that is opened for writing only.
      throw Errno.ENXIO.thrown();
    }
    if (writes || truncates) {
      return forWriting(walk, inode, caller, flags);
    }
    if (inode instanceof UpperInode upper) {
      return openUpper(walk, upper, caller, flags, root);
    }
    OpenLowerFile lower = state.openLowerFiles.open((LowerInode) inode);
    try {
      lower.openData();
    } catch (IOException e) {
      state.openLowerFiles.close(lower);
      throw e;
    }
    // A copy-up between the walk and here was not told to this record: look again.
    if (!state.stillShows(root, inode)) {
      state.openLowerFiles.close(lower);
      return null;
    }
    return OpenFileMaker.lower(
        state, caller, flags, lower, OpenName.ofLower(walk), walk.location());
  }

  private boolean hasReader(Inode fifo) {
    return fifo instanceof LowerInode lower
        ? state.fifoReaders.has(fifo, state.openLowerFiles.find(lower))
        : state.fifoReaders.has(fifo, null);
  }

  /** Null when the file lost its last name between the walk and here. */
  private OpenFile openUpper(
      Walk walk, UpperInode upper, Caller caller, Set<OpenFlag> flags, Directory root)
      throws IOException {
    OpenName name = OpenName.of(walk, upper);
    SpaceAccount space = state.space;
    if (state.root() != root) {
      return null; // The name may have been moved before, or the account be another one.
    }
    try {
      return OpenFileMaker.upper(state, space, caller, flags, upper, name, location(walk));
    } catch (NoSuchFileException e) {
      // The writer that removes it holds the lock, and has yet to publish.
      state.lock.lock();
      try {
        if (state.root() == root) {
          throw e;
        }
      } finally {
        state.lock.unlock();
      }
      return null;
    }
  }

  private OpenFile openDirectory(
      Walk walk, Directory directory, Caller caller, Set<OpenFlag> flags, Directory root)
      throws ErrnoException {
    PathName location = walk.location();
    OpenDirectories.Handle handle =
        walk.spine().isDetached()
            ? OpenDirectories.again(walk.detachedAt())
            : state.openDirectories.open(state::root, root, directory, location);
    return handle == null ? null : OpenFileMaker.directory(state, caller, flags, handle, location);
  }

  /** With {@link OpenFlag#PATH}; null as {@link #existing}. */
  private OpenFile named(Walk walk, Inode inode, Caller caller, Set<OpenFlag> flags, Directory root)
      throws ErrnoException, IOException {
    if (inode instanceof Directory directory) {
      return openDirectory(walk, directory, caller, flags, root);
    }
    if (inode instanceof UpperInode upper) {
      return openUpper(walk, upper, caller, flags, root);
    }
    OpenLowerFile lower = state.openLowerFiles.open((LowerInode) inode);
    if (!state.stillShows(root, inode)) {
      state.openLowerFiles.close(lower);
      return null;
    }
    return OpenFileMaker.lower(
        state, caller, flags, lower, OpenName.ofLower(walk), walk.location());
  }

  private OpenFile forWriting(Walk walk, Inode inode, Caller caller, Set<OpenFlag> flags)
      throws ErrnoException, IOException {
    boolean truncates = flags.contains(OpenFlag.TRUNCATE);
    CopyUp.Data data =
        truncates ? ContentChange.neededToCut(inode.attributes(), caller) : CopyUp.Data.WHOLE;
    UpperInode upper = copyUp.upper(walk.spine(), walk.lastName(), data);
    if (truncates) {
      upper.storing().lock();
      try {
        empty(upper, caller);
      } finally {
        upper.storing().unlock();
      }
    }
    OpenFile opened =
        OpenFileMaker.upper(
            state, state.space, caller, flags, upper, OpenName.of(walk, upper), location(walk));
    if (flags.contains(OpenFlag.WRITE)) {
      state.writerOpened();
    }
    if (truncates) {
      state.watches.note(DirectoryEvent.Kind.MODIFIED, opened);
    }
    return opened;
  }

  private void empty(UpperInode upper, Caller caller) throws IOException {
    synchronized (upper) {
      ContentChange.dropRights(state, upper, caller);
      if (upper.size() > 0) {
        upper.file().truncate(0);
        upper.setSize(0);
        state.space.settleData(upper);
      }
      upper.setHoldsData(false);
      ContentChange.modified(state, upper);
    }
  }

  /** Where a file is, where that matters: names of an indexed file need not be in the upper. */
  private PathName location(Walk walk) {
    return state.index() == null ? null : walk.location();
  }

  private static Set<OpenFlag> kept(Set<OpenFlag> flags) {
    if (flags instanceof EnumSet<OpenFlag> known) {
      return known.clone();
    }
    Set<OpenFlag> kept = EnumSet.noneOf(OpenFlag.class);
    kept.addAll(flags);
    return kept;
  }
}
