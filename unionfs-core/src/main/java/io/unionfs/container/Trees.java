package io.unionfs.container;

import io.unionfs.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Directories of the store with all that is in them. Symbolic links are never followed. */
final class Trees {
  /** So many characters have room in the longest path there is, whatever is before them. */
  private static final int LONG_PATH = 800;

  private Trees() {}

  /** What is in {@code directory}; nothing if it is gone. */
  static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return children;
  }

  /**
   * Removes what is at {@code path}, if anything, however deep it is: by renames a tree becomes
   * deeper than a path can say.
   */
  static void delete(Path path) throws IOException {
    Deque<Path> left = new ArrayDeque<>(List.of(path));
    for (int moved = 0; !left.isEmpty(); ) {
      moved = delete(left.remove(), path, moved, left);
    }
  }

  /** Moves what lies too deep beside {@code top}, to be removed later. */
  private static int delete(Path path, Path top, int before, Deque<Path> later) throws IOException {
    int moved = before;
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      for (Path child : children(path)) {
        if (child.toString().length() - top.toString().length() > LONG_PATH
            && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          Path nearer = top.resolveSibling(top.getFileName() + "-deep" + moved++);
          Files.move(child, nearer, StandardCopyOption.ATOMIC_MOVE);
          later.add(nearer);
        } else {
          moved = delete(child, top, moved, later);
        }
      }
    }
    Files.deleteIfExists(path);
    return moved;
  }

  /** Removes what is in {@code directory}. */
  static void deleteIn(Path directory) throws IOException {
    for (Path child : children(directory)) {
      delete(child);
    }
  }

  /**
   * Reads a small file of the store, which may be anything by now.
   *
   * @param limit of further bytes nothing is read
   * @throws NoSuchFileException if it is not there
   * @throws StoreException if it is no file
   */
  static byte[] read(Path file, int limit) throws IOException {
    // Looked at before it is opened: to open a fifo would wait for a writer.
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new StoreException(file + ": is not a regular file");
    }
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(limit);
    }
  }

  /**
   * Refuses what is in the place of a directory of the store, a link above all, which would lead
   * out of it.
   *
   * @throws StoreException if something else is there
   */
  static void checkDirectory(Path directory) throws StoreException {
    if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      throw new StoreException(directory + ": is not a directory; the store is damaged");
    }
  }

  /** Removes what has come to nothing because of {@code failure}, which is what counts. */
  static void forget(Path path, Throwable failure) {
    try {
      delete(path);
    } catch (IOException | UncheckedIOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The bytes of the regular files in {@code directory}, each counted once. */
  static long size(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return 0; // nor where a link is in its place
    }
    return size(directory, new HashSet<>());
  }

  private static long size(Path directory, Set<Object> counted) throws IOException {
    long size = 0;
    for (Path child : children(directory)) {
      BasicFileAttributes attributes;
      try {
        attributes =
            Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        continue; // removed meanwhile
      }
      if (attributes.isDirectory()) {
        size += size(child, counted);
      } else if (attributes.isRegularFile() && isFirst(attributes.fileKey(), counted)) {
        size += attributes.size();
      }
    }
    return size;
  }

  private static boolean isFirst(Object fileKey, Set<Object> counted) {
    return fileKey == null || counted.add(fileKey);
  }
}
