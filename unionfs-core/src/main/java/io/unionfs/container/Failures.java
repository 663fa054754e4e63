package io.unionfs.container;

import java.io.Closeable;
import java.io.IOException;

/** Several steps of which each is done, whatever became of the others. */
final class Failures {
  private Failures() {}

  /** The first failure, with the later one added to it. */
  static IOException first(IOException earlier, IOException later) {
    if (earlier == null) {
      return later;
    }
    earlier.addSuppressed(later);
    return earlier;
  }

  /** Closes all, the first of them first; the first failure is thrown at the end. */
  static void closeAll(Iterable<? extends Closeable> all) throws IOException {
    IOException failure = null;
    for (Closeable each : all) {
      try {
        each.close();
      } catch (IOException e) {
        failure = first(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Closes all because of {@code failure}, which is what counts. */
  static void closeAll(Iterable<? extends Closeable> all, Throwable failure) {
    try {
      closeAll(all);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
