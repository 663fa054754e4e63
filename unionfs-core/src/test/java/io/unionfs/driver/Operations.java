package io.unionfs.driver;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Operations of programs in a container, the same for the same seed: all that gives the same on
 * every driver, that is, neither renaming directories of the image nor touching its hard links.
 */
final class Operations {
  private final UnionFileSystem tree;
  private final Random random;
  private final Clock clock;
  private final Set<Path> madeDirectories = new HashSet<>();

  /** The image's files that have several names: left alone. */
  private final Set<Path> linked = new HashSet<>();

  private final String prefix;
  private int made;

  /** A clock that the operations set on. */
  static final class Clock implements InstantSource {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public synchronized Instant instant() {
      return now;
    }

    synchronized void tick() {
      now = now.plus(Duration.ofNanos(1_000_000_001));
    }
  }

  Operations(UnionFileSystem tree, Clock clock, long seed) throws IOException {
    this.tree = tree;
    this.clock = clock;
    this.random = new Random(seed);
    this.prefix = "n" + seed + "-";
    for (Path file : regularFiles()) {
      if (FullCopy.names(file) > 1) {
        linked.add(file);
      }
    }
  }

  void run(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      clock.tick();
      one();
    }
  }

  private void one() throws IOException {
    Path file = anyFile();
    Path directory = any(directories());
    switch (random.nextInt(15)) {
      case 0 -> Files.write(fresh(directory), SampleImage.bytes(random.nextInt(9000), made));
      case 1 -> Files.write(file, SampleImage.bytes(1 + random.nextInt(100), made++), APPEND);
      case 2 -> overwrite(file);
      case 3 -> truncate(file);
      case 4 -> Files.setAttribute(file, "unix:mode", random.nextInt(01000));
      case 5 -> Files.setAttribute(file, "unix:uid", random.nextInt(5));
      case 6 -> Files.setAttribute(file, "user:n" + random.nextInt(3), new byte[] {(byte) made});
      case 7 ->
          Files.getFileAttributeView(file, BasicFileAttributeView.class)
              .setTimes(FileTime.fromMillis(random.nextInt(1 << 30)), null, null);
      case 8 -> Files.delete(file);
      case 9 -> {
        Path path = fresh(directory);
        Files.createDirectory(path);
        madeDirectories.add(path);
      }
      case 10 -> Files.createSymbolicLink(fresh(directory), tree.getPath("target" + made));
      case 11 -> Files.createLink(fresh(directory), file);
      case 12 -> Files.move(file, fresh(directory));
      case 13 -> special(directory);
      default -> {
        if (random.nextInt(4) == 0) {
          moveOrDelete(directory);
        } else {
          Files.setAttribute(directory, "unix:mode", 0700 | random.nextInt(0100));
        }
      }
    }
  }

  private void overwrite(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      int length = 1 + random.nextInt(6000);
      long at = (long) (random.nextDouble() * (channel.size() + 1));
      channel.write(ByteBuffer.wrap(SampleImage.bytes(length, made++)), at);
    }
  }

  private void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.truncate((long) (random.nextDouble() * channel.size()));
    }
  }

  private void special(Path directory) throws IOException {
    if (random.nextBoolean()) {
      UnionFiles.createFifo(fresh(directory));
    } else {
      Path copy = fresh(directory);
      Path source = directories().get(0);
      Files.createDirectory(copy);
      madeDirectories.add(copy);
      Files.setLastModifiedTime(copy, Files.getLastModifiedTime(source));
    }
  }

  private void moveOrDelete(Path directory) throws IOException {
    if (madeDirectories.contains(directory)) {
      Path to = fresh(tree.getPath("/"));
      Files.move(directory, to);
      madeDirectories.remove(directory);
      madeDirectories.add(to);
    } else if (directory.getNameCount() > 0
        && linked.stream().noneMatch(file -> file.startsWith(directory))) {
      delete(directory);
    }
  }

  static void delete(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private Path fresh(Path directory) {
    return directory.resolve(prefix + made++);
  }

  /** A regular file, made when there is none. */
  private Path anyFile() throws IOException {
    List<Path> files = regularFiles();
    files.removeAll(linked);
    return files.isEmpty() ? Files.createFile(fresh(tree.getPath("/"))) : any(files);
  }

  private List<Path> regularFiles() throws IOException {
    try (var all = Files.walk(tree.getPath("/"))) {
      return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .collect(Collectors.toList());
    }
  }

  private List<Path> directories() throws IOException {
    try (var all = Files.walk(tree.getPath("/"))) {
      return all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    }
  }

  private Path any(List<Path> paths) {
    return paths.get(random.nextInt(paths.size()));
  }
}
