package io.unionfs.container;

import io.unionfs.nio.OpenResource;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The containers whose files this engine has open: one mount of each, closed with the last who uses
 * it. Who has it open holds a lock by which another process is told.
 *
 * <p>Two threads that open two containers do not wait for each other. Lock order: an entry's
 * monitor, then that of the images, the volumes or the tmpfs.
 */
final class OpenContainers implements Closeable {
  /** As many of an id as are no other's: an open container costs no more than it must. */
  private static final int LOCK_DIGITS = 32;

  private final ContainerEngine engine;
  private final Map<String, Entry> entries = new HashMap<>(); // guarded by itself
  private final OpenImages images;
  private final OpenVolumes volumes;
  private final TmpfsTable tmpfs;
  private volatile boolean closed;

  OpenContainers(ContainerEngine engine) {
    this.engine = engine;
    this.images = new OpenImages(engine);
    this.volumes = new OpenVolumes(engine);
    this.tmpfs = new TmpfsTable(engine.clock());
  }

  /** One container's mount. Guarded by its own monitor. */
  private static final class Entry {
    private MountedContainer mounted;
    private Store.Lease alone;
    private int users;

    /** Whether it was taken out of the table, so that another one counts. */
    private boolean gone;
  }

  /** A view of the container's mount, made if there is none. */
  UnionFileSystem files(String id) throws IOException {
    while (true) {
      Entry entry;
      synchronized (entries) {
        entry = entries.computeIfAbsent(id, i -> new Entry());
      }
      synchronized (entry) {
        if (closed) {
          throw new StoreException("the store is closed");
        }
        if (!entry.gone) {
          return view(id, entry);
        }
      }
    }
  }

  private UnionFileSystem view(String id, Entry entry) throws IOException {
    if (entry.mounted == null) {
      try {
        mount(id, entry);
      } catch (IOException | RuntimeException | Error e) {
        dispose(id, entry, e);
        throw e;
      }
    }
    entry.users++;
    MountedContainer mounted = entry.mounted;
    return mounted.files().sharing(() -> release(id, entry, mounted));
  }

  private void mount(String id, Entry entry) throws IOException {
    ContainerRecord record = engine.records().read(id);
    entry.alone = take(id, record.name());
    if (!engine.records().exists(id)) {
      throw Records.missing(id);
    }
    entry.mounted = MountedContainer.mount(engine, record, images, volumes, tmpfs);
  }

  /** What is open of all mounts. */
  List<OpenResource> openResources() {
    List<Entry> now;
    synchronized (entries) {
      now = new ArrayList<>(entries.values());
    }
    List<OpenResource> found = new ArrayList<>();
    for (Entry entry : now) {
      synchronized (entry) {
        if (entry.mounted != null) {
          found.addAll(entry.mounted.files().openResources());
        }
      }
    }
    return found;
  }

  private void release(String id, Entry entry, MountedContainer mounted) throws IOException {
    synchronized (entry) {
      if (entry.mounted == mounted && --entry.users == 0) {
        close(id, entry);
      }
    }
  }

  private void close(String id, Entry entry) throws IOException {
    MountedContainer mounted = entry.mounted;
    Store.Lease alone = entry.alone;
    entry.mounted = null;
    entry.alone = null;
    entry.gone = true;
    Store.Lease last = alone;
    try (last) {
      if (mounted != null) {
        mounted.close();
      }
    } finally {
      // Only now: who mounts it anew meanwhile would find the lock taken.
      synchronized (entries) {
        entries.remove(id, entry);
      }
    }
  }

  private void dispose(String id, Entry entry, Throwable failure) {
    try {
      close(id, entry);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Keeps everybody else from using the container's files, who closed them here.
   *
   * @throws StoreException if somebody does
   */
  Store.Lease takeAlone(String id, String name) throws IOException {
    synchronized (entries) {
      if (entries.containsKey(id)) {
        throw new StoreException("container " + name + " is in use: its files are open");
      }
    }
    return take(id, name);
  }

  private Store.Lease take(String id, String name) throws IOException {
    return engine
        .store()
        .tryLock("f" + id.substring(0, LOCK_DIGITS))
        .orElseThrow(
            () -> new StoreException("container " + name + " is in use by another process"));
  }

  /** Closes the container's mount under those who use it. */
  void forceClosed(String id) throws IOException {
    Entry entry;
    synchronized (entries) {
      entry = entries.get(id);
    }
    if (entry != null) {
      synchronized (entry) {
        close(id, entry);
      }
    }
    tmpfs.drop(id);
  }

  /** The container has ended: what is in its tmpfs is lost. */
  void ended(String id) throws IOException {
    boolean mounted;
    synchronized (entries) {
      mounted = entries.containsKey(id);
    }
    if (mounted) {
      tmpfs.empty(id);
    } else {
      tmpfs.drop(id);
    }
  }

  /** The container was started: what is mounted is that of the run that begins. */
  void started(String id, Optional<Instant> startedAt) {
    boolean mounted;
    synchronized (entries) {
      mounted = entries.containsKey(id);
    }
    if (mounted) {
      tmpfs.renew(id, startedAt);
    }
  }

  /** Closes all mounts. */
  @Override
  public void close() throws IOException {
    closed = true;
    List<String> ids;
    synchronized (entries) {
      ids = new ArrayList<>(entries.keySet());
    }
    IOException failure = null;
    for (String id : ids) {
      try {
        forceClosed(id);
      } catch (IOException e) {
        failure = Failures.first(failure, e);
      }
    }
    try {
      tmpfs.close();
    } catch (IOException e) {
      failure = Failures.first(failure, e);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
