package io.unionfs.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * What this process has of one store, whatever number of {@link Store} objects: its locks, its
 * directory for what is being made, the layers it has open. It goes with the last of them.
 *
 * <p>The temporary directory is held by a lock of its own name, which goes with the process: one
 * whose lock can be had is what a dead process left.
 */
final class StoreProcess implements Closeable {
  private static final Pattern NAME =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Map<Key, StoreProcess> OPEN = new HashMap<>(); // guarded by itself

  private final Key key;
  private final Layout layout;
  private final StoreLocks locks;
  private final OpenLayerTable openLayers = new OpenLayerTable();
  private final AtomicLong temporaries = new AtomicLong();
  private final String name;
  private int users = 1; // guarded by OPEN

  /** Which directory it is, whatever it is called. */
  private record Key(FileSystem system, Object file) {}

  private StoreProcess(Key key, Layout layout) throws IOException {
    this.key = key;
    this.layout = layout;
    this.name = UUID.randomUUID().toString();
    this.locks = new StoreLocks(layout.lock());
    try {
      locks.exclusive(name); // before there is a directory that another process might find
      Files.createDirectory(own());
    } catch (Throwable e) {
      locks.close();
      throw e;
    }
  }

  /**
   * Joins the store in {@code layout}'s directory, which is there, with its directories for locks
   * and what is being made.
   */
  static StoreProcess join(Layout layout) throws IOException {
    Key key = key(layout.directory());
    synchronized (OPEN) {
      StoreProcess process = OPEN.get(key);
      if (process == null) {
        process = new StoreProcess(key, layout);
        OPEN.put(key, process);
      } else {
        process.users++;
      }
      return process;
    }
  }

  private static Key key(Path directory) throws IOException {
    Object file = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    return new Key(directory.getFileSystem(), file == null ? directory.toRealPath() : file);
  }

  StoreLocks locks() {
    return locks;
  }

  OpenLayerTable openLayers() {
    return openLayers;
  }

  /** A path for something that is being made; no other has it. */
  Path temporary() {
    return own().resolve(Long.toString(temporaries.incrementAndGet()));
  }

  private Path own() {
    return layout.temporary().resolve(name);
  }

  /** Removes what dead processes left half-made. */
  void removeLeftovers(StoreFiles files) throws IOException {
    for (Path left : StoreFiles.children(layout.temporary())) {
      if (!isOfProcess(left)) {
        continue; // not ours, whoever put it there
      }
      Optional<Store.Lease> lock = locks.tryExclusive(left.getFileName().toString());
      if (lock.isPresent()) {
        Store.Lease taken = lock.get();
        try (taken) {
          files.deleteTree(left);
        }
      }
    }
  }

  private static boolean isOfProcess(Path directory) {
    return NAME.matcher(directory.getFileName().toString()).matches();
  }

  @Override
  public void close() throws IOException {
    synchronized (OPEN) {
      if (--users > 0) {
        return;
      }
      // Before another may join: to close the channel ends its locks too.
      OPEN.remove(key);
      try {
        new StoreFiles(StoreSteps.NONE).deleteTree(own());
      } finally {
        locks.close();
      }
    }
  }
}
