package io.unionfs.store;

import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The images of a store. Safe for use by many threads and processes. */
public final class Images {
  Images() {}

  /** All images, the newest first. */
  public List<StoredImage> list() throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The image that {@code text} names: a name with or without tag, a digest, an id or its first
   * digits.
   *
   * @throws StoreException if there is none, or several ids begin so
   */
  public StoredImage get(String text) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** The image with that manifest, also one without a name, or one that only a container holds. */
  public Optional<StoredImage> byManifest(Digest manifest) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads images from a file or directory, as {@code docker load}: all that are in it for the
   * platform, or the one that {@code options} names.
   */
  public List<StoredImage> load(Path file, ImageOptions options, ProgressListener progress)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Adds an image whose blobs are copied and checked, under the names given, perhaps none. */
  public StoredImage add(ImageContent image, List<ImageReference> names, ProgressListener progress)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Gives {@code image} a further name, which another image loses if it had it. */
  public void tag(StoredImage image, ImageReference name) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** How {@link #remove} treats what is in use. */
  public enum Removal {
    IF_UNUSED,
    FORCED
  }

  /** What {@link #remove} did. */
  public record Removed(List<ImageReference> untagged, List<Digest> deleted) {}

  /**
   * Takes a name away, and the image with its last one, as {@code docker rmi}.
   *
   * @throws StoreException if a container holds it, or an id is given that has several names
   */
  public Removed remove(String text, Removal removal) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Which images {@link #prune} removes. */
  public enum Pruned {
    /** Those without a name that no container holds. */
    DANGLING,
    /** All that no container holds. */
    UNUSED
  }

  /** Removes images, and then collects what nothing needs. */
  public Removed prune(Pruned which) throws IOException {
    throw new UnsupportedOperationException();
  }
}
