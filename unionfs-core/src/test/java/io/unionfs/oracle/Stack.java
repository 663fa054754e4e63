package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Meta;
import java.util.List;

/**
 * The lower layers of a mount, the bottom first, as an image lists them. The upper starts empty;
 * its root is {@link #UPPER_ROOT}.
 */
public record Stack(List<LayerSpec> lowers) {
  /** Metadata of a fresh upper's root, which is what the mount's root shows. */
  public static final Meta UPPER_ROOT = Meta.of(0755);

  /** An upper in which nothing was stored before. */
  public static final LayerSpec FRESH_UPPER =
      LayerSpec.of(new LayerEntry.Directory("", UPPER_ROOT));

  public Stack {
    lowers = List.copyOf(lowers);
  }

  public static Stack of(LayerSpec... bottomFirst) {
    return new Stack(List.of(bottomFirst));
  }
}
