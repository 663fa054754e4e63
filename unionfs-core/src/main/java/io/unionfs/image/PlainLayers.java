package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.archive.Hashing;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An image with its layers uncompressed, as a docker-archive has them: a layer's blob is its tar,
 * its digest the DiffID. A manifest of such layers stays as it is; else a new one is made. A
 * compressed layer is read twice, first to learn its size.
 */
final class PlainLayers {
  private static final int BUFFER = 1 << 16;

  private final NamedImage named;
  private final ProgressListener progress;
  private final List<Content> contents = new ArrayList<>();

  private PlainLayers(NamedImage named, ProgressListener progress) {
    this.named = named;
    this.progress = progress;
  }

  /**
   * The image with uncompressed layers.
   *
   * @throws ImageException if a compressed layer is damaged, or not the one it should be
   */
  static WrittenImage of(NamedImage named, ProgressListener progress) throws IOException {
    PlainLayers plain = new PlainLayers(named, progress);
    Manifest manifest = plain.manifest();
    return new WrittenImage(named, manifest, plain.contents::get);
  }

  private Manifest manifest() throws IOException {
    Manifest original = named.image().manifest();
    List<Digest> diffIds = named.image().config().diffIds();
    ImageParts.checkLayerCount(named.label(), original.layers().size(), named.image().config());
    List<Descriptor> layers = new ArrayList<>();
    Map<Descriptor, Content> known = new HashMap<>();
    boolean isPlain = original.config().digest().algorithm().equals("sha256");
    for (int i = 0; i < diffIds.size(); i++) {
      Descriptor descriptor = original.layers().get(i);
      Digest diffId = diffIds.get(i);
      isPlain &= descriptor.digest().equals(diffId);
      Content content = known.get(descriptor);
      if (content == null) {
        content = content(descriptor, diffId);
        known.put(descriptor, content);
      }
      contents.add(content);
      layers.add(Descriptor.of(MediaType.OCI_LAYER, diffId, content.size()));
    }
    if (isPlain) {
      return original;
    }
    byte[] config = named.image().config().bytes();
    return Manifest.of(
        Descriptor.of(MediaType.OCI_CONFIG, Hashing.sha256(config), config.length),
        layers,
        original.annotations());
  }

  private Content content(Descriptor descriptor, Digest diffId) throws IOException {
    Content blob = named.image().blob(descriptor);
    if (descriptor.digest().equals(diffId)) {
      return blob;
    }
    String where = named.where("layer", descriptor.digest());
    try (Content.Reader reader = blob.open()) {
      VerifiedContent verified = VerifiedContent.of(blob, descriptor, where, progress);
      Compression compression = Compression.of(ByteSource.of(where, blob.size(), reader));
      return new Decompressed(blob, where, compression, size(verified, compression, where, diffId));
    } catch (LayerException e) {
      throw new ImageException(e.getMessage(), e);
    }
  }

  /** The size of the tar, after a look at all of it. */
  private static long size(
      VerifiedContent blob, Compression compression, String where, Digest diffId)
      throws IOException {
    Hashing computation = new Hashing("sha256");
    long size = 0;
    try (Content.Reader reader = blob.open()) {
      ByteSource source = ByteSource.of(where, blob.size(), reader);
      InputStream compressed = source.stream();
      try (InputStream in = compression.open(new Once(source, compressed))) {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          computation.add(buffer, 0, read);
          size += read;
          if (size > Unpack.DEFAULT_DISK_LIMIT) {
            throw new ImageException(
                where + ": larger than " + Unpack.DEFAULT_DISK_LIMIT + " bytes when decompressed");
          }
        }
      }
      compressed.transferTo(OutputStream.nullOutputStream());
    }
    Digest found = computation.digest();
    if (!found.equals(diffId)) {
      throw new ImageException(
          where
              + ": its uncompressed digest is "
              + found
              + ", but the config's DiffID is "
              + diffId
              + "; the image is damaged: get it anew");
    }
    return size;
  }

  /** A source that is read in order, once, so that what is read can be checked. */
  private record Once(ByteSource source, InputStream stream) implements ByteSource {
    @Override
    public String name() {
      return source.name();
    }

    @Override
    public long size() {
      return source.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return source.read(target, position);
    }
  }

  /** The tar in a compressed blob, to be read in order. */
  private record Decompressed(Content blob, String where, Compression compression, long size)
      implements Content {
    @Override
    public Reader open() throws IOException {
      Reader reader = blob.open();
      InputStream in = compression.open(ByteSource.of(where, blob.size(), reader));
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          byte[] bytes = new byte[Math.min(target.remaining(), BUFFER)];
          int count = in.read(bytes);
          if (count > 0) {
            target.put(bytes, 0, count);
          }
          return count;
        }

        @Override
        public void close() throws IOException {
          try (reader) {
            in.close();
          }
        }
      };
    }
  }
}
