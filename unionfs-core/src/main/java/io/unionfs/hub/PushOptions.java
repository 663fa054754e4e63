package io.unionfs.hub;

import java.util.Objects;

/**
 * How an image is pushed. Immutable.
 *
 * @param plainLayers what is done with layers that are not compressed
 * @param parallel how many layers are sent at once
 */
public record PushOptions(PlainLayers plainLayers, int parallel) {
  /** What is done with layers that are not compressed, as those of a commit. */
  public enum PlainLayers {
    /** They are sent as they are, so that the image's digest is the same here and there. */
    SENT,
    /** They are compressed by gzip; the manifest that is pushed, and its digest, are others. */
    COMPRESSED
  }

  public PushOptions {
    Objects.requireNonNull(plainLayers);
    if (parallel < 1) {
      throw new IllegalArgumentException("at least one layer is sent at once, not " + parallel);
    }
  }

  /** All layers as they are, three at once. */
  public static PushOptions defaults() {
    return new PushOptions(PlainLayers.SENT, 3);
  }

  public PushOptions withPlainLayers(PlainLayers treatment) {
    return new PushOptions(treatment, parallel);
  }

  public PushOptions withParallel(int layers) {
    return new PushOptions(plainLayers, layers);
  }
}
