package io.unionfs.layer;

import java.io.IOException;
import java.nio.file.Path;

/** The service behind {@link Layer#ofArchive}: reads layer archives. */
public interface ArchiveReader {
  /**
   * Reads the archive {@code file}, decompressing it, where it is compressed, as {@code unpack}
   * says.
   *
   * @throws LayerException if it is not a layer archive, or is damaged
   * @throws IOException if it cannot be read
   */
  ArchiveLayer read(Path file, Unpack unpack) throws IOException;
}
