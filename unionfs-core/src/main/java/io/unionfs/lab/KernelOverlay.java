package io.unionfs.lab;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Layers in directories of the host's tmpfs, which the kernel's overlayfs stacks. */
final class KernelOverlay implements Closeable {
  private static final Path TMPFS = Path.of("/dev/shm");
  private static final int PATIENCE_SECONDS = 120;
  private static final String OPTIONS = "redirect_dir=off,metacopy=off,index=off,xino=off";

  private final Path directory;
  private final Path said;
  private final int layers;
  private int mounts;

  private KernelOverlay(Path directory, Path said, int layers) {
    this.directory = directory;
    this.said = said;
    this.layers = layers;
  }

  /** Why the kernel cannot be asked here; empty if it can. */
  static Optional<String> whyNot() {
    if (!Files.isWritable(TMPFS)) {
      return Optional.of(TMPFS + " is not writable");
    }
    try {
      Path scratch = Files.createTempDirectory("unionfs-lab");
      try (KernelOverlay overlay =
              of(scratch, List.of(Layer.builder().file("probe", "x").build()));
          Mounted mounted = overlay.mount()) {
        return Files.exists(mounted.path("/probe"))
            ? Optional.empty()
            : Optional.of("the mount shows nothing");
      } finally {
        remove(scratch);
      }
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Writes layers of directories and small files, without attributes, to be mounted.
   *
   * @param scratch where what mount(8) says is kept
   * @param chain the bottom one first
   */
  static KernelOverlay of(Path scratch, List<Layer> chain) throws IOException {
    // Names are short: the option lowerdir of 500 layers must fit into a page.
    Path directory = Files.createTempDirectory(TMPFS, "ul");
    KernelOverlay overlay =
        new KernelOverlay(directory, Files.createTempFile(scratch, "mount", ".txt"), chain.size());
    try {
      for (int i = 0; i < chain.size(); i++) {
        write(chain.get(i), Files.createDirectory(directory.resolve(Integer.toString(i))));
      }
      return overlay;
    } catch (IOException | RuntimeException e) {
      overlay.close();
      throw e;
    }
  }

  /** {@code count} layers with nothing in them: to mount them, nothing else is needed. */
  static KernelOverlay empty(Path scratch, int count) throws IOException {
    return of(scratch, Collections.nCopies(count, Layer.builder().build()));
  }

  /** Where the layers are, called 0, 1, … from the bottom one. */
  Path directory() {
    return directory;
  }

  private static void write(Layer layer, Path to) throws IOException {
    try (UnionFileSystem shown = UnionFileSystem.builder().readOnly().lower(layer).mount()) {
      Path root = shown.getPath("/");
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path made, BasicFileAttributes attributes)
                throws IOException {
              Files.createDirectories(to.resolve(root.relativize(made).toString()));
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.copy(file, to.resolve(root.relativize(file).toString()));
              return FileVisitResult.CONTINUE;
            }
          });
    }
  }

  /** A fresh mount, with a writable layer of its own. */
  Mounted mount() throws IOException {
    int number = mounts++;
    Path point = Files.createDirectory(directory.resolve("m" + number));
    Files.createDirectory(directory.resolve("u" + number));
    Files.createDirectory(directory.resolve("w" + number));
    String lower =
        IntStream.iterate(layers - 1, i -> i >= 0, i -> i - 1)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(":"));
    String options =
        "lowerdir=" + lower + ",upperdir=u" + number + ",workdir=w" + number + "," + OPTIONS;
    run(List.of("mount", "-t", "overlay", "-o", options, "unionfs-lab", point.toString()));
    return new Mounted(this, point);
  }

  /** A mount, until it is closed. */
  record Mounted(KernelOverlay overlay, Path point) implements Closeable {
    Path path(String absolute) {
      return Path.of(point + absolute);
    }

    @Override
    public void close() throws IOException {
      overlay.run(List.of("umount", point.toString()));
    }
  }

  @Override
  public void close() throws IOException {
    remove(directory);
    Files.deleteIfExists(said);
  }

  private static void remove(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path left, IOException failure)
              throws IOException {
            Files.delete(left);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void run(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    // The newer system calls take no option longer than 255 bytes.
    builder.environment().put("LIBMOUNT_FORCE_MOUNT2", "always");
    await(builder.start(), command.get(0), said);
  }

  /** Waits for {@code process}, which says to {@code said} what went wrong. */
  static void await(Process process, String name, Path said) throws IOException {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(name + " did not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
    if (process.exitValue() != 0) {
      String text = Files.readString(said).strip();
      throw new IOException(name + ": " + text.lines().findFirst().orElse("failed"));
    }
  }
}
