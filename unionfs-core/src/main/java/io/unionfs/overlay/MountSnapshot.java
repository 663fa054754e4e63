package io.unionfs.overlay;

import io.unionfs.medium.BlockMediums;

/**
 * What a mount showed at one moment, to go back to: {@link Mount#snapshot}, {@link Mount#restore}.
 * Immutable. It holds memory alone, all of the files that it shows, and is let go by forgetting it.
 */
public final class MountSnapshot {
  /** Tells the mount that it is of from others, without holding it. */
  private final Object mount;

  private final MergedTree tree;
  private final Usage usage;
  private final BlockMediums.Held held;

  MountSnapshot(Object mount, MergedTree tree, Usage usage, BlockMediums.Held held) {
    this.mount = mount;
    this.tree = tree;
    this.usage = usage;
    this.held = held;
  }

  boolean isOf(Object someMount) {
    return mount == someMount;
  }

  /** The layers, and what they show. */
  MergedTree tree() {
    return tree;
  }

  /** What was counted in the layers that are frozen. */
  Usage usage() {
    return usage;
  }

  BlockMediums.Held held() {
    return held;
  }
}
