package io.unionfs.testing.assertions;

import io.unionfs.image.Image;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;

/** What an image's layers show together, mounted for as long as somebody looks at it. */
final class ImageTree {
  private ImageTree() {}

  static UnionFileSystem mount(Image image) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().readOnly();
    for (Layer layer : image.layers()) {
      builder.lower(layer);
    }
    if (image.layers().isEmpty()) {
      builder.lower(Layer.builder().named("scratch").build());
    }
    return builder.mount();
  }
}
