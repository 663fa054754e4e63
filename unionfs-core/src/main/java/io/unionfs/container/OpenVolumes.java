package io.unionfs.container;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.MountException;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The volumes that this engine has mounted, each once, whatever number of containers share it; and
 * the filling of those that were never written to.
 */
final class OpenVolumes {
  private static final TreeLayer NOTHING = Layer.builder().build();

  private final ContainerEngine engine;
  private final Map<String, Mounted> mounted = new HashMap<>(); // guarded by itself

  OpenVolumes(ContainerEngine engine) {
    this.engine = engine;
  }

  /** One volume's mount. Guarded by its own monitor: what takes long keeps nobody else. */
  private static final class Mounted {
    private UnionFileSystem files;
    private int users;

    /** Whether it was taken out of the table, so that another one counts. */
    private boolean gone;
  }

  /** A volume in use; closing gives it back. */
  final class Use implements Closeable {
    private final String name;
    private final Mounted mounted;
    private final UnionFileSystem files;
    private boolean given; // guarded by mounted

    private Use(String name, Mounted mounted) {
      this.name = name;
      this.mounted = mounted;
      this.files = mounted.files;
    }

    UnionFileSystem files() {
      return files;
    }

    @Override
    public void close() throws IOException {
      release(this);
    }
  }

  /**
   * Mounts a volume. One that was never written to is filled first from the directory that it will
   * hide, as Docker does.
   *
   * @param below that directory in the image; null if there is none
   */
  Use use(String name, Path below) throws IOException {
    while (true) {
      Mounted volume;
      synchronized (mounted) {
        volume = mounted.computeIfAbsent(name, n -> new Mounted());
      }
      synchronized (volume) {
        if (!volume.gone) {
          return use(name, volume, below);
        }
      }
    }
  }

  private Use use(String name, Mounted volume, Path below) throws IOException {
    if (volume.files == null) {
      try {
        volume.files = mount(name, below);
      } catch (IOException | RuntimeException | Error e) {
        takeOut(name, volume);
        throw e;
      }
    }
    volume.users++;
    return new Use(name, volume);
  }

  private void takeOut(String name, Mounted volume) {
    volume.gone = true;
    synchronized (mounted) {
      mounted.remove(name, volume);
    }
  }

  private UnionFileSystem mount(String name, Path below) throws IOException {
    Volumes volumes = engine.volumes();
    Store.Lease turn = engine.store().lock(Volumes.lockOf(name));
    try (turn) {
      Path data = volumes.data(name);
      Path work = volumes.work(name);
      Trees.checkDirectory(data.getParent());
      Trees.checkDirectory(data);
      Trees.checkDirectory(work);
      new VolumeFilling(engine, data, work).fill(name, below);
      return mount(engine, data, work);
    } catch (MountException e) {
      if (e.errno() == Errno.EBUSY) {
        throw new StoreException("volume " + name + " is in use by another process", e);
      }
      throw e;
    }
  }

  /** A volume's tree: nothing below, what was written in it on top. */
  static UnionFileSystem mount(ContainerEngine engine, Path data, Path work) throws IOException {
    return UnionFileSystem.builder()
        .lower(NOTHING)
        .upperOnFirstWrite(data, work)
        .clock(engine.clock())
        .mount();
  }

  private void release(Use use) throws IOException {
    Mounted volume = use.mounted;
    synchronized (volume) {
      if (use.given) {
        return;
      }
      use.given = true;
      if (--volume.users == 0) {
        try {
          volume.files.close();
        } finally {
          takeOut(use.name, volume); // only now: it can be mounted once
        }
      }
    }
  }
}
