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
  private final Map<String, Mounted> mounted = new HashMap<>(); // guarded by this

  OpenVolumes(ContainerEngine engine) {
    this.engine = engine;
  }

  private static final class Mounted {
    final UnionFileSystem files;
    int users;

    Mounted(UnionFileSystem files) {
      this.files = files;
    }
  }

  /** A volume in use; closing gives it back. */
  final class Use implements Closeable {
    private final String name;
    private final UnionFileSystem files;
    private boolean given; // guarded by the table

    private Use(String name, UnionFileSystem files) {
      this.name = name;
      this.files = files;
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
  synchronized Use use(String name, Path below) throws IOException {
    Mounted known = mounted.get(name);
    if (known == null) {
      known = new Mounted(mount(name, below));
      mounted.put(name, known);
    }
    known.users++;
    return new Use(name, known.files);
  }

  private UnionFileSystem mount(String name, Path below) throws IOException {
    Volumes volumes = engine.volumes();
    Store.Lease turn = engine.store().lock(Volumes.lockOf(name));
    try (turn) {
      Path data = volumes.data(name);
      Path work = volumes.work(name);
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

  private synchronized void release(Use use) throws IOException {
    if (use.given) {
      return;
    }
    use.given = true;
    Mounted known = mounted.get(use.name);
    if (--known.users == 0) {
      mounted.remove(use.name);
      known.files.close();
    }
  }
}
