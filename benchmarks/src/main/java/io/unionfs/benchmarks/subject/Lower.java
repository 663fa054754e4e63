package io.unionfs.benchmarks.subject;

import java.io.Closeable;
import java.io.IOException;

/** The lower layers of a subject, made once, to be mounted as often as a benchmark wants. */
public interface Lower extends Closeable {
  /**
   * A fresh mount, with an empty writable layer; of a subject without layers, a fresh filesystem
   * with the whole tree. The caller closes it.
   */
  OpenSubject mount() throws IOException;

  /** Removes what was made for the layers, after the mounts. */
  @Override
  void close() throws IOException;
}
