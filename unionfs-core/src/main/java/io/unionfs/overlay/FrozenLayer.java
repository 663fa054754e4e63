package io.unionfs.overlay;

import io.unionfs.layer.Entry;
import io.unionfs.layer.TreeLayer;

/**
 * A writable layer in memory as it was when a snapshot froze it. Nothing is copied: it lives as
 * long as somebody holds it, whatever becomes of the mount.
 */
final class FrozenLayer implements TreeLayer {
  private final String name;
  private final UpperDirectory top;

  FrozenLayer(String name, UpperDirectory top) {
    this.name = name;
    this.top = top;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Entry.Directory root() {
    return new FrozenFolder(top);
  }

  UpperDirectory top() {
    return top;
  }
}
