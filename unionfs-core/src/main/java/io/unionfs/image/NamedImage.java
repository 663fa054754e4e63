package io.unionfs.image;

import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/**
 * An image and what it shall be called where it is written.
 *
 * @param image the image
 * @param names its names, perhaps none
 */
public record NamedImage(ImageContent image, List<ImageReference> names) {
  public NamedImage {
    Objects.requireNonNull(image);
    names = List.copyOf(names);
  }

  /**
   * The same with OCI's media types where the manifest is of Docker's schema 2. Blobs stay as they
   * are, the manifest's digest does not. In an OCI layout, skopeo and umoci see nothing else.
   *
   * @throws IOException if the manifest cannot be made
   */
  public NamedImage asOci() throws IOException {
    return image.manifest().mediaType().equals(MediaType.OCI_MANIFEST)
        ? this
        : new NamedImage(OciImage.of(image), names);
  }

  /** What the image is called in messages. */
  String label() {
    return names.isEmpty() ? "an image without a name" : names.get(0).familiar();
  }

  /** How messages call a blob of it. */
  String where(String what, Digest digest) {
    return label() + ": " + what + " " + digest;
  }
}
