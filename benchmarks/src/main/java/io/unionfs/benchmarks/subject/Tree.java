package io.unionfs.benchmarks.subject;

import java.util.ArrayList;
import java.util.List;

/**
 * The one tree that every subject of a benchmark shows. Stacked, its nodes are dealt out evenly, in
 * order, from the bottom layer to the top one, so that the tree is the same however many layers it
 * is cut into.
 *
 * @param everywhere directories that every layer holds
 * @param nodes what there is, the bottom layer's first
 */
public record Tree(List<String> everywhere, List<Node> nodes) {
  public Tree {
    everywhere = List.copyOf(everywhere);
    nodes = List.copyOf(nodes);
  }

  /** Which of {@code layers} layers holds node {@code number}; the bottom one is 0. */
  public int layerOf(int number, int layers) {
    return (int) ((long) number * layers / nodes.size());
  }

  /** What each of {@code layers} layers holds, the bottom one first. */
  public List<List<Node>> cut(int layers) {
    List<List<Node>> cut = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      List<Node> layer = new ArrayList<>();
      everywhere.forEach(path -> layer.add(new Node.Directory(path)));
      cut.add(layer);
    }
    for (int i = 0; i < nodes.size(); i++) {
      cut.get(layerOf(i, layers)).add(nodes.get(i));
    }
    return cut;
  }
}
