package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keeps paths short. The storing filesystem walks every name of a path it is given, so that a tree
 * of {@code n} levels would take {@code n²} steps to make. A directory whose path has more names
 * than the limit is lifted: it is moved, with all that is below it, to a name beside the tree, and
 * is reached by that name however deep it is. It is put back before its own name changes, and when
 * the tree is to be looked at.
 *
 * <p>This is for storage that dies with the process, where metadata is held back too: no crash can
 * see a tree whose directories are away. If it cannot be put back at the end, it stays in the work
 * directory. Guarded by the tree's lock.
 *
 * <p>No path that is in use goes stale by lifting: all directories on it have few names or are
 * lifted already.
 */
final class DeepDirectories {
  private final Storage storage;
  private final WorkDirectory work;
  private final MetadataStore store;
  private final MetadataFlush flush;
  private final NameTable names;
  private final Set<StoredDirectory> lifted = new HashSet<>();
  private final ChangingNames changing;

  /** Changed with the tree's lock held; read with or without. */
  private volatile int limit;

  /**
   * @param limit of so many names a path may be
   */
  DeepDirectories(
      Storage storage,
      WorkDirectory work,
      MetadataStore store,
      MetadataFlush flush,
      NameTable names,
      ChangingNames changing,
      int limit) {
    this.storage = storage;
    this.work = work;
    this.store = store;
    this.flush = flush;
    this.names = names;
    this.changing = changing;
    this.limit = limit;
  }

  /** Whether a path of {@code nameCount} names is too long for a directory. */
  boolean isDeep(int nameCount) {
    return nameCount > limit;
  }

  /**
   * The path that {@code way} leads to from {@code base}, after whatever is too deep on it was
   * lifted.
   */
  Path reach(Path base, Iterable<StoredNode> way) throws IOException {
    Path reached = base;
    for (StoredNode node : way) {
      reached = storage.resolve(reached, node.name());
      if (node instanceof StoredDirectory directory && isDeep(reached.getNameCount())) {
        reached = lift(directory, reached);
      }
    }
    return reached;
  }

  private Path lift(StoredDirectory directory, Path place) {
    try {
      Path away = work.lifted();
      storage.move(place, away);
      directory.lift(away);
      lifted.add(directory);
      return away;
    } catch (IOException e) {
      limit = Integer.MAX_VALUE; // it works all the same, if slowly
      return place;
    }
  }

  /** Puts back what is at {@code slot}, if it is lifted: its name is about to change. */
  void putBack(Slot slot) throws IOException {
    if (slot instanceof StoredDirectory directory && directory.isLifted()) {
      flush.disturb(directory.firstParent());
      moveBack(directory);
    }
  }

  /** Puts all back, and the times of the directories that this changes; all else is written. */
  void putAllBack(List<StoredDirectory> roots) throws IOException {
    if (lifted.isEmpty()) {
      return;
    }
    List<StoredDirectory> order = new ArrayList<>();
    Deque<StoredDirectory> pending = new ArrayDeque<>(roots);
    while (!pending.isEmpty()) {
      StoredDirectory directory = pending.pop();
      directory.path(); // lifts now whatever has become too deep
      if (directory.isLifted()) {
        order.add(directory);
      }
      for (Slot slot : directory.children().values()) {
        if (slot instanceof StoredDirectory below) {
          pending.push(below);
        }
      }
    }
    // The deepest first: so the way to each place is short until the end.
    for (int i = order.size() - 1; i >= 0; i--) {
      StoredDirectory directory = order.get(i);
      try {
        moveBack(directory);
        restoreTimes(directory.firstParent());
      } catch (IOException | RuntimeException e) {
        flush.disturb(directory.firstParent());
        throw e;
      }
    }
  }

  private void moveBack(StoredDirectory directory) throws IOException {
    changing.begin(directory, null);
    try {
      Path away = directory.path();
      storage.move(away, directory.firstParent().resolve(directory.name()));
      directory.putBack();
      lifted.remove(directory);
    } finally {
      names.moved(directory);
      changing.end();
    }
  }

  private void restoreTimes(StoredDirectory parent) throws IOException {
    if (store.holdsTimes(parent.form)) {
      store.writeTimes(parent.target(), parent.metadata);
    }
  }
}
