package io.unionfs.hub;

import io.unionfs.image.Platform;
import java.util.Objects;

/**
 * How an image is pulled. Immutable.
 *
 * @param platform the platform it must be for; null for the host's, where there is a choice
 * @param check asked before a layer is fetched
 * @param known what is done with an image that the store has by now
 * @param parallel how many layers are fetched at once
 */
public record PullOptions(Platform platform, ImageCheck check, Known known, int parallel) {
  /** What is done with an image that the store has by now. */
  public enum Known {
    /** Its blobs are there, of the right size: it stays as it is. */
    TRUSTED,
    /** Its blobs are hashed; what is lost or damaged comes anew. */
    REPAIRED
  }

  public PullOptions {
    Objects.requireNonNull(check);
    Objects.requireNonNull(known);
    if (parallel < 1) {
      throw new IllegalArgumentException("at least one layer is fetched at once, not " + parallel);
    }
  }

  /** The host's platform, unchecked, three layers at once. */
  public static PullOptions defaults() {
    return new PullOptions(null, ImageCheck.NONE, Known.TRUSTED, 3);
  }

  public PullOptions withPlatform(Platform wanted) {
    return new PullOptions(wanted, check, known, parallel);
  }

  public PullOptions withCheck(ImageCheck asked) {
    return new PullOptions(platform, asked, known, parallel);
  }

  public PullOptions withKnown(Known treatment) {
    return new PullOptions(platform, check, treatment, parallel);
  }

  public PullOptions withParallel(int layers) {
    return new PullOptions(platform, check, known, layers);
  }
}
