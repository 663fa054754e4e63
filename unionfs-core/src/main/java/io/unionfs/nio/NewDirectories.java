package io.unionfs.nio;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The directories that a mount makes for its writable layer, to be removed if it is refused. */
final class NewDirectories {
  /** The last made first. */
  private final Deque<Path> made = new ArrayDeque<>();

  /**
   * Makes {@code directory}, and its parents, where they are missing.
   *
   * @param option what the directory is to the mount
   */
  void make(String option, Path directory) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    Path existing = directory.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      missing.push(existing);
      existing = existing.getParent();
    }
    if (existing != null && !Files.isDirectory(existing)) {
      throw new FileSystemException(
          existing.toString(), null, "is not a directory: choose another " + option);
    }
    for (Path next : missing) {
      try {
        Files.createDirectory(next);
        made.push(next);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(next)) {
          throw e;
        }
        // Someone else made it meanwhile.
      }
    }
  }

  /**
   * Removes what was made and is empty. What holds something stays: it may be another mount's, that
   * came in between.
   */
  void removeAll() {
    for (Path directory : made) {
      try {
        Files.delete(directory);
      } catch (IOException e) {
        // The failure to be told is that of the mount.
      }
    }
    made.clear();
  }
}
