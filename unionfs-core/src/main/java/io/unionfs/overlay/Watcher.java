package io.unionfs.overlay;

import java.util.Set;

/**
 * Watches directories of one mount: an instance of inotify(7). Whoever has the mount open and
 * changes something, in whose name ever, is noticed. Nothing is told of what is below the children.
 *
 * <p>Safe for use by many threads. While nobody watches anything, a mount's operations pay one read
 * of a variable for it.
 */
public final class Watcher implements AutoCloseable {
  private final MountState state;

  Watcher(MountState state) {
    this.state = state;
  }

  /**
   * Watches a directory (inotify_add_watch(2)). Where this watcher watches it already, under
   * whatever name, that watch is given {@code kinds}, keeps its listener, and is returned.
   *
   * <p>Takes no lock, but where the path begins at an open directory that is being moved at that
   * moment.
   *
   * @param kinds what is told beside {@link DirectoryEvent.Kind#GONE} and {@link
   *     DirectoryEvent.Kind#OVERFLOW}
   * @param listener is told, from some moment before this returns
   * @throws ErrnoException ENOTDIR; EACCES also when {@code caller} may not read the directory; EIO
   *     when the mount is closed
   */
  public Watch add(
      Caller caller, PathName path, Set<DirectoryEvent.Kind> kinds, WatchListener listener)
      throws ErrnoException {
    Set<DirectoryEvent.Kind> wanted = Set.copyOf(kinds);
    while (true) {
      state.checkOpen();
      Directory root = state.root();
      Walk walk = new Walk(root, caller, state.tracing.probe());
      Lookup found = walk.toEnd(path, Follow.FOLLOW);
      if (walk.startedInMotion() && !state.lock.isHeldByCurrentThread()) {
        return addLocked(caller, path, wanted, listener);
      }
      if (found instanceof Errno errno) {
        throw errno.thrown();
      }
      if (!(found instanceof Directory directory)) {
        throw Errno.ENOTDIR.thrown();
      }
      Permission.check(directory, caller, Permission.READ);
      // Who removes the directory, closes the last user of a removed one, or unmounts, does so
      // before he looks for watches: what is still there now is not gone without a word.
      Watch watch =
          state.watches.add(
              this,
              directory.ino(),
              walk.location().names(),
              wanted,
              listener,
              () -> state.root() == root && !state.isClosed() && isStartOpen(path));
      if (watch != null) {
        return watch;
      }
    }
  }

  private static boolean isStartOpen(PathName path) {
    return path.start() == null || !path.start().isClosed();
  }

  /** Where the path begins at a directory that is being moved, only who moves it knows the way. */
  private Watch addLocked(
      Caller caller, PathName path, Set<DirectoryEvent.Kind> kinds, WatchListener listener)
      throws ErrnoException {
    state.lock.lock();
    try {
      return add(caller, path, kinds, listener);
    } finally {
      state.lock.unlock();
    }
  }

  /** Ends all of its watches. */
  @Override
  public void close() {
    state.watches.removeAll(this);
  }
}
