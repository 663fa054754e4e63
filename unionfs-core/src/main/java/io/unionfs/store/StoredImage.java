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

  StoredImage(BlobStore blobs, ImageRecord record, ImageReader.Contents contents) {
    this.blobs = blobs;
    this.record = record;
    this.manifest = contents.documents().manifest();
    this.config = contents.documents().config();
    this.layers = contents.layers();
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
