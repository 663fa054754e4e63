package io.unionfs.overlay;

import io.unionfs.layer.Layer;
import java.nio.file.Path;
import java.util.List;

/** What a mount may consist of, as overlayfs limits it. */
final class MountLimits {
  /** {@code OVL_MAX_STACK} (fs/overlayfs/params.h). */
  static final int MAX_LAYERS = 500;

  private MountLimits() {}

  static void check(List<Layer> lower, Path upper, MountBuilder.Writability writability) {
    if (lower.isEmpty()) {
      throw new IllegalArgumentException("lowerdir: a union mount needs at least one lower layer");
    }
    if (lower.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "lowerdir: " + lower.size() + " lower layers, but the limit is " + MAX_LAYERS);
    }
    if (upper != null && writability == MountBuilder.Writability.READ_ONLY) {
      throw new IllegalArgumentException("ro and upperdir exclude each other: leave one out");
    }
  }
}
