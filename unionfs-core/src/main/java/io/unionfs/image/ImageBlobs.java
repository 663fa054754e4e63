package io.unionfs.image;

import io.unionfs.archive.ByteSource;
import io.unionfs.archive.Compression;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An opened image's manifest and the blobs it names, in the file that was opened. */
final class ImageBlobs {
  private final String image;
  private final ImageParts parts;
  private Manifest manifest; // guarded by this
  private Map<Digest, ByteSource> blobs; // guarded by this

  ImageBlobs(String image, ImageParts parts) {
    this.image = image;
    this.parts = parts;
  }

  synchronized Manifest manifest() throws IOException {
    if (manifest == null) {
      manifest = parts.manifest().isPresent() ? parts.manifest().get() : made();
    }
    return manifest;
  }

  /** A manifest of the layer files as they stand. */
  private Manifest made() throws IOException {
    List<Descriptor> layers = new ArrayList<>();
    Map<LayerBlob, Digest> known = new HashMap<>();
    for (int i = 0; i < parts.layers().size(); i++) {
      LayerBlob layer = parts.layers().get(i);
      Compression compression = LayerReader.compression(layer.source(), image + ": layer " + i);
      Digest digest = layer.digest().orElse(known.get(layer));
      if (digest == null && compression == Compression.NONE) {
        digest = parts.config().diffIds().get(i);
      } else if (digest == null) {
        digest = new HashedBlob(layer.source(), layer.path(), "sha256").digest();
        known.put(layer, digest);
      }
      layers.add(Descriptor.of(MediaType.ofLayer(compression), digest, layer.source().size()));
    }
    Descriptor config =
        Descriptor.of(MediaType.OCI_CONFIG, parts.imageId(), parts.config().bytes().length);
    return Manifest.of(config, layers);
  }

  /** See {@link ImageContent#blob}. */
  synchronized Content blob(Descriptor layer) throws IOException {
    if (blobs == null) {
      Map<Digest, ByteSource> found = new HashMap<>();
      List<Descriptor> layers = manifest().layers();
      for (int i = 0; i < layers.size(); i++) {
        found.put(layers.get(i).digest(), parts.layers().get(i).source());
      }
      blobs = found;
    }
    ByteSource source = blobs.get(layer.digest());
    if (source == null) {
      throw new ImageException(image + ": has no layer " + layer.digest());
    }
    return new Blob(source);
  }

  /** Bytes that are read where they stand as long as the image is open. */
  private record Blob(ByteSource source) implements Content, Content.Reader {
    @Override
    public long size() {
      return source.size();
    }

    @Override
    public Reader open() {
      return this;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return source.read(target, position);
    }

    @Override
    public void close() {}
  }
}
