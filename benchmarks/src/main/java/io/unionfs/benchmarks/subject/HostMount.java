package io.unionfs.benchmarks.subject;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A mount by the kernel's overlayfs or fuse-overlayfs. The launcher starts the command in a mount
 * namespace of its own, where it may, so that no mount outlives it; and {@link HostSpace#remove}
 * unmounts what a process that was killed has left.
 */
public final class HostMount implements Closeable {
  /** Every option of overlayfs that has a choice, as it is for {@code overlay}. */
  public static final String OVERLAY_OPTIONS = "redirect_dir=off,metacopy=off,index=off,xino=off";

  /** The same for {@code overlay-metacopy}. */
  public static final String METACOPY_OPTIONS = "redirect_dir=on,metacopy=on,index=off,xino=off";

  private static final int PATIENCE_SECONDS = 60;
  private static final Map<Subject.Kind, Optional<String>> KNOWN =
      new EnumMap<>(Subject.Kind.class);

  private final Path directory;
  private final Path point;

  private HostMount(Path directory, Path point) {
    this.directory = directory;
    this.point = point;
  }

  /** Where it is mounted. */
  Path point() {
    return point;
  }

  /**
   * Mounts the layers {@code 0} to {@code layers - 1} in {@code directory}, the bottom one first,
   * with a new writable layer.
   */
  static HostMount of(Subject.Kind kind, Path directory, int layers, int number)
      throws IOException {
    String upper = "u" + number;
    String work = "w" + number;
    Path point = Files.createDirectory(directory.resolve("m" + number));
    Files.createDirectory(directory.resolve(upper));
    Files.createDirectory(directory.resolve(work));
    String lower =
        IntStream.iterate(layers - 1, i -> i >= 0, i -> i - 1)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(":"));
    String places = "lowerdir=" + lower + ",upperdir=" + upper + ",workdir=" + work;
    List<String> command =
        switch (kind) {
          case OVERLAY -> overlay(places + "," + OVERLAY_OPTIONS, point);
          case OVERLAY_METACOPY -> overlay(places + "," + METACOPY_OPTIONS, point);
          case FUSE_OVERLAYFS -> List.of("fuse-overlayfs", "-o", places, point.toString());
          default -> throw new IllegalArgumentException(kind + " is not mounted on the host");
        };
    run(directory, command);
    return new HostMount(directory, point);
  }

  private static List<String> overlay(String options, Path point) {
    return List.of("mount", "-t", "overlay", "-o", options, "unionfs-bench", point.toString());
  }

  @Override
  public void close() throws IOException {
    run(directory, List.of("umount", point.toString()));
  }

  /** Why this machine cannot mount {@code kind}, found out by a trial; empty if it can. */
  static Optional<String> whyNot(Subject.Kind kind) {
    synchronized (KNOWN) {
      return KNOWN.computeIfAbsent(kind, HostMount::tried);
    }
  }

  private static Optional<String> tried(Subject.Kind kind) {
    Optional<String> noSpace = HostSpace.whyNot();
    if (noSpace.isPresent()) {
      return noSpace;
    }
    try (Lower lower = new Subject(kind, 2).prepare(Trees.directory(2));
        OpenSubject mounted = lower.mount()) {
      return Files.exists(mounted.path(Trees.many(0)))
          ? Optional.empty()
          : Optional.of("the mount shows nothing");
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Runs a program in {@code directory}.
   *
   * @throws IOException if it fails, with what it said, or does not end
   */
  static void run(Path directory, List<String> command) throws IOException {
    Path said = Files.createTempFile("unionfs-bench", ".txt");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      // The newer system calls take no option longer than 255 bytes.
      builder.environment().put("LIBMOUNT_FORCE_MOUNT2", "always");
      Process process = builder.start();
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IOException(command.get(0) + " did not end");
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new InterruptedIOException();
      }
      if (process.exitValue() != 0) {
        String text = Files.readString(said, StandardCharsets.UTF_8).strip();
        throw new IOException(command.get(0) + ": " + text.lines().findFirst().orElse("failed"));
      }
    } finally {
      Files.delete(said);
    }
  }
}
