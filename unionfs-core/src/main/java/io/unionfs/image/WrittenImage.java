package io.unionfs.image;

import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An image as it is written: its manifest and all its blobs by digest, each checked when it is
 * read.
 */
final class WrittenImage {
  /** Finds the bytes of one of the layers. */
  interface Layers {
    Content content(int layer) throws IOException;
  }

  private final NamedImage named;
  private final Manifest manifest;
  private final Layers layers;

  WrittenImage(NamedImage named, Manifest manifest, Layers layers) {
    this.named = named;
    this.manifest = manifest;
    this.layers = layers;
  }

  /** The image with the manifest it has. */
  static WrittenImage asItIs(NamedImage named) throws IOException {
    Manifest manifest = named.image().manifest();
    return new WrittenImage(
        named, manifest, layer -> named.image().blob(manifest.layers().get(layer)));
  }

  Manifest manifest() {
    return manifest;
  }

  ImageConfig config() {
    return named.image().config();
  }

  List<ImageReference> names() {
    return named.names();
  }

  /** What an index says of the image. */
  Descriptor descriptor() {
    return manifest.descriptor().withPlatform(config().platform());
  }

  /** A blob, to be opened and read once. */
  interface Blob {
    VerifiedContent content(ProgressListener progress) throws IOException;
  }

  /** Config, layers from the bottom up, manifest: what is named stands before what names it. */
  Map<Digest, Blob> blobs() {
    Map<Digest, Blob> blobs = new LinkedHashMap<>();
    blobs.put(
        manifest.config().digest(),
        progress -> document("config", manifest.config(), config().bytes()));
    List<Descriptor> descriptors = manifest.layers();
    for (int i = 0; i < descriptors.size(); i++) {
      int layer = i;
      Descriptor descriptor = descriptors.get(i);
      blobs.putIfAbsent(
          descriptor.digest(),
          progress ->
              VerifiedContent.of(
                  layers.content(layer),
                  descriptor,
                  named.where("layer", descriptor.digest()),
                  progress));
    }
    blobs.put(
        manifest.digest(),
        progress -> document("manifest", manifest.descriptor(), manifest.bytes()));
    return blobs;
  }

  /** Nobody waits for a document. */
  private VerifiedContent document(String what, Descriptor descriptor, byte[] bytes)
      throws ImageException {
    String where = named.where(what, descriptor.digest());
    return VerifiedContent.of(Content.of(bytes), descriptor, where, ProgressListener.NONE);
  }
}
