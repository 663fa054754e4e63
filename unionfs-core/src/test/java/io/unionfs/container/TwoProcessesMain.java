package io.unionfs.container;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;

/** The other process of a test of two. */
final class TwoProcessesMain {
  static final int NAMES = 20;

  private TwoProcessesMain() {}

  /**
   * @param arguments what to do, the store's directory, the seed
   */
  public static void main(String[] arguments) throws IOException {
    Random random = new Random(Long.parseLong(arguments[2]));
    Store store = Store.open(Path.of(arguments[1]), InstantSource.system());
    try (ContainerEngine engine = ContainerEngine.open(store, InstantSource.system(), random)) {
      switch (arguments[0]) {
        case "hold" -> hold(engine.get("web"));
        case "create" -> System.out.println(create(engine));
        case "change" -> change(engine.list().get(0), random);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /** Has the files of a container open until it is told to go on. */
  private static void hold(Container container) throws IOException {
    try (UnionFileSystem files = container.files()) {
      ContainerFixture.write(files, "/held", "by the other");
      System.out.println("open");
      System.in.read();
    }
  }

  /** How many containers it makes of names that another process wants as well. */
  static int create(ContainerEngine engine) throws IOException {
    int made = 0;
    for (int i = 0; i < NAMES; i++) {
      try {
        engine.create(ContainerSpec.of("base").withName("name" + i));
        made++;
      } catch (StoreException e) {
        if (!e.getMessage().contains("is already in use")) {
          throw e;
        }
      }
    }
    return made;
  }

  /** Changes one container's state and name while another process does. */
  static void change(Container container, Random random) throws IOException {
    for (int i = 0; i < 200; i++) {
      try {
        switch (random.nextInt(6)) {
          case 0 -> container.start();
          case 1 -> container.stop();
          case 2 -> container.pause();
          case 3 -> container.unpause();
          case 4 -> container.rename("web" + random.nextInt(3));
          default -> container.details();
        }
      } catch (StoreException e) {
        if (e.getMessage().contains("damaged") || e.getMessage().contains("No such")) {
          throw e;
        }
      }
    }
  }

  /** Removes a container while others do: one of them succeeds. */
  static boolean remove(Container container) throws IOException {
    try {
      container.remove(Removal.FORCED, VolumesOf.KEPT);
      return true;
    } catch (StoreException e) {
      if (!e.getMessage().startsWith("No such container")) {
        throw e;
      }
      return false;
    }
  }
}
