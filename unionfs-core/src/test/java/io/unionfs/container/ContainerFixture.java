package io.unionfs.container;

import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/** An engine on a store of its own, with a clock that a test turns. */
final class ContainerFixture implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  final ContainerEngine engine;
  private final Turned clock;

  private ContainerFixture(Store store, long seed, Turned clock) throws IOException {
    this.clock = clock;
    this.engine = ContainerEngine.open(store, clock, new Random(seed));
  }

  private static final class Turned implements InstantSource {
    private Instant now = START;

    @Override
    public synchronized Instant instant() {
      return now;
    }

    synchronized void by(Duration duration) {
      now = now.plus(duration);
    }
  }

  static ContainerFixture inMemory() throws IOException {
    return new ContainerFixture(Store.inMemory(), 1, new Turned());
  }

  static ContainerFixture onDisk(Path directory) throws IOException {
    return onDisk(directory, 1);
  }

  /**
   * @param seed of ids and names, which two engines on one store have to have different
   */
  static ContainerFixture onDisk(Path directory, long seed) throws IOException {
    Turned clock = new Turned();
    return new ContainerFixture(Store.open(directory, clock), seed, clock);
  }

  void pass(Duration duration) {
    clock.by(duration);
  }

  Instant now() {
    return clock.instant();
  }

  /** Puts files into a tree. */
  interface Filling {
    void fill(UnionFileSystem files) throws IOException;
  }

  /** An image of one layer. */
  StoredImage image(String name, Filling filling, String... changes) throws IOException {
    Path tar = Files.createTempFile("image", ".tar");
    try {
      try (UnionFileSystem files =
          UnionFileSystem.builder().lower(Layer.builder().build()).clock(clock).mount()) {
        filling.fill(files);
        try (OutputStream out = Files.newOutputStream(tar)) {
          files.writeTree(out);
        }
      }
      return engine.importTar(
          tar,
          ImageReference.parse(name),
          Platform.parse("linux/amd64"),
          List.of(changes),
          "",
          ProgressListener.NONE);
    } finally {
      Files.delete(tar);
    }
  }

  /** {@code base}: a small system with some data and a command. */
  StoredImage base() throws IOException {
    return image(
        "base",
        files -> {
          Files.createDirectories(files.getPath("/etc"));
          write(files, "/etc/passwd", "root:x:0:0::/:/bin/sh\napp:x:7:8::/:/bin/sh\n");
          write(files, "/etc/motd", "hello\n");
          Files.createDirectories(files.getPath("/data/sub"));
          write(files, "/data/f", "data\n");
          Files.setAttribute(files.getPath("/data"), "unix:mode", 0750);
          Files.setAttribute(files.getPath("/data"), "unix:uid", 5);
          Files.setAttribute(files.getPath("/data"), "unix:gid", 6);
          Files.setAttribute(files.getPath("/data/f"), "unix:uid", 5);
          Files.createDirectories(files.getPath("/old"));
          write(files, "/old/x", "gone\n");
          Files.createDirectories(files.getPath("/bin"));
          write(files, "/bin/sh", "#!\n");
        },
        "CMD [\"sleep\",\"1000\"]",
        "ENV A=b",
        "LABEL made=here");
  }

  Container create(ContainerSpec spec) throws IOException {
    return engine.create(spec);
  }

  /** A container of {@code base} that runs. */
  Container running(String name) throws IOException {
    Container container = engine.create(ContainerSpec.of("base").withName(name));
    container.start();
    return container;
  }

  static void write(UnionFileSystem files, String path, String text) throws IOException {
    Files.writeString(files.getPath(path), text);
  }

  /** Writes a file in a container, whatever its state. */
  static void write(Container container, String path, String text) throws IOException {
    try (UnionFileSystem files = container.files()) {
      write(files, path, text);
    }
  }

  static String read(Container container, String path) throws IOException {
    try (UnionFileSystem files = container.files()) {
      return Files.readString(files.getPath(path));
    }
  }

  static boolean exists(Container container, String path) throws IOException {
    try (UnionFileSystem files = container.files()) {
      return Files.exists(files.getPath(path));
    }
  }

  /** Copies a directory of the host, for a store as it was at some moment. */
  static void copyTree(Path source, Path target) throws IOException {
    try (var all = Files.walk(source)) {
      for (Path path : all.toList()) {
        Files.copy(
            path,
            target.resolve(source.relativize(path).toString()),
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
