package io.unionfs.benchmarks.subject;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Layers in memory, to be mounted as a union. */
public final class UnionLayers implements Lower {
  private final List<Layer> layers;
  private final UnaryOperator<UnionFileSystemBuilder> options;

  /** What {@code options} makes of a mount that has the layers. */
  UnionLayers(List<Layer> layers, UnaryOperator<UnionFileSystemBuilder> options) {
    this.layers = layers;
    this.options = options;
  }

  /** Layers that hold what {@code cut} says, the bottom one first. */
  public static List<Layer> of(List<List<Node>> cut) {
    List<Layer> layers = new ArrayList<>();
    for (List<Node> nodes : cut) {
      LayerBuilder layer = Layer.builder().named("layer-" + layers.size());
      for (Node node : nodes) {
        if (node instanceof Node.File file) {
          layer.file(file.inLayer(), file.content());
        } else if (node instanceof Node.Link link) {
          layer.symlink(link.inLayer(), link.target());
        } else {
          layer.directory(node.inLayer());
        }
      }
      layers.add(layer.build());
    }
    return layers;
  }

  /** The union of {@code layers}, the bottom one first, as it is mounted by default. */
  public static UnionFileSystem mount(List<Layer> layers) throws IOException {
    return describe(layers).mount();
  }

  private static UnionFileSystemBuilder describe(List<Layer> layers) {
    UnionFileSystemBuilder mount = UnionFileSystem.builder();
    layers.forEach(mount::lower);
    return mount;
  }

  @Override
  public OpenSubject mount() throws IOException {
    UnionFileSystem union = options.apply(describe(layers)).mount();
    return new OpenSubject(union, "", union::sync, union::close);
  }

  @Override
  public void close() {}
}
