package io.unionfs.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Changes a tree on the host at random: everything that a layer can say comes up. Names are few, so
 * that what was removed comes back as something else.
 */
final class RandomChanges {
  private static final String[] NAMES = {"a", "b", "c", "d", "e", "lib", "x.conf", "..dots"};
  private static final int[] MODES = {0644, 0755, 0600, 04755, 02755, 01777, 0, 0444};

  private final Path root;
  private final Random random;

  RandomChanges(Path root, Random random) {
    this.root = root;
    this.random = random;
  }

  /** Changes {@code count} things, then sets the times of all directories touched. */
  void make(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      change();
    }
    settle();
  }

  private void change() throws IOException {
    List<Path> all = paths();
    Path any = all.get(random.nextInt(all.size()));
    Path directory = Files.isDirectory(any, LinkOption.NOFOLLOW_LINKS) ? any : any.getParent();
    Path child = directory.resolve(NAMES[random.nextInt(NAMES.length)]);
    switch (random.nextInt(14)) {
      case 0, 1 -> remove(any);
      case 2, 3 -> make(child);
      case 4 -> {
        remove(child);
        Files.createDirectory(child);
        make(child.resolve("a"));
        make(child.resolve("b"));
      }
      case 5 -> {
        remove(child);
        Path target = all.get(random.nextInt(all.size()));
        Path link =
            random.nextBoolean()
                ? Path.of("/").resolve(root.relativize(target))
                : directory.relativize(target);
        Files.createSymbolicLink(child, link.toString().isEmpty() ? Path.of(".") : link);
      }
      case 6 -> {
        if (Files.isRegularFile(any, LinkOption.NOFOLLOW_LINKS) && !any.equals(child)) {
          remove(child);
          if (Files.exists(any, LinkOption.NOFOLLOW_LINKS)) {
            Files.createLink(child, any);
          }
        }
      }
      case 7, 8 -> {
        if (Files.isRegularFile(any, LinkOption.NOFOLLOW_LINKS)) {
          Files.writeString(any, "more" + random.nextInt(), StandardOpenOption.APPEND);
          touch(any);
        }
      }
      case 9, 10 -> {
        if (!Files.isSymbolicLink(any)) {
          Files.setAttribute(any, "unix:mode", MODES[random.nextInt(MODES.length)]);
        }
      }
      case 11 ->
          Files.setAttribute(any, "unix:uid", random.nextInt(3) * 1000, LinkOption.NOFOLLOW_LINKS);
      case 12 -> touch(any);
      default -> {
        if (!any.equals(root)) {
          remove(any);
          make(any);
        }
      }
    }
  }

  private void make(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      remove(path);
    }
    if (!Files.isDirectory(path.getParent(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> Files.createDirectory(path);
      case 1 -> Files.createSymbolicLink(path, Path.of(NAMES[random.nextInt(NAMES.length)]));
      default -> Files.write(path, ("new" + random.nextInt()).getBytes(StandardCharsets.US_ASCII));
    }
    touch(path);
  }

  private void remove(Path path) throws IOException {
    if (path.equals(root) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> below = Files.walk(path)) {
      for (Path each : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private void touch(Path path) throws IOException {
    if (Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      return; // Java would open the device
    }
    Instant time = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(9_999_999));
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(FileTime.from(time), null, null);
  }

  /** Gives whatever was touched by the clock a time of whole seconds, as tars hold them. */
  private void settle() throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            return settle(file, found);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            return settle(directory, Files.readAttributes(directory, BasicFileAttributes.class));
          }

          private FileVisitResult settle(Path path, BasicFileAttributes found) throws IOException {
            if (found.lastModifiedTime().toInstant().getNano() != 0) {
              touch(path);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private List<Path> paths() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> below = Files.walk(root)) {
      below.sorted().forEach(all::add);
    }
    return all;
  }
}
