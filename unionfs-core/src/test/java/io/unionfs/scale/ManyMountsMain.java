package io.unionfs.scale;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a mount costs: how many of each kind are made. */
final class ManyMountsMain {
  private static final int LAYERS = 10;
  private static final int FILES = 100;

  /** Where writable layers are made, and how many were. */
  private static Path uppers;

  private static int made;

  private ManyMountsMain() {}

  private interface Mounting {
    UnionFileSystem mount() throws Exception;
  }

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    uppers = Path.of(arguments[1]);
    List<TreeLayer> chain = new ArrayList<>();
    for (int i = 0; i < LAYERS; i++) {
      LayerBuilder layer = Layer.builder();
      for (int f = 0; f < FILES; f++) {
        layer.file("dir" + f % 10 + "/file" + i + "-" + f, "x");
      }
      chain.add(layer.build());
    }
    try (UnionFileSystem kept = mount(chain)) {
      walk(kept);
      measure(count / 10, "warm-up ", chain);
      measure(count, "", chain);
    }
  }

  private static void measure(int count, String prefix, List<TreeLayer> chain) throws Exception {
    of(count, prefix + "empty mount", () -> mount(List.of(Layer.builder().build())));
    of(count, prefix + "idle mount", () -> mount(chain));
    of(
        count,
        prefix + "idle mount that was walked",
        () -> {
          UnionFileSystem fs = mount(chain);
          walk(fs);
          return fs;
        });
    of(
        count,
        prefix + "mount with one new file",
        () -> {
          UnionFileSystem fs = mount(chain);
          Files.createFile(fs.getPath("/new"));
          return fs;
        });
    of(count, prefix + "idle mount, layer on disk to be made", () -> mount(chain, nextUpper()));
    of(
        count / 10, // each waits for the disk
        prefix + "mount with a small file on disk",
        () -> {
          UnionFileSystem fs = mount(chain, nextUpper());
          Files.writeString(fs.getPath("/dir1/new"), "small\n");
          return fs;
        });
  }

  private static Path nextUpper() {
    return uppers.resolve(Integer.toString(++made)).resolve("upper");
  }

  private static UnionFileSystem mount(List<TreeLayer> layers) throws Exception {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    layers.forEach(builder::lower);
    return builder.mount();
  }

  private static UnionFileSystem mount(List<TreeLayer> layers, Path upper) throws Exception {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    layers.forEach(builder::lower);
    return builder.upperOnFirstWrite(upper, upper.resolveSibling("upper.work")).mount();
  }

  private static void walk(UnionFileSystem fs) throws Exception {
    try (var all = Files.walk(fs.getPath("/"))) {
      all.count();
    }
  }

  private static void of(int count, String what, Mounting mounting) throws Exception {
    List<UnionFileSystem> mounts = new ArrayList<>(count);
    long before = Figures.heap();
    long nanos =
        Figures.cpuNanos(
            () -> {
              for (int i = 0; i < count; i++) {
                mounts.add(mounting.mount());
              }
            });
    Figures.print(what + ": heap", (Figures.heap() - before) / (double) count, "bytes");
    Figures.print(what + ": time", nanos / 1e3 / count, "us");
    for (UnionFileSystem fs : mounts) {
      fs.close();
    }
  }
}
