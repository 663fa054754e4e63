package io.unionfs.trust;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageException;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An image whose layers can be hashed anew and looked into: one of a store, or one in a file.
 * Immutable, safe for use by many threads; an image in a file must stay open.
 */
public final class LayeredImage {
  private static final int BUFFER = 1 << 18;

  private final String label;
  private final Digest id;
  private final ImageContent content;
  private final Source source;

  /** Where the layers are. */
  private sealed interface Source {
    record Stored(Store store, StoredImage image) implements Source {}

    record Opened(Image image) implements Source {}
  }

  private LayeredImage(String label, Digest id, ImageContent content, Source source) {
    this.label = label;
    this.id = id;
    this.content = content;
    this.source = source;
  }

  /** An image of {@code store}. */
  public static LayeredImage stored(Store store, StoredImage image) {
    String label =
        image.names().isEmpty() ? image.id().toString() : image.names().get(0).familiar();
    Source source = new Source.Stored(Objects.requireNonNull(store), image);
    return new LayeredImage(label, image.id(), image, source);
  }

  /** An image in a file. */
  public static LayeredImage opened(Image image) {
    return new LayeredImage(image.name(), image.imageId(), image, new Source.Opened(image));
  }

  /** What it is called in messages. */
  public String label() {
    return label;
  }

  /** Its configuration. */
  public ImageConfig config() {
    return content.config();
  }

  /**
   * The digest of its manifest.
   *
   * @throws IOException if it cannot be read
   */
  public Digest manifest() throws IOException {
    return content.manifest().digest();
  }

  /** Its id, the digest of its configuration. */
  public Digest id() {
    return id;
  }

  /** Layers that are open. */
  interface Layers extends Closeable {
    List<? extends Layer> list();
  }

  /** Opens all layers, the bottom one first. */
  Layers open() throws IOException {
    if (source instanceof Source.Stored stored) {
      Store.OpenLayers layers = stored.store().openLayers(stored.image());
      return layersOf(layers.layers(), layers);
    }
    return layersOf(((Source.Opened) source).image().layers(), () -> {}); // closed with the image
  }

  private static Layers layersOf(List<? extends Layer> list, Closeable owner) {
    return new Layers() {
      @Override
      public List<? extends Layer> list() {
        return list;
      }

      @Override
      public void close() throws IOException {
        owner.close();
      }
    };
  }

  /**
   * What is wrong with layer {@code k}: its blob must have the digest that the manifest says, what
   * it decompresses to the DiffID that the config says, and so must what is shown of it.
   *
   * @throws IOException if it cannot be read
   */
  Optional<String> fault(int k, ProgressListener progress) throws IOException {
    try {
      if (source instanceof Source.Stored stored) {
        return storedFault(stored, k, progress);
      }
      ((Source.Opened) source)
          .image()
          .layers(); // which checks both of each, when it is first asked
      return Optional.empty();
    } catch (LayerException | StoreException | ImageException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Optional<String> storedFault(Source.Stored stored, int k, ProgressListener progress)
      throws IOException {
    Digest diffId = config().diffIds().get(k);
    Descriptor blob = content.manifest().layers().get(k);
    Digest blobFound = hash(blob, progress);
    if (!blobFound.equals(blob.digest())) {
      return Optional.of("its blob " + blob.digest() + " was changed: its digest is " + blobFound);
    }
    Digest unpacked = unpacked(blob);
    if (!unpacked.equals(diffId)) {
      return Optional.of("its blob holds another layer, " + unpacked);
    }
    Digest shown;
    try {
      shown = stored.store().hashLayer(diffId, progress);
    } catch (NoSuchFileException e) {
      return Optional.of("its tar in the store is gone");
    }
    return shown.equals(diffId)
        ? Optional.empty()
        : Optional.of("its tar in the store was changed: its digest is " + shown);
  }

  private Digest hash(Descriptor blob, ProgressListener progress) throws IOException {
    Content bytes = content.blob(blob);
    Hashing hashing = new Hashing(blob.digest().algorithm());
    try (Content.Reader reader = bytes.open()) {
      String name = blob.digest().abbreviated();
      InputStream in = ByteSource.of(name, bytes.size(), reader).stream();
      add(in, hashing, done -> progress.progressed(name, done, bytes.size()));
    }
    return hashing.digest();
  }

  private Digest unpacked(Descriptor blob) throws IOException {
    Content bytes = content.blob(blob);
    Hashing hashing = new Hashing("sha256");
    try (Content.Reader reader = bytes.open()) {
      ByteSource packed = ByteSource.of(blob.digest().abbreviated(), bytes.size(), reader);
      try (InputStream plain = Compression.of(packed).open(packed)) {
        add(plain, hashing, done -> {});
      }
    }
    return hashing.digest();
  }

  private static void add(InputStream in, Hashing hashing, java.util.function.LongConsumer progress)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long done = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      hashing.add(buffer, 0, count);
      done += count;
      progress.accept(done);
      if (done > Unpack.DEFAULT_DISK_LIMIT) {
        throw new LayerException(
            "it decompresses to more than " + Unpack.DEFAULT_DISK_LIMIT + " bytes");
      }
    }
  }
}
