package io.unionfs.nio;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Measures what many mounts of one chain of layers cost on the heap, and how long they take: idle
 * ones, and ones with a small file written, in memory and on disk. {@code docs/limits.md} says what
 * came out. The one argument is a directory for the writable layers.
 */
public final class IdleMountCostMain {
  private static final int MANY = 1000;
  private static final int LAYERS = 10;

  private IdleMountCostMain() {}

  private static long used() {
    for (int i = 0; i < 6; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static List<TreeLayer> chain() {
    List<TreeLayer> layers = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      LayerBuilder builder = Layer.builder();
      for (int i = 0; i < 100; i++) {
        builder.file("dir" + i + "/file" + layer, "content\n");
      }
      layers.add(builder.build());
    }
    return layers;
  }

  private interface Placing {
    UnionFileSystemBuilder place(UnionFileSystemBuilder builder, int number);
  }

  private static void measure(String what, List<TreeLayer> chain, Placing placing)
      throws IOException {
    List<UnionFileSystem> mounts = new ArrayList<>(MANY);
    long before = used();
    long start = System.nanoTime();
    for (int i = 0; i < MANY; i++) {
      UnionFileSystemBuilder builder = UnionFileSystem.builder();
      chain.forEach(builder::lower);
      mounts.add(placing.place(builder, i).mount());
    }
    long mounted = System.nanoTime() - start;
    long idle = (used() - before) / MANY;
    start = System.nanoTime();
    for (UnionFileSystem mount : mounts) {
      Files.writeString(mount.getPath("/dir1/written"), "small\n");
    }
    long wrote = System.nanoTime() - start;
    long written = (used() - before) / MANY;
    System.out.printf(
        "%-10s idle %,6d B, mounted in %,5d ms; with a small file %,7d B, written in %,6d ms%n",
        what, idle, mounted / 1_000_000, written, wrote / 1_000_000);
    for (UnionFileSystem mount : mounts) {
      mount.close();
    }
  }

  /** Prints a line for each kind, twice. */
  public static void main(String[] arguments) throws IOException {
    List<TreeLayer> chain = chain();
    for (int round = 0; round < 2; round++) {
      measure("in memory", chain, (builder, i) -> builder);
      Path uppers = Files.createTempDirectory(Path.of(arguments[0]), "uppers");
      measure(
          "on disk",
          chain,
          (builder, i) ->
              builder.upperOnFirstWrite(
                  uppers.resolve(i + "/upper"), uppers.resolve(i + "/upper.work")));
      try (var files = Files.walk(uppers)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
