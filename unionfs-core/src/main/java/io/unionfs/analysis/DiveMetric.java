package io.unionfs.analysis;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures that the tool dive shows, by its formulas and with its quirks, so that numbers can be
 * compared; {@link Payers} has the exact ones. Observed of dive's published tests and results.
 *
 * <p>Its quirks, each of which is kept: names are the tar's, links are not followed; a whiteout of
 * a file weighs nothing, one of a directory as much as all below it, so that a directory removed
 * whole costs no efficiency; a whiteout of what is not there ends the count of its layer; opaque
 * marks are passed over; a path that several layers hold is wasted with all of its bytes, those
 * shown too; the bottom layer is nobody's waste, so that with one layer the share is of nothing.
 *
 * @param efficiency Σ over paths of the smallest size in a layer / Σ of all sizes; 1 for no bytes
 * @param wastedBytes Σ of all sizes of the paths that two layers or more hold
 * @param sizeBytes Σ of the sizes in all tars' headers
 * @param userBytes the same without the bottom layer
 * @param inefficient the paths that are wasted, the largest first
 */
public record DiveMetric(
    double efficiency,
    long wastedBytes,
    long sizeBytes,
    long userBytes,
    List<Inefficiency> inefficient) {

  /**
   * A path that several layers hold.
   *
   * @param path from the root, with a leading slash
   * @param count in how many places
   * @param bytes its sizes there together
   */
  public record Inefficiency(String path, int count, long bytes) {}

  public DiveMetric {
    inefficient = List.copyOf(inefficient);
  }

  /**
   * {@code wastedBytes / userBytes}, as dive divides: not a number where both are 0, infinite where
   * only the bottom layer holds bytes.
   */
  public double userWastedPercent() {
    return (double) wastedBytes / (double) userBytes;
  }

  /** What is counted of a path. */
  private static final class Path {
    int count;
    long sum;
    long least;

    void add(long size) {
      least = count == 0 ? size : Math.min(least, size);
      sum += size;
      count++;
    }
  }

  /**
   * Measures the layers, the bottom one first.
   *
   * @throws IOException if a layer cannot be read
   */
  public static DiveMetric of(List<? extends Layer> layers) throws IOException {
    Map<String, Path> paths = new HashMap<>();
    DiveTree stacked = null;
    long size = 0;
    long userSize = 0;
    for (int i = 0; i < layers.size(); i++) {
      DiveTree tree = DiveTree.of(layers.get(i));
      size += tree.size();
      userSize += i == 0 ? 0 : tree.size();
      // What is below the first layer is that layer itself; below the second, it twice.
      stacked = stacked == null ? tree.copy() : stacked;
      count(tree, stacked, paths);
      stacked.stack(tree);
    }
    return of(paths, size, userSize);
  }

  private static void count(DiveTree tree, DiveTree below, Map<String, Path> paths)
      throws IOException {
    tree.visit(
        (parent, node) -> {
          if (!node.children.isEmpty()) {
            return true;
          }
          String name = node.name;
          long bytes = node.size;
          if (node.isWhiteout()) {
            name = name.substring(DiveTree.WHITEOUT.length());
            paths.computeIfAbsent(path(parent, name), any -> new Path());
            DiveTree.Node hidden = below.get(parent, name);
            if (hidden == null) {
              return false;
            }
            bytes = hidden.isDirectory ? DiveTree.total(hidden) : 0;
          }
          paths.computeIfAbsent(path(parent, name), any -> new Path()).add(bytes);
          return true;
        });
  }

  private static String path(List<String> parent, String name) {
    return "/" + (parent.isEmpty() ? "" : String.join("/", parent) + "/") + name;
  }

  private static DiveMetric of(Map<String, Path> paths, long size, long userSize) {
    long least = 0;
    long sum = 0;
    long wasted = 0;
    List<Inefficiency> inefficient = new ArrayList<>();
    for (Map.Entry<String, Path> each : paths.entrySet()) {
      Path path = each.getValue();
      // Of a path that was only begun with, dive's smallest size is -1.
      least += path.count == 0 ? -1 : path.least;
      sum += path.sum;
      if (path.count >= 2) {
        wasted += path.sum;
        inefficient.add(new Inefficiency(Redaction.shown(each.getKey()), path.count, path.sum));
      }
    }
    inefficient.sort(
        Comparator.comparingLong(Inefficiency::bytes).reversed().thenComparing(Inefficiency::path));
    double efficiency = sum == 0 ? 1.0 : (double) least / (double) sum;
    return new DiveMetric(efficiency, wasted, size, userSize, inefficient);
  }
}
