package io.unionfs.layer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/**
 * One read-only layer: what it says of names, nothing of what lies above or below it. A layer never
 * changes while it is in use. Safe for use by many threads.
 *
 * <p>There are two kinds, and they are put on one another differently. A {@link TreeLayer} is
 * <em>stacked</em>, by name, as Linux overlayfs does; an {@link ArchiveLayer} is <em>applied</em>,
 * entry after entry, as the OCI image specification says (layer.md).
 */
public sealed interface Layer extends Closeable permits TreeLayer, ArchiveLayer {

  /** What the layer is called in messages: the path it was given by, or an abbreviated digest. */
  String name();

  /** Releases what the layer holds open. Content not yet read is lost. */
  @Override
  default void close() throws IOException {}

  /** A layer written in code. */
  static LayerBuilder builder() {
    return new LayerBuilder();
  }

  /** The directory {@code root} as a layer, in the format {@link DirectoryFormat#USERXATTR}. */
  static TreeLayer ofDirectory(Path root) throws IOException {
    return ofDirectory(root, DirectoryFormat.USERXATTR);
  }

  /**
   * The directory {@code root}, on any filesystem, as a layer. Directories are read when they are
   * first looked at. Nothing is guessed: only the marks of {@code format} are marks.
   *
   * @throws IOException if {@code root} is not a directory or cannot be read
   */
  static TreeLayer ofDirectory(Path root, DirectoryFormat format) throws IOException {
    return DirectoryLayer.open(root, format);
  }

  /**
   * The layer archive {@code file}: a tar, plain or compressed by gzip or zstd. A plain tar is read
   * in place; a compressed one is decompressed once, to memory.
   *
   * @throws LayerException if it is not a layer archive, or is damaged
   * @throws IOException if it cannot be read
   */
  static ArchiveLayer ofArchive(Path file) throws IOException {
    return archiveReader().read(file, Unpack.toMemory());
  }

  /**
   * The layer archive {@code file}, decompressed, where it is compressed, as {@code unpack} says.
   *
   * @throws LayerException if it is not a layer archive, or is damaged
   * @throws IOException if it cannot be read
   */
  static ArchiveLayer ofArchive(Path file, Unpack unpack) throws IOException {
    return archiveReader().read(file, unpack);
  }

  private static ArchiveReader archiveReader() {
    // The reader lives in a package above this one; the service keeps the import downward.
    return ServiceLoader.load(ArchiveReader.class, Layer.class.getClassLoader())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no reader of layer archives is installed"));
  }
}
