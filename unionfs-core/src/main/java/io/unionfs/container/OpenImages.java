package io.unionfs.container;

import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The images whose layers this engine has open, each once, whatever number of containers use it: a
 * container that does nothing costs no more for having many layers.
 */
final class OpenImages {
  private final ContainerEngine engine;
  private final Map<Digest, Use> images = new HashMap<>(); // guarded by this

  OpenImages(ContainerEngine engine) {
    this.engine = engine;
  }

  /** An image in use; each who has it closes it once. */
  final class Use implements Closeable {
    private final Digest manifest;
    private final Store.OpenLayers opened;
    private int users; // guarded by the table

    /** This alone, the same for all containers that have nothing else open. */
    private final List<Closeable> alone = List.of(this);

    private Use(Digest manifest, Store.OpenLayers opened) {
      this.manifest = manifest;
      this.opened = opened;
    }

    /** The layers, the bottom one first. */
    List<Layer> layers() {
      return opened.layers();
    }

    /** What is to be closed where nothing else is. */
    List<Closeable> alone() {
      return alone;
    }

    @Override
    public void close() throws IOException {
      release(this);
    }
  }

  /** The layers of the image that a container was made of. */
  synchronized Use use(ContainerRecord record) throws IOException {
    Use use = images.get(record.manifest());
    if (use == null) {
      Store.OpenLayers opened = engine.store().openLayers(MountedContainer.image(engine, record));
      use = new Use(record.manifest(), opened);
      images.put(use.manifest, use);
    }
    use.users++;
    return use;
  }

  private synchronized void release(Use use) throws IOException {
    if (--use.users == 0) {
      images.remove(use.manifest, use);
      use.opened.close();
    }
  }
}
