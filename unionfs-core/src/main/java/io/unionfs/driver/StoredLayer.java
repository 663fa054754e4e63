package io.unionfs.driver;

import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.ResolvedLayers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One layer of a chain, and what the driver stores of it. Its users are the images it is the top of
 * and the layers on it: it goes with the last of them. Guarded by the driver's monitor.
 */
final class StoredLayer {
  private final Digest chainId;
  private final ImageLayer source;
  private final StoredLayer below;
  private final TreeLayer tree;
  private Held held;
  private int users;

  /**
   * What is stored of a layer.
   *
   * @param work what storing it took
   */
  record Held(Stored stored, Work work) {}

  /**
   * @param below the layer it lies on, or null
   */
  StoredLayer(Digest chainId, ImageLayer source, StoredLayer below) throws IOException {
    this.chainId = chainId;
    this.source = source;
    this.below = below;
    List<TreeLayer> resolved = ResolvedLayers.of(chain());
    this.tree = resolved.get(resolved.size() - 1);
  }

  Digest chainId() {
    return chainId;
  }

  ImageLayer source() {
    return source;
  }

  StoredLayer below() {
    return below;
  }

  /** What the layer says, whiteouts and opaque marks in their places. */
  TreeLayer tree() {
    return tree;
  }

  void hold(Held what) {
    held = what;
  }

  Held held() {
    return held;
  }

  void use() {
    users++;
  }

  /** One user less; returns how many there are still. */
  int release() {
    return --users;
  }

  int users() {
    return users;
  }

  /** This and those below, the bottom one first. */
  List<StoredLayer> stack() {
    List<StoredLayer> stack = new ArrayList<>();
    for (StoredLayer layer = this; layer != null; layer = layer.below) {
      stack.add(layer);
    }
    Collections.reverse(stack);
    return stack;
  }

  /** The layers themselves, the bottom one first. */
  List<Layer> chain() {
    return stack().stream().map(layer -> layer.source.layer()).toList();
  }

  /** The tree that the chain shows, to be read. */
  UnionFileSystem open() throws IOException {
    var builder = UnionFileSystem.builder().readOnly();
    chain().forEach(builder::lower);
    return builder.mount();
  }

  /** What is stored of the chain. */
  Stored storedChain() {
    return stack().stream().map(layer -> layer.held.stored()).reduce(Stored.NONE, Stored::plus);
  }
}
