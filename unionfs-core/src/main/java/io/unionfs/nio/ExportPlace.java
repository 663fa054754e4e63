package io.unionfs.nio;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where an export is built: a fresh directory beside the target, the owner's alone, that takes the
 * target's place when all is there; or the target, on a filesystem that cannot move a directory
 * with what is in it, as a zip's.
 *
 * @param target a directory that is empty, or nothing
 * @param building where the tree is made
 * @param form what {@code building} is
 */
record ExportPlace(Path target, Path building, Form form) {
  enum Form {
    BESIDE_THE_TARGET,
    NEW_TARGET,
    EMPTY_TARGET
  }

  static ExportPlace prepare(Path target) throws IOException {
    Path absolute = withoutDots(target.toAbsolutePath());
    if (absolute instanceof UnionPath) {
      throw new ProviderMismatchException();
    }
    checkFree(absolute);
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new FileAlreadyExistsException(target.toString(), null, "it has no parent");
    }
    // In the parent as it is now, whatever links lead there.
    Path real = parent.toRealPath();
    Path building = Files.createTempDirectory(real, ".unionfs-export-");
    Path named = real.resolve(absolute.getFileName());
    if (movesDirectories(building)) {
      return new ExportPlace(named, building, Form.BESIDE_THE_TARGET);
    }
    Files.delete(building);
    if (Files.exists(named, LinkOption.NOFOLLOW_LINKS)) {
      return new ExportPlace(named, named, Form.EMPTY_TARGET);
    }
    return new ExportPlace(named, Files.createDirectory(named), Form.NEW_TARGET);
  }

  /** {@code a/.} is {@code a}; but no rename takes the place of what is named so. */
  private static Path withoutDots(Path path) {
    Path shorter = path;
    while (shorter.getFileName() != null && shorter.getFileName().toString().equals(".")) {
      shorter = shorter.getParent();
    }
    return shorter;
  }

  /** A zip's makes an empty directory, and leaves the other with all its files. */
  private static boolean movesDirectories(Path scratch) throws IOException {
    if (scratch.getFileSystem() == FileSystems.getDefault()) {
      return true;
    }
    Path from = Files.createDirectory(scratch.resolve("from"));
    Path to = scratch.resolve("to");
    Files.createDirectory(from.resolve("in"));
    try {
      Files.move(from, to);
    } catch (IOException e) {
      // Then it does not.
    }
    boolean moved = Files.exists(to.resolve("in")) && !Files.exists(from);
    for (Path made : List.of(from.resolve("in"), from, to.resolve("in"), to)) {
      Files.deleteIfExists(made);
    }
    return moved;
  }

  private static void checkFree(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(target)) {
      if (files.iterator().hasNext()) {
        throw new DirectoryNotEmptyException(target.toString());
      }
    }
  }

  /** In one step where the filesystem can: a rename takes the place of an empty directory. */
  void publish() throws IOException {
    if (form != Form.BESIDE_THE_TARGET) {
      return;
    }
    try {
      Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException | FileAlreadyExistsException e) {
      checkFree(target);
      Files.move(building, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Removes what was built so far, because of {@code failure}. */
  void discard(Throwable failure) {
    try {
      List<Path> parentsFirst = new ArrayList<>();
      Deque<Path> pending = new ArrayDeque<>(List.of(building));
      while (!pending.isEmpty()) {
        Path file = pending.pop();
        parentsFirst.add(file);
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          makeUsable(file);
          try (DirectoryStream<Path> files = Files.newDirectoryStream(file)) {
            files.forEach(pending::push);
          }
        }
      }
      int first = form == Form.EMPTY_TARGET ? 1 : 0;
      for (int i = parentsFirst.size() - 1; i >= first; i--) {
        Files.delete(parentsFirst.get(i));
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** It may have its own permissions by now, and those forbid to empty it. */
  private static void makeUsable(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
