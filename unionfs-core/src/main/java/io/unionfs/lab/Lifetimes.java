package io.unionfs.lab;

import io.unionfs.analysis.Analysis;
import io.unionfs.analysis.AnalysisOptions;
import io.unionfs.analysis.DeadFile;
import io.unionfs.analysis.ImageLayers;
import io.unionfs.analysis.LayerCost;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From which instruction to which the files of a build are there, in bytes. It follows how large a
 * layer is that any run of neighbouring instructions makes: it holds what they wrote and what was
 * still there behind the last of them. Immutable.
 */
final class Lifetimes {
  /** By the instruction that wrote, and by that behind which it is looked: what is there. */
  private final long[][] alive;

  /** By a layer's first instruction, and by that behind its last: its bytes. */
  private final long[][] layers;

  private Lifetimes(long[][] diedAt) {
    int count = diedAt.length;
    alive = new long[count][count + 1];
    for (int i = 0; i < count; i++) {
      long there = 0;
      // What died at an instruction is not there behind it.
      for (int end = count; end > i; end--) {
        there += diedAt[i][end];
        alive[i][end] = there;
      }
    }
    layers = new long[count + 1][count + 1];
    for (int end = 1; end <= count; end++) {
      for (int begin = end - 1; begin >= 0; begin--) {
        layers[begin][end] = layers[begin + 1][end] + alive[begin][end];
      }
    }
  }

  /** Those of a synthetic build. */
  static Lifetimes of(Instructions build) {
    int count = build.steps().size();
    long[][] diedAt = new long[count][count + 1];
    Map<String, Integer> deaths = new HashMap<>();
    for (int i = 0; i < count; i++) {
      for (String path : build.steps().get(i).removed()) {
        deaths.putIfAbsent(path, i);
      }
    }
    for (int i = 0; i < count; i++) {
      for (Instructions.Written file : build.steps().get(i).written()) {
        diedAt[i][deaths.getOrDefault(file.path(), count)] += file.content().size();
      }
    }
    return new Lifetimes(diedAt);
  }

  /** Those of an image's layers, an instruction each. */
  static Lifetimes of(ImageLayers image) throws IOException {
    Analysis analysis =
        Analysis.of(image, AnalysisOptions.defaults().withContentLimit(0).withLeftovers(Set.of()));
    List<LayerCost> costs = analysis.layers();
    int count = costs.size();
    long[][] diedAt = new long[count][count + 1];
    for (LayerCost cost : costs) {
      diedAt[cost.ordinal()][count] += cost.live();
    }
    for (DeadFile dead : analysis.payers().files()) {
      diedAt[dead.payer()][dead.killer()] += dead.bytes();
    }
    return new Lifetimes(diedAt);
  }

  /** How many instructions there are. */
  int count() {
    return alive.length;
  }

  /** The bytes of the layer that the instructions {@code begin} to before {@code end} make. */
  long layer(int begin, int end) {
    return layers[begin][end];
  }
}
