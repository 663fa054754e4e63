package io.unionfs.overlay;

import com.google.common.collect.MapMaker;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentMap;

/**
 * The union of a chain of lower layers, computed and not searched. A longer chain shares the tree
 * of the shorter one below it, and adds work and memory only for what its topmost layer says.
 *
 * <p>Trees are kept, weakly, by chain: two mounts of the same layers share one. Safe for use by
 * many threads.
 */
final class MergedTree {
  private static final ConcurrentMap<Layer, MergedTree> BOTTOMS = newTrees();

  private final LowerDirectory root;
  private final MergedTree below;
  private final int layers;
  private final ConcurrentMap<Layer, MergedTree> above = newTrees();

  private MergedTree(LowerDirectory root, MergedTree below) {
    this.root = root;
    this.below = below;
    this.layers = below == null ? 1 : below.layers + 1;
  }

  /**
   * The tree of {@code chain}, the bottom layer first.
   *
   * @throws IOException if a layer cannot be read or applied
   */
  static MergedTree of(List<Layer> chain) throws IOException {
    MergedTree tree = null;
    for (Layer layer : chain) {
      ConcurrentMap<Layer, MergedTree> known = tree == null ? BOTTOMS : tree.above;
      synchronized (known) {
        MergedTree next = known.get(layer);
        if (next == null) {
          next = stack(tree, layer);
          known.put(layer, next);
        }
        tree = next;
      }
    }
    return tree;
  }

  /** Keyed by identity; a tree lives as long as a mount, or a longer tree, holds it. */
  private static ConcurrentMap<Layer, MergedTree> newTrees() {
    return new MapMaker().weakKeys().weakValues().makeMap();
  }

  private static MergedTree stack(MergedTree below, Layer layer) throws IOException {
    LowerDirectory base = below == null ? null : below.root;
    TreeLayer resolved =
        switch (kind(layer)) {
          case TREE -> (TreeLayer) layer;
          case ARCHIVE -> OciApply.resolve(base, (ArchiveLayer) layer);
        };
    Entry.Directory directory = resolved.root();
    int number = below == null ? 0 : below.layers;
    return new MergedTree(LowerDirectory.stack(directory, number, base), below);
  }

  /** The root directory. */
  LowerDirectory root() {
    return root;
  }

  /** What the topmost layer says. */
  Entry.Directory top() {
    return root.entry();
  }

  /** The tree of the chain without its topmost layer, or null. */
  MergedTree below() {
    return below;
  }

  /** The number of layers. */
  int layers() {
    return layers;
  }

  private enum Kind {
    TREE,
    ARCHIVE
  }

  private static Kind kind(Layer layer) {
    return layer instanceof ArchiveLayer ? Kind.ARCHIVE : Kind.TREE;
  }
}
