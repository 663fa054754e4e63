package io.unionfs.medium;

import io.unionfs.layer.Content;

/** The data of a file of a writable layer that nobody writes any more: content of a lower layer. */
public interface StoredData extends Content {
  /** The file. */
  UpperFile file();
}
