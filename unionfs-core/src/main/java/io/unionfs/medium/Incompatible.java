package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The directory {@code work/incompat} in a work directory, where overlayfs notes what must not be
 * mounted again (Documentation/filesystems/overlayfs.rst, "Volatile mount"). A volatile mount makes
 * {@code volatile/dirty} in it, and leaves it there when it ends; the kernel refuses whatever it
 * finds there, its own or ours, and so do we.
 */
final class Incompatible {
  private static final String VOLATILE = "volatile";

  private Incompatible() {}

  /**
   * Looks for marks that forbid opening.
   *
   * @param area the work area
   * @throws UnsafeUpperException when there is one
   */
  static void check(Storage storage, Path area) throws IOException {
    Path marks = storage.resolve(area, "incompat");
    try {
      for (Path mark : storage.children(marks)) {
        throw new UnsafeUpperException(
            mark.getFileName().toString().equals(VOLATILE)
                ? mark
                    + ": this writable layer was mounted volatile, so data may be missing;"
                    + " remove this directory if you know that the data is good,"
                    + " else start with a new writable layer and work directory"
                : mark
                    + ": this writable layer was written with a feature that is not known here;"
                    + " mount it with what wrote it");
      }
    } catch (NoSuchFileException e) {
      // never mounted so
    }
  }

  /** Marks the layer as one that is not to be opened again. */
  static void markVolatile(Storage storage, Path area) throws IOException {
    Path directory = area;
    for (String name : new String[] {"incompat", VOLATILE}) {
      directory = storage.resolve(directory, name);
      WorkDirectory.createIfMissing(storage, directory);
    }
    try {
      storage.createFile(storage.resolve(directory, "dirty")).close();
    } catch (FileAlreadyExistsException e) {
      // marked already
    }
  }
}
