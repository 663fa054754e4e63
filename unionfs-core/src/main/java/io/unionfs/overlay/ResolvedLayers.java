package io.unionfs.overlay;

import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A chain of layers, each as the tree that it is when all below it are there: what a container
 * engine leaves in the layer's directory on disk. Archives are applied, so that whiteouts, opaque
 * marks and hard links stand at the paths they mean, through the symbolic links of the layers
 * below.
 */
public final class ResolvedLayers {
  private ResolvedLayers() {}

  /**
   * The trees of {@code chain}, the bottom one first; as many as there are layers. They read their
   * files from the layers given, which must stay open.
   *
   * @throws io.unionfs.layer.LayerException if an entry of an archive leaves the root, or cannot be
   *     applied
   * @throws IOException if a layer cannot be read
   */
  public static List<TreeLayer> of(List<? extends Layer> chain) throws IOException {
    if (chain.isEmpty()) {
      return List.of();
    }
    Deque<TreeLayer> resolved = new ArrayDeque<>();
    MergedTree tree =
        MergedTree.of(
            List.copyOf(chain), OverlayOptions.DEFAULT.following(), new DataLayers(List.of()));
    for (int i = chain.size() - 1; i >= 0; i--) {
      resolved.addFirst(new Resolved(chain.get(i).name(), tree.top()));
      tree = tree.below();
    }
    return List.copyOf(resolved);
  }

  private record Resolved(String name, Entry.Directory root) implements TreeLayer {}
}
