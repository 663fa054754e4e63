package io.unionfs.lab;

import io.unionfs.driver.DriverImage;
import io.unionfs.driver.DriverKind;
import io.unionfs.driver.ImageLayer;
import io.unionfs.driver.StorageDriver;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures the heap that {@code docs/scaling.md} tells of: what is in use after garbage collection,
 * for each of many of a kind. Run by hand, with {@code -Xmx1g -XX:+UseSerialGC}; {@code fill N}
 * makes N idle containers.
 */
final class LabHeapMain {
  private static final int CONTAINERS = 20_000;
  private static final int ON_DRIVERS = 2000;
  private static final int LAYERS = 20_000;
  private static final int CHAIN = 500;

  private LabHeapMain() {}

  /** Makes what is measured; what it returns is kept. */
  private interface Making {
    List<?> make() throws IOException;
  }

  public static void main(String... args) throws Exception {
    Layer base = Layer.builder().file("a/b", "x").build();
    if (args.length == 2 && args[0].equals("fill")) {
      fill(Integer.parseInt(args[1]), base);
      return;
    }
    Making mounts =
        () -> {
          List<UnionFileSystem> all = new ArrayList<>();
          for (int i = 0; i < CONTAINERS; i++) {
            all.add(UnionFileSystem.builder().lower(base).mount());
            Files.exists(all.get(i).getPath("/a/b"));
          }
          return all;
        };
    mounts.make();
    tell("idle mount", CONTAINERS, mounts);
    for (DriverKind kind : List.of(DriverKind.OVERLAY2, DriverKind.BLOCK)) {
      StorageDriver driver = StorageDriver.inMemory(kind, () -> Instant.EPOCH);
      DriverImage image = driver.addImage(List.of(new ImageLayer(LabImage.digest("x"), base)));
      driver.createContainer(image);
      tell(
          "idle container of " + kind.label(),
          ON_DRIVERS,
          () -> {
            for (int i = 0; i < ON_DRIVERS; i++) {
              driver.createContainer(image);
            }
            return List.of(driver);
          });
    }
    tell("layer of a directory and a file", LAYERS, () -> chain(LAYERS));
    tell("the same, with what it takes when merged", CHAIN, () -> mounted(chain(CHAIN)));
    tell("entry of 200,000 in 100 layers, merged", 200_000, () -> mounted(wide()));
  }

  /** Whether that many idle containers fit into the heap: it ends with an error if not. */
  private static void fill(int count, Layer base) throws Exception {
    StorageDriver driver = StorageDriver.inMemory(DriverKind.OVERLAY2, () -> Instant.EPOCH);
    DriverImage image = driver.addImage(List.of(new ImageLayer(LabImage.digest("x"), base)));
    for (int i = 0; i < count; i++) {
      driver.createContainer(image);
    }
    System.out.println(count + " containers: " + used() + " bytes of heap");
    Reference.reachabilityFence(driver);
  }

  private static List<Layer> chain(int count) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(Layer.builder().named("layer " + i).file("d/f" + i, "x").build());
    }
    return layers;
  }

  private static List<Layer> wide() {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      LayerBuilder layer = Layer.builder();
      for (int k = 0; k < 2000; k++) {
        layer.file("d" + k % 100 + "/f" + i + "-" + k, Content.EMPTY);
      }
      layers.add(layer.build());
    }
    return layers;
  }

  private static List<?> mounted(List<Layer> layers) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    layers.forEach(builder::lower);
    UnionFileSystem shown = builder.mount();
    try (Stream<Path> all = Files.walk(shown.getPath("/"))) {
      all.forEach(any -> {});
    }
    return List.of(shown, layers);
  }

  private static void tell(String what, int count, Making making) throws Exception {
    long before = used();
    Object kept = making.make();
    System.out.println(what + ": " + (used() - before) / count + " bytes");
    Reference.reachabilityFence(kept);
  }

  private static long used() throws Exception {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(50);
      // Each mount lets go of the names of those that are gone.
      UnionFileSystem.builder().lower(Layer.builder().build()).mount().close();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
