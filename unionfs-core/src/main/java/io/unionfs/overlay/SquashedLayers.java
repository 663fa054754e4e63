package io.unionfs.overlay;

import io.unionfs.layer.Layer;
import io.unionfs.trace.ProgressListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

/**
 * The upper layers of a chain as one: what they say together, as a layer archive (OCI image spec,
 * layer.md). Put on the layers below, it shows what the chain shows.
 *
 * <p>The trees with and without these layers are compared, as for {@link Mount#writeLayer}. So what
 * comes and goes among them is not in the archive, nor what they say anew as it was below.
 */
public final class SquashedLayers {
  private static final int BUFFER = 1 << 16;

  private SquashedLayers() {}

  /**
   * Writes layers {@code first} to the last of {@code chain} as one. The same layers give the same
   * bytes. With {@code first} 0 it is the whole tree, without whiteouts.
   *
   * @param chain the layers, the bottom one first
   * @param first from 0 to below the number of layers
   * @param out stays open
   * @param name what the new layer is called in messages
   * @throws io.unionfs.layer.LayerException if a layer cannot be applied, or there is something
   *     that no layer archive can say, such as a name that begins with {@code .wh.}
   * @throws IOException if a layer cannot be read or the archive not be written
   */
  public static void write(
      List<? extends Layer> chain,
      int first,
      OutputStream out,
      String name,
      ProgressListener progress)
      throws IOException {
    Objects.checkIndex(first, chain.size());
    MergedTree tree =
        MergedTree.of(List.copyOf(chain), OverlayOptions.DEFAULT.following(), DataLayers.NONE);
    MergedTree below = tree;
    for (int i = chain.size(); i > first; i--) {
      below = below.below();
    }
    BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
    Changeset.of(tree, below, name).write(buffered, progress);
    buffered.flush();
  }
}
