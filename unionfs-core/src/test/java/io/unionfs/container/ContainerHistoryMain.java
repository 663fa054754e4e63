package io.unionfs.container;

import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Images;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/**
 * Does something to the containers of a store, again and again, until it is killed: each step as
 * drawn from a seed. It tells of each step on its output, before it is begun.
 */
final class ContainerHistoryMain {
  private static final int MOST = 6;

  private final ContainerEngine engine;
  private final Random random;

  private ContainerHistoryMain(ContainerEngine engine, Random random) {
    this.engine = engine;
    this.random = random;
  }

  /**
   * @param arguments the store's directory, the seed
   */
  public static void main(String[] arguments) throws IOException {
    long seed = Long.parseLong(arguments[1]);
    Store store = Store.open(Path.of(arguments[0]), InstantSource.system());
    try (ContainerEngine engine =
        ContainerEngine.open(store, InstantSource.system(), new Random(seed))) {
      new ContainerHistoryMain(engine, new Random(seed)).run();
    }
  }

  private void run() throws IOException {
    while (true) {
      try {
        step();
      } catch (StoreException e) {
        // Refused, as it should be: paused, not running, a name that is taken.
      }
    }
  }

  private void step() throws IOException {
    List<Container> all = engine.list();
    if (all.isEmpty() || all.size() < MOST && random.nextInt(4) == 0) {
      tell("create");
      create();
      return;
    }
    Container container = all.get(random.nextInt(all.size()));
    int what = random.nextInt(all.size() < MOST ? 12 : 14);
    switch (what) {
      case 0 -> {
        tell("start");
        container.start();
      }
      case 1 -> {
        tell("stop");
        container.stop();
      }
      case 2 -> {
        tell("pause");
        container.pause();
      }
      case 3 -> {
        tell("restart");
        container.restart();
      }
      case 4 -> {
        tell("rename");
        container.rename("name" + random.nextInt(MOST));
      }
      case 5 -> {
        tell("commit");
        ImageReference name = ImageReference.parse("made" + random.nextInt(3));
        container.commit(CommitSpec.of(name));
      }
      case 6 -> {
        tell("remove an image");
        engine.store().images().remove("made" + random.nextInt(3), Images.Removal.FORCED);
        engine.store().collect();
      }
      case 7 -> {
        tell("prune volumes");
        engine.volumes().prune();
      }
      case 8, 9, 10, 11 -> {
        tell("write");
        write(container);
      }
      default -> {
        tell("remove");
        container.remove(Removal.FORCED, random.nextBoolean() ? VolumesOf.KEPT : VolumesOf.REMOVED);
      }
    }
  }

  private void create() throws IOException {
    String image = random.nextInt(3) == 0 ? "made" + random.nextInt(3) : "base";
    ContainerSpec spec = ContainerSpec.of(image);
    if (random.nextBoolean()) {
      spec = spec.withName("name" + random.nextInt(MOST));
    }
    switch (random.nextInt(4)) {
      case 0 -> spec = spec.withMount(MountSpec.parseVolume("vol" + random.nextInt(2) + ":/data"));
      case 1 -> spec = spec.withMount(MountSpec.parseVolume("/made/here"));
      case 2 -> spec = spec.withMount(MountSpec.parseTmpfs("/run"));
      default -> {}
    }
    engine.create(spec);
  }

  private void write(Container container) throws IOException {
    try (UnionFileSystem files = container.files()) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        Path directory =
            files.getPath(List.of("/etc", "/data", "/old", "/").get(random.nextInt(4)));
        Path file = directory.resolve("f" + random.nextInt(4));
        if (!Files.isDirectory(directory)) {
          Files.createDirectory(directory);
        } else if (random.nextInt(4) == 0) {
          Files.deleteIfExists(file);
        } else {
          Files.writeString(file, "x".repeat(random.nextInt(5000)));
        }
      }
    }
  }

  private static void tell(String what) {
    System.out.println(what);
    System.out.flush();
  }
}
