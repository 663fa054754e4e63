package io.unionfs.driver;

import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where the files of one container are.
 *
 * @param directory null for memory
 */
record Place(Path directory) {
  private static final String UPPER = "upper";
  private static final String WORK = "work";

  /** Has the writable layer of a mount put here. */
  UnionFileSystemBuilder upperOf(UnionFileSystemBuilder mount) {
    return directory == null
        ? mount
        : mount.upperOnFirstWrite(directory.resolve(UPPER), directory.resolve(WORK));
  }

  /** A place beside this one for a short while. */
  Place beside(String name) {
    return new Place(
        directory == null ? null : directory.resolveSibling(directory.getFileName() + name));
  }

  /** Removes what is here, also where permissions keep its owner out. */
  void clear() throws IOException {
    if (directory == null || !Files.exists(directory)) {
      return;
    }
    List<Path> directories = new ArrayList<>();
    Deque<Path> pending = new ArrayDeque<>(List.of(directory));
    while (!pending.isEmpty()) {
      Path next = pending.pop();
      directories.add(next);
      if (!Files.isExecutable(next) || !Files.isWritable(next) || !Files.isReadable(next)) {
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwx------"));
      }
      try (DirectoryStream<Path> children = Files.newDirectoryStream(next)) {
        for (Path child : children) {
          if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            pending.push(child);
          } else {
            Files.delete(child);
          }
        }
      }
    }
    for (int i = directories.size() - 1; i >= 0; i--) {
      Files.delete(directories.get(i));
    }
  }
}
