package io.unionfs.store;

import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An image in a store, as it was when it was asked for. Immutable. */
public final class StoredImage implements ImageContent {
  private final BlobStore blobs;
  private final ImageRecord record;
  private final Manifest manifest;
  private final ImageConfig config;
  private final List<LayerInfo> layers;

  /**
   * A layer of an image: bottom first in {@link StoredImage#layers}.
   *
   * @param diffId the digest of its tar
   * @param chainId the identity of it and those below it (OCI image spec, config.md, "ChainID")
   * @param blob its blob, perhaps compressed
   * @param size the bytes of its regular files, those with several names once
   */
  public record LayerInfo(Digest diffId, Digest chainId, Descriptor blob, long size) {}

  private StoredImage(
      BlobStore blobs,
      ImageRecord record,
      Manifest manifest,
      ImageConfig config,
      List<LayerInfo> layers) {
    this.blobs = blobs;
    this.record = record;
    this.manifest = manifest;
    this.config = config;
    this.layers = List.copyOf(layers);
  }

  /** Reads what the store has of the image in {@code record}. */
  static StoredImage read(BlobStore blobs, LayerStore store, ImageRecord record)
      throws IOException {
    ImageDocuments documents = ImageDocuments.read(blobs, record.manifest());
    List<LayerInfo> layers = new ArrayList<>();
    Digest chain = null;
    for (int i = 0; i < documents.config().diffIds().size(); i++) {
      Digest diffId = documents.config().diffIds().get(i);
      chain = chain == null ? diffId : chained(chain, diffId);
      Descriptor blob = documents.manifest().layers().get(i);
      layers.add(new LayerInfo(diffId, chain, blob, store.record(diffId).files()));
    }
    return new StoredImage(blobs, record, documents.manifest(), documents.config(), layers);
  }

  private static Digest chained(Digest chain, Digest diffId) {
    String pair = chain + " " + diffId;
    return Hashing.of("sha256", pair.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** The image's identity: its config's digest. */
  public Digest id() {
    return manifest.config().digest();
  }

  /** Its names with tags, sorted; empty for a dangling image. */
  public List<ImageReference> names() {
    return record.names();
  }

  /** When it came into the store; the epoch for one that only a container holds. */
  public Instant added() {
    return record.added();
  }

  /** The layers, the bottom one first; sizes are the bytes of their files, as Docker counts. */
  public List<LayerInfo> layers() {
    return layers;
  }

  /** The bytes of the files in all layers together. */
  public long size() {
    return layers.stream().mapToLong(LayerInfo::size).sum();
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public ImageConfig config() {
    return config;
  }

  @Override
  public Content blob(Descriptor layer) throws IOException {
    return blobs.content(layer.digest());
  }

  @Override
  public String toString() {
    return id().toString();
  }
}
