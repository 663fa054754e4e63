package io.unionfs.image;

import io.unionfs.layer.Unpack;
import java.util.Objects;

/**
 * How an image is opened. Immutable.
 *
 * @param platform the platform to choose where there are several; null for the host's, which is
 *     asked for only where there is a choice
 * @param reference the image to choose where there are several: a name and tag, a tag, or a digest;
 *     null for the only one
 * @param unpack where compressed parts are decompressed to; its limit holds for all parts of the
 *     image together
 */
public record ImageOptions(Platform platform, String reference, Unpack unpack) {
  public ImageOptions {
    Objects.requireNonNull(unpack);
  }

  /** The host's platform, the only image, decompressed to memory. */
  public static ImageOptions defaults() {
    return new ImageOptions(null, null, Unpack.toMemory());
  }

  /** These options with a platform, which the image must then have. */
  public ImageOptions withPlatform(Platform wanted) {
    return new ImageOptions(wanted, reference, unpack);
  }

  /** These options with an image's name, tag or digest. */
  public ImageOptions withReference(String wanted) {
    return new ImageOptions(platform, wanted, unpack);
  }

  /** These options with a place for what is decompressed, and a limit. */
  public ImageOptions withUnpack(Unpack place) {
    return new ImageOptions(platform, reference, place);
  }
}
