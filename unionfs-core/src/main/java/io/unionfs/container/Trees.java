package io.unionfs.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Directories of the store with all that is in them. Symbolic links are never followed. */
final class Trees {
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

  /** Removes what is at {@code path}, if anything. */
  static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      deleteIn(path);
    }
    Files.deleteIfExists(path);
  }

  /** Removes what is in {@code directory}. */
  static void deleteIn(Path directory) throws IOException {
    for (Path child : children(directory)) {
      delete(child);
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
