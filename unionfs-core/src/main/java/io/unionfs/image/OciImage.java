package io.unionfs.image;

import io.unionfs.layer.Content;
import java.io.IOException;

/**
 * An image with an OCI manifest in place of one of Docker's schema 2.
 *
 * @param original the image as it is
 * @param manifest the same in OCI's media types
 */
record OciImage(ImageContent original, Manifest manifest) implements ImageContent {
  static OciImage of(ImageContent image) throws IOException {
    Manifest old = image.manifest();
    return new OciImage(image, Manifest.of(old.config(), old.layers(), old.annotations()));
  }

  @Override
  public ImageConfig config() {
    return original.config();
  }

  @Override
  public Content blob(Descriptor layer) throws IOException {
    int number = manifest.layers().indexOf(layer);
    if (number < 0) {
      throw new ImageException("the image has no layer " + layer.digest());
    }
    return original.blob(original.manifest().layers().get(number));
  }
}
