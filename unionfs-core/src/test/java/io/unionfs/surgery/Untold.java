package io.unionfs.surgery;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An image whose configuration is any text, on layers that a store has. */
record Untold(ImageConfig config, Manifest manifest) implements ImageContent {
  static StoredImage add(Store store, String config, List<Descriptor> layers, String name)
      throws IOException {
    byte[] json = config.getBytes(StandardCharsets.UTF_8);
    Descriptor blob =
        Descriptor.of(
            "application/vnd.oci.image.config.v1+json", Hashing.sha256(json), json.length);
    Untold image = new Untold(ImageConfig.parse(json), Manifest.of(blob, layers));
    return store.images().add(image, List.of(ImageReference.parse(name)), ProgressListener.NONE);
  }

  @Override
  public Content blob(Descriptor layer) {
    throw new AssertionError("the store has it");
  }
}
