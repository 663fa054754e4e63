package io.unionfs.medium;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Closes several things, none of which is to stay open because another fails. */
final class Closing {
  private Closing() {}

  /** Closes all, in order, whatever fails, and then fails as the first that did. */
  static void all(List<? extends Closeable> all) throws IOException {
    IOException failure = null;
    for (Closeable one : all) {
      try {
        one.close();
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
