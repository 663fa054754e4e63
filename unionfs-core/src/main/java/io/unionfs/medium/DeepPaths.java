package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.StringJoiner;

/**
 * The path of one node deep in the tree. Each node keeping its own would take memory by the square
 * of the depth; making one from scratch takes as long as parsing it. But what is asked for next is
 * mostly the same node or a child of it. Guarded by {@link ChangingNames}.
 */
final class DeepPaths {
  /** Paths of so many names are no longer kept by the nodes. */
  static final int DEEP = 100;

  /** So many names are resolved one by one, which copies, rather than parsed. */
  private static final int FEW = 4;

  private final Storage storage;
  private StoredNode node;
  private Path path;
  private int epoch;

  DeepPaths(Storage storage) {
    this.storage = storage;
  }

  /** The path of {@code wanted} if it is the one kept, and good in {@code currentEpoch}. */
  Path get(StoredNode wanted, int currentEpoch) {
    return node == wanted && epoch == currentEpoch ? path : null;
  }

  void put(StoredNode newNode, Path newPath, int currentEpoch) {
    node = newNode;
    path = newPath;
    epoch = currentEpoch;
  }

  /** The path that {@code way} leads to from {@code base}. */
  Path resolve(Path base, Deque<StoredNode> way) throws IOException {
    if (way.size() > FEW) {
      StringJoiner names = new StringJoiner(base.getFileSystem().getSeparator());
      way.forEach(step -> names.add(step.name()));
      return storage.resolve(base, names.toString());
    }
    Path built = base;
    for (StoredNode step : way) {
      built = storage.resolve(built, step.name());
    }
    return built;
  }
}
