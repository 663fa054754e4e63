package io.unionfs.medium;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second mount off a writable layer and its work directory: in this process by a table, in
 * others by a lock on a file, where the storing filesystem has real ones.
 */
final class InUse implements Closeable {
  private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

  private final Path upper;
  private final Path work;
  private FileChannel lockFile;

  private InUse(Path upper, Path work) {
    this.upper = upper;
    this.work = work;
  }

  /**
   * Takes both directories.
   *
   * @throws MediumException of kind {@link MediumException.Kind#IN_USE} when one is taken
   */
  static InUse take(Path upper, Path work) throws IOException {
    InUse taken = new InUse(upper.toRealPath(), work.toRealPath());
    if (!TAKEN.add(taken.upper)) {
      throw inUse("upperdir", upper, null);
    }
    if (!TAKEN.add(taken.work)) {
      TAKEN.remove(taken.upper);
      throw inUse("workdir", work, null);
    }
    try {
      taken.lock();
      return taken;
    } catch (IOException | RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  private void lock() throws IOException {
    try {
      lockFile =
          FileChannel.open(
              work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = lockFile.tryLock();
      if (lock == null) {
        throw inUse("workdir", work, null);
      }
    } catch (OverlappingFileLockException e) {
      throw inUse("workdir", work, e);
    } catch (UnsupportedOperationException e) {
      // the table must do
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (lockFile != null) {
        lockFile.close();
      }
    } finally {
      TAKEN.remove(work);
      TAKEN.remove(upper);
    }
  }

  private static MediumException inUse(String option, Path directory, Throwable cause) {
    return new MediumException(
        MediumException.Kind.IN_USE,
        option
            + " "
            + directory
            + " is in use by another mount: close that mount, or choose another "
            + option,
        cause);
  }
}
