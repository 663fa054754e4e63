package io.unionfs.store;

import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.List;

/** An image in a store, as it was when it was asked for. Immutable. */
public final class StoredImage implements ImageContent {
  /** A layer of an image: bottom first in {@link StoredImage#layers}. */
  public record LayerInfo(Digest diffId, Digest chainId, Descriptor blob, long size) {}

  private StoredImage() {}

  /** The image's identity: its config's digest. */
  public Digest id() {
    throw new UnsupportedOperationException();
  }

  /** Its names with tags, sorted; empty for a dangling image. */
  public List<ImageReference> names() {
    throw new UnsupportedOperationException();
  }

  /** The layers, the bottom one first; sizes are the bytes of their files, as Docker counts. */
  public List<LayerInfo> layers() {
    throw new UnsupportedOperationException();
  }

  /** The bytes of the files in all layers together. */
  public long size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Manifest manifest() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ImageConfig config() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Content blob(Descriptor layer) throws IOException {
    throw new UnsupportedOperationException();
  }
}
