package io.unionfs.overlay;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Operations that change nothing. Each takes the root once, and no lock. */
final class Reading {
  private final MountState state;

  Reading(MountState state) {
    this.state = state;
  }

  Lookup lookup(Caller caller, PathName path, Follow follow) {
    if (state.isClosed()) {
      return Errno.EIO;
    }
    Probe probe = state.tracing.probe();
    Directory root = state.root();
    if (path.beginsAtRoot()
        && state.tracing.looksUpQuietly()
        && path.ending() == PathName.Ending.PLAIN) {
      Lookup found = FastLookup.find(root, caller, path, follow);
      if (found != null) {
        Lookup shown = found instanceof LowerInode lower ? state.shown(lower) : found;
        return shown instanceof UnreachableInode lost ? lost.errno() : shown;
      }
    }
    return new Walk(root, caller, probe).toEnd(path, follow);
  }

  String readlink(Caller caller, PathName path) throws ErrnoException {
    if (found(lookup(caller, path, Follow.NOFOLLOW)) instanceof LeafInode leaf
        && leaf.target() != null) {
      return leaf.target();
    }
    throw Errno.EINVAL.thrown();
  }

  Errno access(Caller caller, PathName path, Set<AccessMode> modes) {
    Lookup found = lookup(caller, path, Follow.FOLLOW);
    if (found instanceof Errno errno) {
      return errno;
    }
    Inode inode = (Inode) found;
    if (modes.contains(AccessMode.WRITE) && state.isReadOnly() && !inode.type().isSpecial()) {
      return Errno.EROFS;
    }
    int wanted = 0;
    for (AccessMode mode : modes) {
      wanted |= mode.bit();
    }
    return Permission.allows(inode, caller, wanted) ? null : Errno.EACCES;
  }

  Listing list(Caller caller, PathName path) throws ErrnoException {
    Inode inode = found(lookup(caller, path, Follow.FOLLOW));
    if (!(inode instanceof Directory directory)) {
      throw Errno.ENOTDIR.thrown();
    }
    Permission.check(directory, caller, Permission.READ);
    try {
      return Listing.of(directory, state.index());
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  Listing list(OpenFile file) throws ErrnoException {
    Directory directory = listed(file);
    try {
      return Listing.of(directory, state.index());
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  String[] names(OpenFile file) throws ErrnoException {
    Directory directory = listed(file);
    try {
      return Listing.names(directory);
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  private static Directory listed(OpenFile file) throws ErrnoException {
    if (!(file.current() instanceof Directory directory)) {
      throw Errno.ENOTDIR.thrown();
    }
    if (file.directory().isRemoved()) {
      throw Errno.ENOENT.thrown();
    }
    return directory;
  }

  FileSystemStat statfs(Caller caller, PathName path) throws ErrnoException {
    found(lookup(caller, path, Follow.FOLLOW));
    if (!state.hasUpper()) {
      return FileSystemStat.NO_SPACE;
    }
    List<String> before = state.enter(path, null);
    try {
      return FileSystemStat.of(
          state.space.quota(), state.space.usage(), state.upper.storageSpace());
    } catch (IOException e) {
      throw ErrnoException.of(e);
    } finally {
      state.leave(before);
    }
  }

  /** What is at {@code path}; its errno is thrown. */
  Inode found(Caller caller, PathName path, Follow follow) throws ErrnoException {
    return found(lookup(caller, path, follow));
  }

  private static Inode found(Lookup lookup) throws ErrnoException {
    if (lookup instanceof Errno errno) {
      throw errno.thrown();
    }
    return (Inode) Objects.requireNonNull(lookup);
  }
}
