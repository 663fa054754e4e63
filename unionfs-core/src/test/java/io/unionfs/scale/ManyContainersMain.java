package io.unionfs.scale;

import io.unionfs.container.Container;
import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Many containers of one image of ten layers, in a store on the disk: what they take to create, to
 * start, to open, and what each costs while nothing is written, and with one small file.
 */
final class ManyContainersMain {
  private static final int LAYERS = 10;
  private static final int FILES = 100;

  private ManyContainersMain() {}

  /**
   * @param arguments how many, an empty directory
   */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    Store store = Store.open(Path.of(arguments[1]), InstantSource.system());
    try (ContainerEngine engine =
        ContainerEngine.open(store, InstantSource.system(), new Random(1))) {
      image(engine, Path.of(arguments[1]));
      measure(engine, Math.max(1, count / 10), "warm-up ");
      measure(engine, count, "");
    }
  }

  private static void image(ContainerEngine engine, Path directory) throws IOException {
    Path tar = directory.resolveSibling("first.tar");
    try (UnionFileSystem files = UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
      fill(files, 0);
      try (OutputStream out = Files.newOutputStream(tar)) {
        files.writeTree(out);
      }
    }
    ImageReference name = ImageReference.parse("image");
    engine.importTar(
        tar, name, Platform.parse("linux/amd64"), List.of(), "", ProgressListener.NONE);
    for (int layer = 1; layer < LAYERS; layer++) {
      Container container = engine.create(ContainerSpec.of("image"));
      try (UnionFileSystem files = container.files()) {
        fill(files, layer);
      }
      container.commit(CommitSpec.of(name));
      container.remove(Container.Removal.IF_STOPPED, Container.VolumesOf.REMOVED);
    }
  }

  private static void fill(UnionFileSystem files, int layer) throws IOException {
    for (int i = 0; i < FILES; i++) {
      Path directory = Files.createDirectories(files.getPath("/dir" + i % 10));
      Files.writeString(directory.resolve("file" + layer + "-" + i), "x");
    }
  }

  private static void measure(ContainerEngine engine, int count, String prefix) throws Exception {
    List<Container> containers = new ArrayList<>(count);
    List<UnionFileSystem> opened = new ArrayList<>(count);
    time(
        prefix + "create",
        () -> {
          for (int i = 0; i < count; i++) {
            containers.add(engine.create(ContainerSpec.of("image")));
          }
        });
    time(
        prefix + "start",
        () -> {
          for (Container container : containers) {
            container.start();
          }
        });
    try (UnionFileSystem one = containers.get(0).files()) {
      try (var all = Files.walk(one.getPath("/"))) {
        all.count(); // so that the tree that all share is there
      }
      long before = Figures.heap();
      time(
          prefix + "open",
          () -> {
            for (Container container : containers) {
              opened.add(container.files());
            }
          });
      long idle = Figures.heap();
      Figures.print(prefix + "idle container", (idle - before) / (double) count, "bytes of heap");
      time(
          prefix + "write",
          () -> {
            for (UnionFileSystem files : opened) {
              Files.writeString(files.getPath("/new"), "hello");
            }
          });
      long written = Figures.heap();
      Figures.print(
          prefix + "container with a small file",
          (written - before) / (double) count,
          "bytes of heap");
      for (UnionFileSystem files : opened) {
        files.close();
      }
    }
    time(
        prefix + "remove",
        () -> {
          for (Container container : containers) {
            container.remove(Container.Removal.FORCED, Container.VolumesOf.REMOVED);
          }
        });
  }

  /** By the wall clock: a start waits for the disk too. */
  private static void time(String what, Figures.Work work) throws Exception {
    long begin = System.nanoTime();
    long cpu = Figures.cpuNanos(work);
    Figures.print(what + ": in all", (System.nanoTime() - begin) / 1e6, "ms");
    Figures.print(what + ": computing", cpu / 1e6, "ms");
  }
}
