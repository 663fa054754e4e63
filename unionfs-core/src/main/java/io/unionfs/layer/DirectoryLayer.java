package io.unionfs.layer;

import java.io.IOException;
import java.nio.file.Path;

/** A directory tree as a layer. */
final class DirectoryLayer {
  private DirectoryLayer() {}

  static TreeLayer open(Path root, DirectoryFormat format) throws IOException {
    throw new IOException("being written on branch archive: " + root + format);
  }
}
