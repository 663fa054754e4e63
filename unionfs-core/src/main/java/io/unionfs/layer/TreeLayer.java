package io.unionfs.layer;

import java.nio.file.Path;

/** A layer in the form of a directory tree, whiteouts and opaque marks in their places. */
public non-sealed interface TreeLayer extends Layer {
  /** The layer's root directory. */
  Entry.Directory root();

  /** The directory that the layer is read from, its path real; null when it is none. */
  default Path directory() {
    return null;
  }
}
