package io.unionfs.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open channels of one mount, or of one view of it, so that closing it closes them. A channel
 * that is forgotten stays here, and its file open, until the filesystem is closed.
 */
final class OpenFiles {
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Those of the mount that this is a view of; null for the mount's own. */
  private final OpenFiles mountWide;

  OpenFiles() {
    this(null);
  }

  OpenFiles(OpenFiles mountWide) {
    this.mountWide = mountWide;
  }

  /** Takes note of {@code file}, unless everything was closed meanwhile: then closes it. */
  <T extends Closeable> T register(T file) throws IOException {
    open.add(file);
    if (mountWide != null) {
      mountWide.open.add(file);
    }
    if (closed || (mountWide != null && mountWide.closed)) {
      file.close();
      throw new ClosedFileSystemException();
    }
    return file;
  }

  void forget(Closeable file) {
    open.remove(file);
    if (mountWide != null) {
      mountWide.open.remove(file);
    }
  }

  /** Closes all, and whatever comes later. The first failure is thrown when all was tried. */
  void closeAll() throws IOException {
    closed = true;
    IOException failure = null;
    for (Closeable file : open) {
      try {
        file.close();
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
