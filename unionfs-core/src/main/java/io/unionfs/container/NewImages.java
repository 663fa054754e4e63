package io.unionfs.container;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.Container.Status;
import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Unpack;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.store.Store.NewLayer;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes images: of a container's changes, of a flat tar. */
final class NewImages {
  private static final int BUFFER = 1 << 16;

  /** A tar that holds nothing: the two blocks of zeros at its end. */
  private static final int EMPTY_TAR = 1024;

  private final ContainerEngine engine;

  NewImages(ContainerEngine engine) {
    this.engine = engine;
  }

  // ---- commit ----

  StoredImage commit(Container container, CommitSpec spec, ProgressListener progress)
      throws IOException {
    ContainerRecord record = container.record();
    Store.Lease lease = engine.store().lease();
    try (lease) {
      StoredImage base = MountedContainer.image(engine, record);
      ImageConfigBuilder config = config(base.config(), record, spec);
      boolean pause = container.details().status() == Status.RUNNING;
      if (pause) {
        container.pause();
      }
      NewLayer layer;
      try (UnionFileSystem files = container.files()) {
        layer = engine.store().writeLayer(out -> files.writeLayer(out, progress));
      } finally {
        if (pause) {
          container.unpauseIfPaused();
        }
      }
      return add(base, config, record, spec, layer, progress);
    }
  }

  /** What the image is to say, before anything is written: it tells of changes that are none. */
  private static ImageConfigBuilder config(
      ImageConfig base, ContainerRecord record, CommitSpec spec) throws StoreException {
    ImageConfigBuilder config =
        ImageConfigBuilder.from(base)
            .user(record.user())
            .workingDir(record.workingDir())
            .env(record.env())
            .entrypoint(record.entrypoint())
            .cmd(record.cmd());
    record.labels().forEach(config::label);
    // What was made a volume when the container was made is one of the image.
    for (String target : record.volumes().keySet()) {
      if (record.anonymous().contains(target)) {
        config.volume(target);
      }
    }
    return changed(config, spec.changes());
  }

  private static ImageConfigBuilder changed(ImageConfigBuilder config, List<String> changes)
      throws StoreException {
    for (String change : changes) {
      try {
        config.change(change);
      } catch (IllegalArgumentException e) {
        throw new StoreException(e.getMessage(), e);
      }
    }
    return config;
  }

  private StoredImage add(
      StoredImage base,
      ImageConfigBuilder config,
      ContainerRecord record,
      CommitSpec spec,
      NewLayer layer,
      ProgressListener progress)
      throws IOException {
    Instant now = engine.clock().instant();
    List<Descriptor> layers = new ArrayList<>(base.manifest().layers());
    String command = String.join(" ", record.cmd());
    History step =
        new History(Optional.of(now), command, spec.author(), spec.message(), OptionalInt.empty());
    if (layer.diffId().equals(emptyTar())) {
      config.emptyLayer(step);
    } else {
      config.layer(layer.diffId(), step);
      layers.add(layer.blob());
    }
    config.created(now).author(spec.author());
    return add(config, layers, spec.name(), progress);
  }

  // ---- import ----

  StoredImage importTar(
      Path tar,
      ImageReference name,
      Platform platform,
      List<String> changes,
      String message,
      ProgressListener progress)
      throws IOException {
    ImageConfigBuilder config = changed(ImageConfigBuilder.of(platform), changes);
    Content content = Content.ofFile(tar);
    Store.Lease lease = engine.store().lease();
    try (lease) {
      String what = tar.getFileName().toString();
      NewLayer layer = engine.store().writeLayer(out -> unpack(what, content, out, progress));
      Instant now = engine.clock().instant();
      String comment = message.isEmpty() ? "Imported from -" : message;
      config
          .created(now)
          .layer(
              layer.diffId(), new History(Optional.of(now), "", "", comment, OptionalInt.empty()));
      return add(config, List.of(layer.blob()), Optional.ofNullable(name), progress);
    }
  }

  private static void unpack(
      String what, Content content, OutputStream out, ProgressListener progress)
      throws IOException {
    try (Content.Reader reader = content.open()) {
      ByteSource source = ByteSource.of(what, content.size(), reader);
      try (InputStream plain = Compression.of(source).open(source)) {
        byte[] buffer = new byte[BUFFER];
        long done = 0;
        for (int n = plain.read(buffer); n >= 0; n = plain.read(buffer)) {
          done += n;
          if (done > Unpack.DEFAULT_DISK_LIMIT) {
            throw new StoreException(
                what
                    + ": is larger than "
                    + Unpack.DEFAULT_DISK_LIMIT
                    + " bytes when decompressed");
          }
          out.write(buffer, 0, n);
          progress.progressed(what, done, -1);
        }
      }
    }
  }

  // ---- both ----

  private StoredImage add(
      ImageConfigBuilder builder,
      List<Descriptor> layers,
      Optional<ImageReference> name,
      ProgressListener progress)
      throws IOException {
    return engine.store().images().add(builder, layers, Map.of(), name.stream().toList(), progress);
  }

  private static Digest emptyTar() {
    return sha256(new byte[EMPTY_TAR]);
  }

  private static Digest sha256(byte[] bytes) {
    try {
      return Digest.sha256(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
