package io.unionfs.nio;

import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Mount;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Snapshots of one mount, with what is open through the front-end. Safe for many threads. */
final class Snapshotting {
  /** How often files are closed that others open for writing again and again. */
  private static final int ATTEMPTS = 10_000;

  private static final long BETWEEN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

  private final SharedMount shared;
  private final AtomicLong taken = new AtomicLong();

  Snapshotting(SharedMount shared) {
    this.shared = shared;
  }

  Snapshot take(Mount engine, UnionPath root) throws IOException {
    checkAlone();
    long number = taken.incrementAndGet();
    try {
      String name = Snapshot.nameOf(number, shared.name);
      return new Snapshot(engine.snapshot(name), shared, number);
    } catch (ErrnoException e) {
      throw e.errno() == Errno.EBUSY ? busy() : Errors.of(e, root);
    }
  }

  /** Names the files that are open for writing. */
  private FileSystemException busy() {
    List<OpenResource> writers = shared.openFiles.writers();
    StringBuilder reason = new StringBuilder("a snapshot needs that no file is open for writing");
    String separator = ": ";
    for (OpenResource writer : writers) {
      reason.append(separator).append(writer.path());
      separator = ", ";
    }
    String file = writers.isEmpty() ? null : writers.get(0).path().toString();
    FileSystemException busy = new FileSystemException(file, null, reason.toString());
    writers.forEach(writer -> writer.opened().ifPresent(busy::addSuppressed));
    return busy;
  }

  void restore(Mount engine, UnionPath root, Snapshot snapshot) throws IOException {
    checkAlone();
    if (!snapshot.isOf(shared)) {
      throw new IllegalArgumentException(snapshot + " is not of " + shared.name);
    }
    for (int attempt = 1; ; attempt++) {
      shared.openFiles.closeFiles();
      try {
        engine.restore(snapshot.engine());
        return;
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EBUSY || attempt == ATTEMPTS) {
          throw Errors.of(e, root);
        }
        LockSupport.parkNanos(BETWEEN_NANOS); // Somebody has opened a file meanwhile.
      }
    }
  }

  private void checkAlone() {
    if (shared.mounts() != null) {
      throw new UnsupportedOperationException(
          "there are no snapshots of a filesystem in which others are mounted: take them of those");
    }
  }
}
