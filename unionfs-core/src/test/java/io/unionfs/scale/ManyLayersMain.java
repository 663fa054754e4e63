package io.unionfs.scale;

import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A merged tree: layers, and entries of all layers together. Each layer adds files to each of
 * {@link #DIRECTORIES} directories that all layers have.
 */
final class ManyLayersMain {
  private static final int DIRECTORIES = 100;

  private ManyLayersMain() {}

  public static void main(String[] arguments) throws Exception {
    int layers = Integer.parseInt(arguments[0]);
    int entries = Integer.parseInt(arguments[1]);
    measure(layers, entries / 20, "warm-up ");
    measure(layers, entries / 10, "tenth ");
    measure(layers, entries, "");
  }

  private static void measure(int layers, int entries, String prefix) throws Exception {
    int files = entries / layers / DIRECTORIES;
    long empty = Figures.heap();
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    for (int layer = 0; layer < layers; layer++) {
      builder.lower(layer(layer, files));
    }
    long described = Figures.heap();
    UnionFileSystem[] mounted = new UnionFileSystem[1];
    long mountNanos = Figures.cpuNanos(() -> mounted[0] = builder.mount());
    try (UnionFileSystem fs = mounted[0]) {
      long[] seen = new long[1];
      long first = Figures.cpuNanos(() -> seen[0] = walk(fs));
      long expected = (long) layers * files * DIRECTORIES + DIRECTORIES + 1;
      if (seen[0] != expected) {
        throw new IllegalStateException(seen[0] + " files are walked, not " + expected);
      }
      long merged = Figures.heap();
      long second = Figures.cpuNanos(() -> walk(fs));
      Figures.print(prefix + "mount", mountNanos / 1e6, "ms");
      Figures.print(prefix + "first walk", first / 1e3 / expected, "us per entry");
      Figures.print(prefix + "second walk", second / 1e3 / expected, "us per entry");
      Figures.print(prefix + "heap of the layers", per(described - empty, expected), "bytes/entry");
      Figures.print(prefix + "heap of the tree", per(merged - described, expected), "bytes/entry");
    }
  }

  private static double per(long bytes, long entries) {
    return bytes / (double) entries;
  }

  private static Layer layer(int number, int files) {
    LayerBuilder layer = Layer.builder().named("layer" + number);
    for (int d = 0; d < DIRECTORIES; d++) {
      for (int f = 0; f < files; f++) {
        layer.file("dir" + d + "/file" + number + "-" + f, Content.EMPTY);
      }
    }
    return layer.build();
  }

  private static long walk(UnionFileSystem fs) throws Exception {
    try (Stream<Path> all = Files.walk(fs.getPath("/"))) {
      return all.count();
    }
  }
}
