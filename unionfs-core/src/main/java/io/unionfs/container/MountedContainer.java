package io.unionfs.container;

import io.unionfs.container.MountSpec.Access;
import io.unionfs.container.MountSpec.TmpfsMount;
import io.unionfs.container.MountSpec.VolumeMount;
import io.unionfs.layer.Layer;
import io.unionfs.nio.MountAccess;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.MountException;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * A container's files as one mount: the image's layers, its writable layer, its volumes and tmpfs.
 */
final class MountedContainer implements Closeable {
  private final UnionFileSystem files;

  /** What is closed after {@link #files}, in this order. */
  private final List<Closeable> below;

  private MountedContainer(UnionFileSystem files, List<Closeable> below) {
    this.files = files;
    this.below = below;
  }

  static MountedContainer mount(
      ContainerEngine engine, ContainerRecord record, OpenVolumes volumes, TmpfsTable tmpfs)
      throws IOException {
    List<Closeable> opened = new ArrayList<>();
    try {
      Store.OpenLayers layers = engine.store().openLayers(image(engine, record));
      opened.add(layers);
      UnionFileSystemBuilder builder = lower(layers.layers());
      builder
          .upperOnFirstWrite(
              engine.records().upper(record.id()), engine.records().work(record.id()))
          .clock(engine.clock());
      if (!record.mounts().isEmpty()) {
        try (UnionFileSystem image = lower(layers.layers()).readOnly().mount()) {
          addMounts(builder, record, image, volumes, tmpfs, opened);
        }
      }
      return new MountedContainer(builder.mount(), closingOrder(opened));
    } catch (MountException e) {
      Failures.closeAll(closingOrder(opened), e);
      if (e.errno() == Errno.EBUSY) {
        throw new StoreException("container " + record.name() + " is in use elsewhere", e);
      }
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      Failures.closeAll(closingOrder(opened), e);
      throw e;
    }
  }

  static StoredImage image(ContainerEngine engine, ContainerRecord record) throws IOException {
    return engine
        .store()
        .images()
        .byManifest(record.manifest())
        .orElseThrow(
            () ->
                new StoreException(
                    "container "
                        + record.name()
                        + ": its image "
                        + record.imageId().abbreviated()
                        + " is not in the store any more; check the store with fsck"));
  }

  private static UnionFileSystemBuilder lower(List<Layer> layers) {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    layers.forEach(builder::lower);
    return builder;
  }

  private static List<Closeable> closingOrder(List<Closeable> opened) {
    List<Closeable> order = new ArrayList<>(opened);
    Collections.reverse(order);
    return order;
  }

  private static void addMounts(
      UnionFileSystemBuilder builder,
      ContainerRecord record,
      UnionFileSystem image,
      OpenVolumes volumes,
      TmpfsTable tmpfs,
      List<Closeable> opened)
      throws IOException {
    List<MountSpec> mounts = new ArrayList<>(record.mounts());
    mounts.sort(Comparator.comparing(MountSpec::target)); // what lies in another comes after it
    for (MountSpec mount : mounts) {
      Path below = image.getPath(mount.target());
      if (mount instanceof VolumeMount volume) {
        OpenVolumes.Use use = volumes.use(volume.volume(), below);
        opened.add(use);
        MountAccess access =
            volume.access() == Access.READ_ONLY ? MountAccess.READ_ONLY : MountAccess.READ_WRITE;
        builder.mountAt(mount.target(), use.files(), access);
      } else if (mount instanceof TmpfsMount memory) {
        builder.mountAt(
            mount.target(), tmpfs.get(record.id(), memory, below), MountAccess.READ_WRITE);
      }
    }
  }

  UnionFileSystem files() {
    return files;
  }

  @Override
  public void close() throws IOException {
    try {
      files.close();
    } finally {
      Failures.closeAll(below);
    }
  }
}
