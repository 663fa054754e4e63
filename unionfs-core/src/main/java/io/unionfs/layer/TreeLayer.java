package io.unionfs.layer;

/** A layer in the form of a directory tree, whiteouts and opaque marks in their places. */
public non-sealed interface TreeLayer extends Layer {
  /** The layer's root directory. */
  Entry.Directory root();
}
