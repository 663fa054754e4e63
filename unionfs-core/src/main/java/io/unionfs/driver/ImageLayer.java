package io.unionfs.driver;

import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import java.util.Objects;

/**
 * One layer of an image, as a driver is given it.
 *
 * @param diffId what tells it from others: two images whose layers, from the bottom, have the same
 *     ones share them
 * @param layer what it says; closed by who opened it, after the driver
 */
public record ImageLayer(Digest diffId, Layer layer) {
  public ImageLayer {
    Objects.requireNonNull(diffId);
    Objects.requireNonNull(layer);
  }

  /** A layer archive, which knows its DiffID. */
  public static ImageLayer of(ArchiveLayer archive) {
    return new ImageLayer(archive.diffId(), archive);
  }
}
