package io.unionfs.testing;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Things to be closed, the last one first, whatever becomes of the others. Thread-safe. */
final class Closing implements Closeable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>(); // guarded by this

  /** Has {@code resource} closed before those added so far. */
  synchronized <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  private synchronized AutoCloseable next() {
    return open.poll();
  }

  /**
   * Closes all.
   *
   * @throws IOException the first failure, which may be of another unchecked type; later ones are
   *     suppressed in it
   */
  @Override
  public void close() throws IOException {
    Throwable failure = null;
    for (AutoCloseable each = next(); each != null; each = next()) {
      try {
        each.close();
      } catch (Throwable e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure != null) {
      throw failure instanceof IOException exception ? exception : new IOException(failure);
    }
  }

  /** Closes all because of {@code failure}, which is what counts. */
  void closeAfter(Throwable failure) {
    try {
      close();
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }
}
