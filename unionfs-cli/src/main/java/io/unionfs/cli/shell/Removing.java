package io.unionfs.cli.shell;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Removes trees. */
final class Removing extends SimpleFileVisitor<Path> {
  private final Stop stop;

  private Removing(Stop stop) {
    this.stop = stop;
  }

  /** Removes {@code path} and all below it, following no links. */
  static void tree(Path path, Stop stop) throws IOException {
    Files.walkFileTree(path, new Removing(stop));
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    stop.check();
    Files.delete(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    Files.delete(directory);
    return FileVisitResult.CONTINUE;
  }
}
