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
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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

  /** The image that a container was made of. */
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

  static MountedContainer mount(
      ContainerEngine engine,
      ContainerRecord record,
      OpenImages images,
      OpenVolumes volumes,
      TmpfsTable tmpfs)
      throws IOException {
    Mounting mounting = new Mounting(engine, record, images, volumes, tmpfs);
    try {
      UnionFileSystem files = mounting.mount();
      MountedContainer mounted = new MountedContainer(files, mounting.closingOrder());
      mounted.makeWorkingDirectory(record);
      return mounted;
    } catch (IOException | RuntimeException | Error e) {
      Failures.closeAll(mounting.closingOrder(), e);
      throw e;
    }
  }

  /** As Docker makes it; a file in its place is left to who runs something in the container. */
  private void makeWorkingDirectory(ContainerRecord record) throws IOException {
    if (record.workingDir().isEmpty()) {
      return;
    }
    try {
      Path directory = files.getPath("/").resolve(record.workingDir());
      if (!Files.exists(directory)) {
        MountTarget.make(files, directory.normalize().toString());
      }
    } catch (FileSystemException | InvalidPathException e) {
      // told by whoever wants to be there
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

  /** Mounts one container. Used once. */
  private static final class Mounting {
    private final ContainerEngine engine;
    private final ContainerRecord record;
    private final OpenImages images;
    private final OpenVolumes volumes;
    private final TmpfsTable tmpfs;
    private final List<Closeable> opened = new ArrayList<>(1);
    private List<Layer> layers;

    Mounting(
        ContainerEngine engine,
        ContainerRecord record,
        OpenImages images,
        OpenVolumes volumes,
        TmpfsTable tmpfs) {
      this.engine = engine;
      this.record = record;
      this.images = images;
      this.volumes = volumes;
      this.tmpfs = tmpfs;
    }

    /** What is mounted inside. */
    private record Inner(String target, UnionFileSystem files, MountAccess access) {}

    UnionFileSystem mount() throws IOException {
      OpenImages.Use used = images.use(record);
      opened.add(used);
      layers = used.layers();
      Trees.checkDirectory(engine.records().upper(record.id()));
      Trees.checkDirectory(engine.records().work(record.id()));
      try {
        return record.mounts().isEmpty() ? configured(List.of()).mount() : mount(inner());
      } catch (MountException e) {
        if (e.errno() == Errno.EBUSY) {
          throw new StoreException("container " + record.name() + " is in use elsewhere", e);
        }
        throw e;
      }
    }

    List<Closeable> closingOrder() {
      if (opened.size() == 1 && opened.get(0) instanceof OpenImages.Use image) {
        return image.alone();
      }
      List<Closeable> order = new ArrayList<>(opened);
      Collections.reverse(order);
      return List.copyOf(order);
    }

    private UnionFileSystemBuilder configured(List<Inner> inner) {
      UnionFileSystemBuilder builder = builder(inner);
      engine.mounting().accept(builder);
      return builder;
    }

    private UnionFileSystemBuilder builder(List<Inner> inner) {
      UnionFileSystemBuilder builder = lower();
      builder
          .upperOnFirstWrite(
              engine.records().upper(record.id()), engine.records().work(record.id()))
          .clock(engine.clock());
      inner.forEach(each -> builder.mountAt(each.target(), each.files(), each.access()));
      return builder;
    }

    private UnionFileSystemBuilder lower() {
      UnionFileSystemBuilder builder = UnionFileSystem.builder();
      layers.forEach(builder::lower);
      return builder;
    }

    /** Those that lie in others come after them, behind links too, as Docker has it: by depth. */
    private List<Inner> inner() throws IOException {
      List<MountSpec> mounts = new ArrayList<>(record.mounts());
      mounts.sort(
          Comparator.<MountSpec>comparingLong(each -> MountTarget.depth(each.target()))
              .thenComparing(MountSpec::target));
      engine.volumes().ensure(record);
      List<Inner> inner = new ArrayList<>();
      Optional<Instant> startedAt = engine.records().state(record.id()).startedAt();
      try (UnionFileSystem image = lower().readOnly().mount()) {
        for (MountSpec mount : mounts) {
          Path hidden = image.getPath(mount.target());
          if (mount instanceof VolumeMount volume) {
            OpenVolumes.Use use = volumes.use(volume.volume(), hidden);
            opened.add(use);
            inner.add(new Inner(mount.target(), use.files(), access(volume)));
          } else if (mount instanceof TmpfsMount memory) {
            UnionFileSystem files = tmpfs.get(record.id(), startedAt, memory, hidden);
            inner.add(new Inner(mount.target(), files, MountAccess.READ_WRITE));
          }
        }
      }
      return inner;
    }

    private static MountAccess access(VolumeMount volume) {
      return volume.access() == Access.READ_ONLY ? MountAccess.READ_ONLY : MountAccess.READ_WRITE;
    }

    /** Mounts all; where there is nothing to mount on, that is made first. */
    private UnionFileSystem mount(List<Inner> inner) throws IOException {
      int made = 0;
      while (true) {
        try {
          return configured(inner).mount();
        } catch (NoSuchFileException e) {
          int next = made;
          while (next < inner.size() && !inner.get(next).target().equals(e.getFile())) {
            next++;
          }
          if (next == inner.size()) {
            throw e;
          }
          makeMountPoint(inner, next);
          made = next + 1;
        } catch (FileSystemException e) {
          throw refused(e.getFile(), e);
        }
      }
    }

    private void makeMountPoint(List<Inner> inner, int which) throws IOException {
      String target = inner.get(which).target();
      try (UnionFileSystem before = builder(inner.subList(0, which)).mount()) {
        MountTarget.make(before, target);
      } catch (FileSystemException e) {
        throw refused(target, e);
      }
    }

    private StoreException refused(String target, FileSystemException e) {
      return new StoreException(
          "container "
              + record.name()
              + ": nothing can be mounted at "
              + target
              + ": "
              + (e.getReason() == null ? e.getMessage() : e.getReason()),
          e);
    }
  }
}
