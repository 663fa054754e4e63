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
   * @param kinds what is told beside {@link DirectoryEvent.Kind#GONE} and {@link
   *     DirectoryEvent.Kind#OVERFLOW}
   * @param listener is told, from some moment before this returns
   * @throws ErrnoException ENOTDIR; EACCES also when {@code caller} may not read the directory; EIO
   *     when the mount is closed
   */
  public Watch add(
      Caller caller, PathName path, Set<DirectoryEvent.Kind> kinds, WatchListener listener)
      throws ErrnoException {
    state.lock.lock(); // A directory that is removed meanwhile would be watched for good.
    try {
      if (state.isClosed()) {
        throw Errno.EIO.thrown();
      }
      Lookup found = new Walk(state.root(), caller, state.probe()).toEnd(path, Follow.FOLLOW);
      if (found instanceof Errno errno) {
        throw errno.thrown();
      }
      if (!(found instanceof Directory directory)) {
        throw Errno.ENOTDIR.thrown();
      }
      Permission.check(directory, caller, Permission.READ);
      return state.watches.add(this, directory.ino(), Set.copyOf(kinds), listener);
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
