package io.unionfs.medium;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What lies beside the tree:
 *
 * <pre>
 * work/
 *   work/       the work area: files being made, directories being taken apart
 *     incompat/ what forbids opening the layer again: {@link Incompatible}
 *   orphans/    files without a name that are still open
 *   deep/       directories that are lifted: {@link DeepDirectories}
 *   index/      further names of lower hard links' copies, by {@link UpperMedium#index}
 *   whiteout    the whiteout that all whiteouts are further names of
 *   meta        the {@link Sidecar}
 *   journal     the {@link Journal}
 *   lock        held while the medium is open
 * </pre>
 */
final class WorkDirectory {
  private final Storage storage;
  private final Path directory;
  private final Path area;
  private final Path orphans;
  private final Queue<Path> discarded = new ConcurrentLinkedQueue<>();
  private Path deep;
  private long next;

  WorkDirectory(Storage storage, Path directory) throws IOException {
    this.storage = storage;
    this.directory = directory;
    this.area = area(storage, directory);
    this.orphans = storage.resolve(directory, "orphans");
    for (Path needed : new Path[] {area, orphans}) {
      createIfMissing(storage, needed);
    }
  }

  /** The work area in the work directory {@code directory}. */
  static Path area(Storage storage, Path directory) throws IOException {
    return storage.resolve(directory, "work");
  }

  static void createIfMissing(Storage storage, Path needed) throws IOException {
    try {
      storage.createDirectory(needed);
    } catch (FileAlreadyExistsException e) {
      // from an earlier mount
    }
  }

  Path area() {
    return area;
  }

  Path index() throws IOException {
    return storage.resolve(directory, "index");
  }

  Path whiteout() throws IOException {
    return storage.resolve(directory, "whiteout");
  }

  Path sidecar() throws IOException {
    return storage.resolve(directory, "meta");
  }

  Path journal() throws IOException {
    return storage.resolve(directory, "journal");
  }

  /** A new name in the work area. */
  Path stage() throws IOException {
    return storage.resolve(area, Long.toString(++next));
  }

  /** A new name for a file that is open and loses its last name. */
  Path orphan() throws IOException {
    return storage.resolve(orphans, Long.toString(++next));
  }

  /** A new name for a directory that is lifted. */
  Path lifted() throws IOException {
    if (deep == null) {
      Path made = storage.resolve(directory, "deep");
      createIfMissing(storage, made);
      deep = made;
    }
    return storage.resolve(deep, Long.toString(++next));
  }

  /** Removes what an earlier mount left behind. */
  void clean() throws IOException {
    for (Path left : storage.children(area)) {
      removeTree(left);
    }
    for (Path left : storage.children(orphans)) {
      removeTree(left);
    }
  }

  /**
   * Removes what is no longer part of the tree. The change it belonged to is done, so a failure
   * fails nobody: what stays is removed by {@link #discardAgain}, or when the medium is opened
   * again. Any thread may call.
   */
  void discard(Path staged) {
    try {
      removeTree(staged);
    } catch (IOException e) {
      discarded.add(staged);
    }
  }

  /** Removes what {@link #discard} could not. */
  void discardAgain() {
    for (int left = discarded.size(); left > 0; left--) {
      discard(discarded.remove());
    }
  }

  /** Opens {@code file}, making it where it is missing. */
  static FileChannel openOrCreate(Storage storage, Path file) throws IOException {
    try {
      return storage.open(file);
    } catch (NoSuchFileException e) {
      return storage.createFile(file);
    }
  }

  private void removeTree(Path top) throws IOException {
    Deque<Path> pending = new ArrayDeque<>();
    pending.push(top);
    while (!pending.isEmpty()) {
      Path file = pending.peek();
      try {
        storage.delete(file);
        pending.pop();
      } catch (NoSuchFileException e) {
        pending.pop();
      } catch (IOException e) {
        int before = pending.size();
        storage.children(file).forEach(pending::push);
        if (pending.size() == before) {
          throw e;
        }
      }
    }
  }
}
