package io.unionfs.driver;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.time.InstantSource;

/** How a driver stores layers and containers. Without state. */
abstract sealed class Form permits UnionForm, FullCopyForm, SnapshotForm {
  static Form of(DriverKind kind) {
    return switch (kind) {
      case OVERLAY2, OVERLAY2_METACOPY, AUFS -> new UnionForm(kind);
      case VFS -> new FullCopyForm();
      case BLOCK -> new SnapshotForm();
    };
  }

  /** What is stored of {@code layer}, those below it are there, and what that takes. */
  abstract StoredLayer.Held layer(StoredLayer layer) throws IOException;

  /**
   * A container that is there now.
   *
   * @param start what making it took
   */
  record Made(UnionFileSystem fileSystem, Work start) {}

  /** Makes a container on {@code image}, its own files in {@code place}. */
  abstract Made container(StoredLayer image, Place place, InstantSource clock) throws IOException;

  abstract WorkCounter.Probing probing();

  /** What {@code container} stands on: nothing, where it has a copy. */
  abstract Stored shared(StoredLayer image);

  /** What is stored for the container alone. */
  abstract Stored unique(UnionFileSystem fileSystem, WorkCounter counter) throws IOException;

  /** What is done with a mount whose lower layers are the image's. */
  interface Reading<T> {
    T read(UnionFileSystem overImage) throws IOException;
  }

  /**
   * Reads what a container changed.
   *
   * @param place for what has to be put somewhere for that
   */
  abstract <T> T changed(
      UnionFileSystem fileSystem,
      StoredLayer image,
      Place place,
      InstantSource clock,
      Reading<T> reading)
      throws IOException;

  /** What was done for a container: what was counted, if the form knows nothing better. */
  Work work(UnionFileSystem fileSystem, WorkCounter counter) {
    return counter.work();
  }
}
