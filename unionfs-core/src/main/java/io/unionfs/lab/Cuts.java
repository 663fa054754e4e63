package io.unionfs.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a build is cut into layers. Immutable.
 *
 * @param ends 0, and the number of instructions up to the end of each layer
 */
record Cuts(List<Integer> ends) {
  Cuts {
    ends = List.copyOf(ends);
  }

  /** What a layer of some instructions costs. */
  @FunctionalInterface
  interface Price {
    double of(int begin, int end);
  }

  /**
   * The cheapest of all 2<sup>count-1</sup> ways to cut {@code count} instructions, where layers
   * cost what they cost whatever the others are: found exactly, by dynamic programming in
   * count<sup>2</sup> steps. Of equally cheap ones, that of fewest layers.
   */
  static Cuts cheapest(int count, Price price) {
    double[] least = new double[count + 1];
    int[] layers = new int[count + 1];
    int[] begin = new int[count + 1];
    for (int end = 1; end <= count; end++) {
      least[end] = Double.POSITIVE_INFINITY;
      for (int from = 0; from < end; from++) {
        double sum = least[from] + price.of(from, end);
        if (sum < least[end] || sum == least[end] && layers[from] + 1 < layers[end]) {
          least[end] = sum;
          layers[end] = layers[from] + 1;
          begin[end] = from;
        }
      }
    }
    List<Integer> ends = new ArrayList<>();
    for (int at = count; at > 0; at = begin[at]) {
      ends.add(at);
    }
    ends.add(0);
    Collections.reverse(ends);
    return new Cuts(ends);
  }

  int layers() {
    return ends.size() - 1;
  }

  /** The sum over all layers. */
  double sum(Price price) {
    double sum = 0;
    for (int i = 1; i < ends.size(); i++) {
      sum += price.of(ends.get(i - 1), ends.get(i));
    }
    return sum;
  }

  /** The instructions of each layer, from 1: {@code 1-3/4/5-8}. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < ends.size(); i++) {
      int first = ends.get(i - 1) + 1;
      int last = ends.get(i);
      text.append(i == 1 ? "" : "/").append(first);
      if (last > first) {
        text.append('-').append(last);
      }
    }
    // A word, not the number that a single instruction would be.
    return ends.size() == 2 && ends.get(1) == 1 ? "1-1" : text.toString();
  }
}
