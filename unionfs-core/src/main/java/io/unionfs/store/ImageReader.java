package io.unionfs.store;

import io.unionfs.image.Descriptor;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoredImage.LayerInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what a store has of an image. What a manifest's digest stands for never changes, so that
 * the last ones are kept: a thousand containers of one image read it once.
 */
final class ImageReader {
  private static final int KEPT = 64;

  private final BlobStore blobs;
  private final LayerStore layers;
  private final Map<Digest, Contents> kept =
      new LinkedHashMap<>(16, 0.75f, true); // guarded by this

  ImageReader(BlobStore blobs, LayerStore layers) {
    this.blobs = blobs;
    this.layers = layers;
  }

  /** What an image is made of. */
  record Contents(ImageDocuments documents, List<LayerInfo> layers) {
    Contents {
      layers = List.copyOf(layers);
    }
  }

  /**
   * The image of {@code record}.
   *
   * @throws StoreException if a part of it is not there, or damaged
   */
  StoredImage read(ImageRecord record) throws IOException {
    return new StoredImage(blobs, record, contents(record.manifest()));
  }

  /** The image with that manifest, if the store has it, whether it is in the table or not. */
  Optional<StoredImage> find(Digest manifest, Optional<ImageRecord> record) throws IOException {
    if (record.isPresent()) {
      return Optional.of(read(record.get()));
    }
    if (!blobs.has(manifest)) {
      return Optional.empty();
    }
    Contents contents = contents(manifest);
    return Optional.of(
        new StoredImage(blobs, ImageRecord.nameless(contents.documents().manifest()), contents));
  }

  private Contents contents(Digest manifest) throws IOException {
    synchronized (this) {
      Contents known = kept.get(manifest);
      if (known != null && blobs.has(manifest)) {
        return known;
      }
    }
    Contents contents = readContents(manifest);
    synchronized (this) {
      kept.put(manifest, contents);
      if (kept.size() > KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return contents;
  }

  private Contents readContents(Digest manifest) throws IOException {
    ImageDocuments documents = ImageDocuments.read(blobs, manifest);
    List<LayerInfo> infos = new ArrayList<>();
    List<Digest> chainIds = documents.config().chainIds();
    for (int i = 0; i < documents.config().diffIds().size(); i++) {
      Digest diffId = documents.config().diffIds().get(i);
      Descriptor blob = documents.manifest().layers().get(i);
      infos.add(new LayerInfo(diffId, chainIds.get(i), blob, layers.record(diffId).files()));
    }
    return new Contents(documents, infos);
  }
}
