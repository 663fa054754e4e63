package io.unionfs.image;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file or directory, of the forms that {@link Image} reads, with all the images in it: what
 * {@code docker load} takes. Of an image that is there for several platforms there is one. Safe for
 * use by many threads.
 */
public final class ImageFile implements Closeable {
  private final String name;
  private final Closeable files;
  private final List<Image> images;

  ImageFile(String name, Closeable files, List<Image> images) {
    this.name = name;
    this.files = files;
    this.images = List.copyOf(images);
  }

  /**
   * Opens {@code file}. With a platform in {@code options}, images are left out that do not have
   * it; with a reference there is the one image.
   *
   * @throws ImageException if there is no image in it, one is damaged, or none is for the platform
   * @throws IOException if it cannot be read
   */
  public static ImageFile open(Path file, ImageOptions options) throws IOException {
    return ImageOpener.openAll(file, options);
  }

  /** The file or directory. */
  public String name() {
    return name;
  }

  /** The images, in the file's order; at least one. They are closed with this. */
  public List<Image> images() {
    return images;
  }

  /** Closes the file and its images; a second call does nothing. */
  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (Image image : images) {
      try {
        image.close();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    files.close();
    if (failure != null) {
      throw failure;
    }
  }
}
