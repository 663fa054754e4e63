package io.unionfs.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
    private volatile List<String> location;
    private volatile boolean removed;
    private int users;

    Directory current() {
      return current;
    }

    boolean isRemoved() {
      return removed;
    }

    /** Where the directory is now; good with the mount's lock held. */
    PathName location() {
      return PathName.found(location.toArray(new String[0]));
    }

    /** The attributes as they are now; of a removed directory of the writable layer, no links. */
    Stat stat() {
      Directory now = current;
      boolean unlinked = removed && now instanceof UpperDirectory && !now.isMerged();
      return unlinked ? now.stat().withLinks(0) : now.stat();
    }
  }

  private final ConcurrentMap<Long, Handle> open = new ConcurrentHashMap<>();

  /** Those whose directory was removed; it lives on, nameless, while it is open. */
  private final Set<Handle> removedHandles = ConcurrentHashMap.newKeySet();

  /** A handle of {@code directory}, which is at {@code location}, with one user more. */
  Handle open(Directory directory, PathName location) {
    return open.compute(
        directory.ino(),
        (ino, known) -> {
          Handle handle = known == null ? new Handle() : known;
          if (known == null) {
            handle.current = directory;
            handle.location = location.names();
          }
          handle.users++;
          return handle;
        });
  }

  /** One user of {@code handle} less. */
  void close(Handle handle) {
    if (handle.removed) {
      synchronized (handle) {
        if (--handle.users == 0) {
          removedHandles.remove(handle);
        }
      }
      return;
    }
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

  /** {@code removed}, which is in the tree no more, was changed. */
  void changed(UpperDirectory removed) {
    for (Handle handle : removedHandles) {
      if (handle.current.ino() == removed.ino()) {
        handle.current = removed;
      }
    }
  }

  /** The directory at {@code from} is at {@code to} now, and all below it with it. */
  void moved(List<String> from, List<String> to) {
    for (Handle handle : open.values()) {
      List<String> at = handle.location;
      if (at.size() >= from.size() && at.subList(0, from.size()).equals(from)) {
        List<String> now = new ArrayList<>(to);
        now.addAll(at.subList(from.size(), at.size()));
        handle.location = now;
      }
    }
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  /** {@code directory} is in the tree no more. */
  void removed(Directory directory) {
    Handle handle = open.remove(directory.ino());
    if (handle != null) {
      handle.current = directory;
      handle.removed = true;
      removedHandles.add(handle);
    }
  }
}
