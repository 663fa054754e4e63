package io.unionfs.hub;

import io.unionfs.image.Descriptor;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image whose plain layers are compressed on their way. Its config, and so its id, stays. */
final class CompressedImage implements Closeable {
  private final StoredImage image;
  private final Manifest manifest;
  private final Map<Digest, GzipLayer> layers;

  private CompressedImage(StoredImage image, Manifest manifest, Map<Digest, GzipLayer> layers) {
    this.image = image;
    this.manifest = manifest;
    this.layers = layers;
  }

  private enum Memory {
    USED,
    PASSED_OVER
  }

  /** {@code image}, whose layers become what they were sent as before. */
  static CompressedImage of(Store store, StoredImage image) throws IOException {
    return of(store, image, Memory.USED);
  }

  /** {@code image} with all plain layers compressed anew. */
  static CompressedImage anew(Store store, StoredImage image) throws IOException {
    return of(store, image, Memory.PASSED_OVER);
  }

  private static CompressedImage of(Store store, StoredImage image, Memory memory)
      throws IOException {
    SeenBlobs seen = SeenBlobs.of(store);
    Map<Digest, GzipLayer> made = new HashMap<>(); // by the plain blob
    Map<Digest, GzipLayer> layers = new HashMap<>(); // by the compressed one
    List<Descriptor> descriptors = new ArrayList<>();
    try {
      for (Descriptor layer : image.manifest().layers()) {
        Content plain = layer.isNondistributable() ? Content.EMPTY : image.blob(layer);
        if (layer.isNondistributable() || !GzipLayer.isPlain(layer.digest().abbreviated(), plain)) {
          descriptors.add(layer);
          continue;
        }
        GzipLayer gzip = made.get(layer.digest());
        if (gzip == null) {
          Optional<Descriptor> known =
              memory == Memory.USED ? seen.compressed(layer.digest()) : Optional.empty();
          gzip =
              known.isPresent()
                  ? GzipLayer.remembered(plain, store.temporary(), known.get())
                  : GzipLayer.compress(plain, store.temporary());
          made.put(layer.digest(), gzip);
          layers.put(gzip.blob().digest(), gzip);
          seen.note(layer.digest(), gzip.blob());
        }
        descriptors.add(gzip.blob());
      }
      Manifest old = image.manifest();
      Manifest manifest =
          made.isEmpty() ? old : Manifest.of(old.config(), descriptors, old.annotations());
      return new CompressedImage(image, manifest, layers);
    } catch (Throwable e) {
      closeAll(made);
      throw e;
    }
  }

  Manifest manifest() {
    return manifest;
  }

  Content blob(Descriptor layer) throws IOException {
    GzipLayer gzip = layers.get(layer.digest());
    return gzip == null ? image.blob(layer) : gzip;
  }

  private static void closeAll(Map<Digest, GzipLayer> layers) throws IOException {
    for (GzipLayer each : layers.values()) {
      each.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeAll(layers);
  }
}
