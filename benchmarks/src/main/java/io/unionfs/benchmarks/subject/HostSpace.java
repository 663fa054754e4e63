package io.unionfs.benchmarks.subject;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Directories on tmpfs for subjects of the host. All lie in one, which the command names to its
 * forks and removes in the end, whatever became of them.
 */
public final class HostSpace {
  /** The system property that names the directory; without it, each is in {@code /dev/shm}. */
  public static final String PROPERTY = "unionfs.bench.tmpfs";

  private static final Path MOUNTS = Path.of("/proc/self/mounts");

  private static final Set<Path> MADE = ConcurrentHashMap.newKeySet();
  private static final AtomicBoolean WATCHED = new AtomicBoolean();

  private HostSpace() {}

  private static Path parent() {
    return Path.of(System.getProperty(PROPERTY, "/dev/shm"));
  }

  /** Why there is no tmpfs to write to; empty if there is one. */
  static Optional<String> whyNot() {
    Path parent = parent();
    try {
      if (!Files.isDirectory(parent) || !Files.getFileStore(parent).type().equals("tmpfs")) {
        return Optional.of(parent + " is no tmpfs");
      }
    } catch (IOException e) {
      return Optional.of(parent + ": " + e.getMessage());
    }
    return Files.isWritable(parent) ? Optional.empty() : Optional.of(parent + " is not writable");
  }

  /** A new directory on tmpfs, with a short name: paths of its files are parsed in benchmarks. */
  public static Path newDirectory() throws IOException {
    Path directory = Files.createTempDirectory(parent(), "ub");
    if (!WATCHED.getAndSet(true)) {
      Runtime.getRuntime().addShutdownHook(new Thread(HostSpace::removeLeftovers));
    }
    MADE.add(directory);
    return directory;
  }

  /** What is there because something failed; a process that is killed leaves it to the command. */
  private static void removeLeftovers() {
    for (Path directory : List.copyOf(MADE)) {
      try {
        remove(directory);
      } catch (IOException e) {
        System.err.println(directory + " is left behind: " + e.getMessage());
      }
    }
  }

  /** Unmounts what is mounted below {@code directory}, and removes it with all that it holds. */
  public static void remove(Path directory) throws IOException {
    MADE.remove(directory);
    for (Path point : mountsBelow(directory)) {
      HostMount.run(directory, List.of("umount", "-l", point.toString()));
    }
    if (!Files.isDirectory(directory)) {
      return;
    }
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
          public FileVisitResult postVisitDirectory(Path made, IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(made);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** What is mounted below {@code directory}, the last first. */
  public static List<Path> mountsBelow(Path directory) throws IOException {
    if (!Files.isReadable(MOUNTS)) {
      return List.of();
    }
    List<Path> points =
        new ArrayList<>(
            Files.readAllLines(MOUNTS).stream()
                .map(line -> Path.of(line.split(" ")[1]))
                .filter(point -> point.startsWith(directory))
                .toList());
    Collections.reverse(points);
    return points;
  }
}
