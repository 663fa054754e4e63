package io.unionfs.image;

import io.unionfs.json.DocumentException;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes images, so that Docker, skopeo, umoci, buildah and {@link Image} can read them. Blobs that
 * images share are written once, and each is checked against its digest and size on its way. The
 * same images give the same bytes: nothing is told of the host and the time.
 */
public final class ImageWriter {
  private ImageWriter() {}

  /** The forms of an image in one file, which is a tar. */
  public enum Form {
    /**
     * What {@code docker save} writes: layers uncompressed, named in {@code manifest.json} and
     * {@code repositories}. Since Docker 25 it is an OCI layout too; manifests of compressed layers
     * are replaced.
     */
    DOCKER_ARCHIVE,
    /**
     * An OCI layout: manifests and layers as they are, so that all digests stay. For tools that
     * know OCI's manifests only see {@link NamedImage#asOci}.
     */
    OCI_ARCHIVE
  }

  /**
   * Writes {@code images} to {@code out}, which stays open.
   *
   * @throws ImageException if a blob is not what its digest says, or is missing; what was written
   *     by then is of no use
   * @throws IOException if a blob cannot be read, or {@code out} fails
   */
  public static void write(
      List<NamedImage> images, Form form, OutputStream out, ProgressListener progress)
      throws IOException {
    List<WrittenImage> written = new ArrayList<>();
    for (NamedImage image : images) {
      written.add(
          switch (form) {
            case DOCKER_ARCHIVE -> PlainLayers.of(image, progress);
            case OCI_ARCHIVE -> WrittenImage.asItIs(image);
          });
    }
    new ImageTar(written, out, progress).write(form);
  }

  /**
   * Writes {@code images} to an OCI layout in {@code directory}, which is made if there is none.
   * What it holds already stays; an image there loses a name that one of {@code images} has. The
   * index is replaced at once, after all blobs are there: until then nothing has changed for
   * readers. Of two who add at the same time, one may undo what the other did.
   *
   * @throws ImageException if the directory holds other things than a layout, or a blob is not what
   *     its digest says, or is missing
   * @throws IOException if a blob cannot be read, or the directory not be written
   */
  public static void writeLayout(List<NamedImage> images, Path directory, ProgressListener progress)
      throws IOException {
    try {
      LayoutDirectory layout = LayoutDirectory.open(directory);
      for (NamedImage image : images) {
        layout.add(WrittenImage.asItIs(image), progress);
      }
      layout.finish();
    } catch (DocumentException e) {
      throw ImageException.of(e);
    }
  }
}
