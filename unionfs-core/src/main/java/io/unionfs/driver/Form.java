package io.unionfs.driver;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;

/** How a driver stores layers and containers. Without state. */
abstract sealed class Form permits UnionForm, FullCopyForm {
  static Form of(DriverKind kind) {
    return switch (kind) {
      case OVERLAY2, OVERLAY2_METACOPY, AUFS -> new UnionForm(kind);
      case VFS -> new FullCopyForm();
      case BLOCK -> new UnionForm(kind);
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

  final List<Change> changes(
      UnionFileSystem fileSystem, StoredLayer image, Place place, InstantSource clock)
      throws IOException {
    return changed(fileSystem, image, place, clock, UnionFileSystem::changes);
  }

  final void writeLayer(
      UnionFileSystem fileSystem,
      StoredLayer image,
      Place place,
      InstantSource clock,
      OutputStream out)
      throws IOException {
    changed(
        fileSystem,
        image,
        place,
        clock,
        overImage -> {
          overImage.writeLayer(out, ProgressListener.NONE);
          return null;
        });
  }
}
