package io.unionfs.overlay;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The directories that are open in one mount. A directory in the tree is immutable and replaced by
 * each change; who holds it open is led to the one that took its place.
 */
final class OpenDirectories {
  /** One open directory. */
  static final class Handle {
    private volatile Directory current;
    private volatile boolean removed;
    private int users;

    /** The attributes as they are now; of a removed directory of the writable layer, no links. */
    Stat stat() {
      Directory now = current;
      boolean unlinked = removed && now instanceof UpperDirectory && !now.isMerged();
      return unlinked ? now.stat().withLinks(0) : now.stat();
    }
  }

  private final ConcurrentMap<Long, Handle> open = new ConcurrentHashMap<>();

  /** A handle of {@code directory}, with one user more. */
  Handle open(Directory directory) {
    return open.compute(
        directory.ino(),
        (ino, known) -> {
          Handle handle = known == null ? new Handle() : known;
          if (known == null) {
            handle.current = directory;
          }
          handle.users++;
          return handle;
        });
  }

  /** One user of {@code handle} less. */
  void close(Handle handle) {
    open.computeIfPresent(
        handle.current.ino(),
        (ino, known) -> known == handle && --handle.users == 0 ? null : known);
  }

  /** {@code directory} took the place of the one with its number. */
  void replaced(Directory directory) {
    if (!open.isEmpty()) {
      Handle handle = open.get(directory.ino());
      if (handle != null) {
        handle.current = directory;
      }
    }
  }

  /** {@code directory} is in the tree no more. */
  void removed(Directory directory) {
    Handle handle = open.remove(directory.ino());
    if (handle != null) {
      handle.current = directory;
      handle.removed = true;
    }
  }
}
