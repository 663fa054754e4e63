package io.unionfs.overlay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * The directories that are open in one mount. A directory in the tree is immutable and replaced by
 * each change; who holds it open is led to the one that took its place.
 */
final class OpenDirectories {
  /** One open directory. */
  static final class Handle {
    private final long ino;
    private volatile Directory current;
    private volatile List<String> location;
    private volatile boolean removed;

    /** In which {@link #era} it was removed. */
    private int removedIn;

    /** Changed in {@link #open}'s computations while the directory is there, then by this. */
    private int users;

    private Handle(long ino) {
      this.ino = ino;
    }

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

    /**
     * Leads {@code way}, which is at the root, to this directory. A removed directory, and one that
     * is being moved at this moment, is at the end of it all the same, but detached; a removed
     * one's parent is what is where its parent was.
     */
    void seat(Spine way) throws IOException {
      List<String> at = location;
      Directory now = current;
      if (at.isEmpty()) {
        return;
      }
      String name = at.get(at.size() - 1);
      for (String above : at.subList(0, at.size() - 1)) {
        if (!(way.top().children().get(above) instanceof Directory next)) {
          way.pushDetached(name, now);
          return;
        }
        way.push(above, next);
      }
      Inode found = removed ? null : way.top().children().get(name);
      if (found instanceof Directory directory && directory.ino() == ino) {
        way.push(name, directory);
      } else {
        way.pushDetached(name, now);
      }
    }

    private synchronized void retainRemoved() {
      users++;
    }

    /** The attributes as they are now; of a removed directory of the writable layer, no links. */
    Stat stat() {
      Directory now = current;
      boolean unlinked = removed && now instanceof UpperDirectory && !now.isMerged();
      return unlinked ? now.stat().withLinks(0) : now.stat();
    }

    /** This, which is in the tree no more, was changed. */
    void changed(UpperDirectory directory) {
      current = directory;
    }

    private synchronized boolean releaseRemoved() {
      return --users == 0;
    }

    private synchronized boolean wasRemovedIn(int era) {
      return removedIn == era;
    }

    private synchronized void remove(Directory last, int era) {
      current = last;
      removedIn = era;
      removed = true;
    }
  }

  /** Null till the first: most mounts of many have nothing open. */
  private volatile ConcurrentMap<Long, Handle> open;

  private final LongConsumer gone;

  /** How often the mount went back to another tree: what was removed before that may be back. */
  private volatile int era;

  /**
   * @param gone is told the number of a removed directory that nobody has open any more, unless the
   *     mount went back meanwhile
   */
  OpenDirectories(LongConsumer gone) {
    this.gone = gone;
  }

  private ConcurrentMap<Long, Handle> table() {
    ConcurrentMap<Long, Handle> known = open;
    return known == null ? makeTable() : known;
  }

  private synchronized ConcurrentMap<Long, Handle> makeTable() {
    if (open == null) {
      open = new ConcurrentHashMap<>();
    }
    return open;
  }

  /**
   * A handle of {@code directory}, which was found at {@code location} below {@code root}, with one
   * user more; null when that is not the tree any more.
   *
   * @param tree the root as it is now
   */
  Handle open(Supplier<Directory> tree, Directory root, Directory directory, PathName location) {
    Handle[] opened = new Handle[1];
    table()
        .compute(
            directory.ino(),
            (ino, known) -> {
              if (tree.get() != root) {
                return known;
              }
              Handle handle = known == null ? new Handle(ino) : known;
              // Also of a known one: who made it may have come from an older tree, and be on his
              // way
              // back. Whatever changes the tree tells the handle after this, or the check above
              // fails.
              handle.current = directory;
              handle.location = location.names();
              handle.users++;
              opened[0] = handle;
              return handle;
            });
    if (opened[0] != null && tree.get() != root) {
      close(opened[0]);
      return null;
    }
    return opened[0];
  }

  /** One user more of {@code removed}, the handle of a directory that was removed. */
  static Handle again(Handle removed) {
    removed.retainRemoved();
    return removed;
  }

  /** One user of {@code handle} less. */
  void close(Handle handle) {
    boolean[] closed = new boolean[1];
    table()
        .computeIfPresent(
            handle.ino,
            (ino, known) -> {
              if (known != handle) {
                return known;
              }
              closed[0] = true;
              return --handle.users == 0 ? null : known;
            });
    if (!closed[0] && handle.releaseRemoved() && handle.wasRemovedIn(era)) {
      gone.accept(handle.ino);
    }
  }

  /** {@code directory} took the place of the one with its number. */
  void replaced(Directory directory) {
    if (!isUnused()) {
      table()
          .computeIfPresent(
              directory.ino(),
              (ino, handle) -> {
                handle.current = directory;
                return handle;
              });
    }
  }

  /** The directory at {@code from} is at {@code to} now, and all below it with it. */
  void moved(List<String> from, List<String> to) {
    if (isUnused()) {
      return;
    }
    for (Long number : table().keySet()) {
      table()
          .computeIfPresent(
              number,
              (ino, handle) -> {
                List<String> at = handle.location;
                if (at.size() >= from.size() && at.subList(0, from.size()).equals(from)) {
                  List<String> now = new ArrayList<>(to);
                  now.addAll(at.subList(from.size(), at.size()));
                  handle.location = now;
                }
                return handle;
              });
    }
  }

  /**
   * Another tree is shown, the root of which is {@code root}: each is led to the directory that is
   * there where it was, if it is the same; else it is removed. With the mount's lock held.
   */
  void replacedAll(Directory root) throws IOException {
    if (isUnused()) {
      return;
    }
    for (Handle handle : table().values()) {
      Directory same = at(root, handle.location);
      if (same != null && same.ino() == handle.ino) {
        replaced(same);
      } else {
        removed(handle.current, handle.ino);
      }
    }
  }

  /** The same where the mount goes back; watchers are told by who calls this. */
  void wentBack(Directory root) throws IOException {
    replacedAll(root);
    era++;
  }

  /** The directory at {@code location} below {@code root}, or null. */
  static Directory at(Directory root, List<String> location) throws IOException {
    Directory at = root;
    for (String name : location) {
      if (!(at.children().get(name) instanceof Directory next)) {
        return null;
      }
      at = next;
    }
    return at;
  }

  /**
   * Whether none was ever open. Whether none is, the table cannot say: it counts what came after
   * that can be found, and removed.
   */
  private boolean isUnused() {
    return open == null;
  }

  /** {@code directory} is in the tree no more; returns whether it lives on, nameless but open. */
  boolean removed(Directory directory) {
    return removed(directory, directory.ino());
  }

  private boolean removed(Directory directory, long number) {
    if (isUnused()) {
      return false;
    }
    boolean[] isOpen = new boolean[1];
    table()
        .computeIfPresent(
            number,
            (ino, handle) -> {
              handle.remove(directory, era);
              isOpen[0] = true;
              return null;
            });
    return isOpen[0];
  }
}
