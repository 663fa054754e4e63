package io.unionfs.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Watches that what is written leaves some room on the filesystem. Not for many threads. */
final class Space {
  /** What stays free, so that a load stops before everybody else does. */
  private static final long RESERVE = 16 << 20;

  private static final long STEP = 64 << 20;

  private final Path place;
  private final FileStore store;
  private long next;

  private Space(Path place) throws IOException {
    this.place = place;
    this.store = Files.getFileStore(place);
  }

  static Space of(Path place) throws IOException {
    return new Space(place);
  }

  /** Looks again when {@code written} bytes have grown by some. */
  void check(long written) throws IOException {
    if (written >= next) {
      next = written + STEP;
      require(0);
    }
  }

  /**
   * Checks that {@code bytes} have room.
   *
   * @throws StoreException if they have not
   */
  void require(long bytes) throws IOException {
    long free = store.getUsableSpace();
    if (free < bytes || free - bytes < RESERVE) {
      throw new StoreException(
          "there is too little room where the store is: "
              + free
              + " bytes are free, "
              + (bytes + RESERVE)
              + " are needed, those that stay free included");
    }
  }
}
