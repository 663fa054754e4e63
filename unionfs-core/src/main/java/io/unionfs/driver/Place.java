package io.unionfs.driver;

import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

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

  /** Removes what is here. */
  void clear() throws IOException {
    if (directory == null || !Files.exists(directory)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> below = Files.walk(directory)) {
      all = below.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
