package io.unionfs.hub;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoredImage;
import java.util.List;

/**
 * What a pull did.
 *
 * @param name what was asked for
 * @param image the image, as the store has it now
 * @param digest the digest of what the registry has under that name: of the index, if it is one
 * @param status whether the name stood for that image before
 * @param layers what became of each layer, the bottom one first, of equal ones one
 */
public record PullReport(
    ImageReference.Pinned name,
    StoredImage image,
    Digest digest,
    Status status,
    List<Transfer> layers) {
  /** Whether a name stands for another image now. */
  public enum Status {
    DOWNLOADED,
    UP_TO_DATE
  }

  public PullReport {
    layers = List.copyOf(layers);
  }

  /** The bytes of layers that were received. */
  public long received() {
    return layers.stream().mapToLong(Transfer::bytes).sum();
  }

  /** The bytes of layers that had not to be received. */
  public long saved() {
    return layers.stream().mapToLong(Transfer::saved).sum();
  }

  /** As Docker says it: {@code Downloaded newer image for debian:latest}. */
  public String statusText() {
    return (status == Status.UP_TO_DATE
            ? "Image is up to date for "
            : "Downloaded newer image for ")
        + Pull.familiar(name);
  }
}
