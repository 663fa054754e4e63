package io.unionfs.scale;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.ImageOptions;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A large image and many containers on it, all in a directory: what loading takes, and what a
 * container costs that is idle, and one in which a small file was written.
 */
final class BigImageMain {
  private static final int LAYERS = 10;
  private static final int FILES_PER_LAYER = 2_000;
  private static final int WARM_UP = 50;

  private BigImageMain() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    long bytes = Long.parseLong(arguments[1]) << 20;
    int containers = Integer.parseInt(arguments[2]);
    Path layout = directory.resolve("layout");
    if (!Files.exists(layout)) {
      SyntheticImage.write(layout, bytes, LAYERS, FILES_PER_LAYER);
    }
    try (ContainerEngine engine =
        ContainerEngine.open(Store.open(directory.resolve("store"), InstantSource.system()))) {
      long before = System.nanoTime();
      engine.store().images().load(layout, ImageOptions.defaults(), ProgressListener.NONE);
      Figures.print("load", (System.nanoTime() - before) / 1e9, "s, by the clock");
      // What all containers share, the merged tree above all, is not counted for each.
      Container kept = engine.create(ContainerSpec.of("synthetic"));
      try (UnionFileSystem shared = kept.files()) {
        Files.writeString(shared.getPath("/d0/new"), "a small file\n");
        start(engine, WARM_UP, "warm-up ");
        start(engine, containers, "");
      }
      kept.remove(Container.Removal.FORCED, Container.VolumesOf.REMOVED);
    }
  }

  private static void start(ContainerEngine engine, int count, String prefix) throws Exception {
    List<Container> made = new ArrayList<>();
    List<UnionFileSystem> mounts = new ArrayList<>();
    long heap = Figures.heap();
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      made.add(engine.create(ContainerSpec.of("synthetic")));
    }
    long created = System.nanoTime();
    for (Container container : made) {
      container.start();
    }
    long started = System.nanoTime();
    for (Container container : made) {
      mounts.add(container.files());
    }
    long mounted = System.nanoTime();
    Figures.print(prefix + "create", (created - begin) / 1e6 / count, "ms each, by the clock");
    Figures.print(prefix + "start", (started - created) / 1e6 / count, "ms each, by the clock");
    Figures.print(prefix + "mount", (mounted - started) / 1e6 / count, "ms each, by the clock");
    Figures.print(prefix + "idle", (Figures.heap() - heap) / (double) count, "bytes of heap each");
    for (UnionFileSystem fs : mounts) {
      Files.writeString(fs.getPath("/d0/new"), "a small file\n");
    }
    Figures.print(
        prefix + "written", (Figures.heap() - heap) / (double) count, "bytes of heap each");
    for (UnionFileSystem fs : mounts) {
      fs.close();
    }
    for (Container container : made) {
      container.remove(Container.Removal.FORCED, Container.VolumesOf.REMOVED);
    }
  }
}
