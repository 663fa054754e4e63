package io.unionfs.hub;

import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import java.util.List;

/**
 * What a push did.
 *
 * @param name under which name
 * @param manifest the manifest that the registry has now
 * @param layers what became of each layer, the bottom one first, of equal ones one
 */
public record PushReport(ImageReference name, Manifest manifest, List<Transfer> layers) {
  public PushReport {
    layers = List.copyOf(layers);
  }

  /** The bytes of layers that were sent. */
  public long sent() {
    return layers.stream().mapToLong(Transfer::bytes).sum();
  }

  /** The bytes of layers that had not to be sent. */
  public long saved() {
    return layers.stream().mapToLong(Transfer::saved).sum();
  }
}
