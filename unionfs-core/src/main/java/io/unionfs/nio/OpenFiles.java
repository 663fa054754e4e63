package io.unionfs.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

/**
 * What is open of one mount, or of one view of it, so that closing it closes them. What is
 * forgotten stays here, and its file open, until the filesystem is closed. No lock: many threads
 * open and close beside each other.
 */
final class OpenFiles {
  /** What is kept of each open resource. */
  enum Tracking {
    /** Its kind and its path. */
    PATHS,
    /** Also where in the program it was opened. */
    TRACES
  }

  private static final Map<Closeable, OpenResource> NOTHING = Collections.emptyMap();

  /** Null till the first: most mounts of many have nothing open. */
  private volatile ConcurrentMap<Closeable, OpenResource> open;

  private final Tracking tracking;
  private volatile boolean closed;

  /** Those of the mount that this is a view of; null for the mount's own. */
  private final OpenFiles mountWide;

  /** Those of what is mounted in the mount. Set before the filesystem is handed out. */
  private List<OpenFiles> inside = List.of();

  OpenFiles(Tracking tracking) {
    this.tracking = tracking;
    this.mountWide = null;
  }

  OpenFiles(OpenFiles mountWide) {
    this.tracking = mountWide.tracking;
    this.mountWide = mountWide;
  }

  /** What is opened through this is also of {@code mounted}, one of which it may be in. */
  void setInside(List<OpenFiles> mounted) {
    inside = mounted;
  }

  /** {@link #register(Closeable, OpenResource.Kind, Path, SharedMount)} in the mount itself. */
  <T extends Closeable> T register(T resource, OpenResource.Kind kind, Path path)
      throws IOException {
    return register(resource, kind, path, mountWide == null ? this : mountWide);
  }

  /**
   * Takes note of {@code resource}, opened at {@code path}, unless everything was closed meanwhile:
   * then closes it.
   *
   * @param in the filesystem that the file is of: this mount, or one that is mounted in it
   */
  <T extends Closeable> T register(T resource, OpenResource.Kind kind, Path path, SharedMount in)
      throws IOException {
    return register(resource, kind, path, in.openFiles);
  }

  private <T extends Closeable> T register(
      T resource, OpenResource.Kind kind, Path path, OpenFiles in) throws IOException {
    OpenResource note = new OpenResource(kind, path, openedHere(kind, path));
    // Closing either finds it there, or is seen below.
    if (mountWide != null) {
      mountWide.table().put(resource, note);
    }
    if (in != this && in != mountWide) {
      in.table().put(resource, note);
    }
    table().put(resource, note);
    if (closed || in.closed || (mountWide != null && mountWide.closed)) {
      try {
        resource.close();
      } finally {
        forget(resource); // It may have been closed, and forgotten, before it was taken note of.
      }
      throw new ClosedFileSystemException();
    }
    return resource;
  }

  private ConcurrentMap<Closeable, OpenResource> table() {
    ConcurrentMap<Closeable, OpenResource> table = open;
    return table == null ? makeTable() : table;
  }

  private synchronized ConcurrentMap<Closeable, OpenResource> makeTable() {
    if (open == null) {
      open = new ConcurrentHashMap<>();
    }
    return open;
  }

  private Map<Closeable, OpenResource> current() {
    ConcurrentMap<Closeable, OpenResource> table = open;
    return table == null ? NOTHING : table;
  }

  private Optional<Throwable> openedHere(OpenResource.Kind kind, Path path) {
    return switch (tracking) {
      case PATHS -> Optional.empty();
      case TRACES -> Optional.of(new OpenResource.OpenedHere(kind, path));
    };
  }

  void forget(Closeable resource) {
    current().remove(resource);
    OpenFiles mount = this;
    if (mountWide != null) {
      mountWide.current().remove(resource);
      mount = mountWide;
    }
    if (!mount.inside.isEmpty()) {
      mount.inside.forEach(mounted -> mounted.current().remove(resource));
    }
  }

  /** What is open now, by path. */
  List<OpenResource> list() {
    List<OpenResource> found = new ArrayList<>(current().values());
    found.sort(Comparator.comparing(OpenResource::path).thenComparing(OpenResource::kind));
    return found;
  }

  /** Fails when anything is open of {@code owner}. */
  void assertNone(UnionFileSystem owner) {
    List<OpenResource> leaks = list();
    if (leaks.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder(leaks.size() + " still open in " + owner + ":");
    leaks.forEach(leak -> message.append("\n  ").append(leak));
    if (leaks.get(0).opened().isEmpty()) {
      message.append("\nmount with trackOpenResources() to be told where they were opened");
    }
    AssertionError error = new AssertionError(message.toString());
    leaks.forEach(leak -> leak.opened().ifPresent(error::addSuppressed));
    throw error;
  }

  /** The files that are open for writing, by path. */
  List<OpenResource> writers() {
    List<OpenResource> found = new ArrayList<>();
    current()
        .forEach(
            (resource, note) -> {
              if (resource instanceof FileLocks.Holder holder && holder.file().isWritable()) {
                found.add(note);
              }
            });
    found.sort(Comparator.comparing(OpenResource::path));
    return found;
  }

  /** Closes all, and whatever comes later. The first failure is thrown when all was tried. */
  void closeAll() throws IOException {
    closed = true;
    close(any -> true);
  }

  /** Closes what is open now of files and directories. */
  void closeFiles() throws IOException {
    close(note -> note.kind() != OpenResource.Kind.WATCH_SERVICE);
  }

  private void close(Predicate<OpenResource> which) throws IOException {
    IOException failure = null;
    for (Map.Entry<Closeable, OpenResource> resource : current().entrySet()) {
      if (!which.test(resource.getValue())) {
        continue;
      }
      try {
        resource.getKey().close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
