package io.unionfs.medium;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps other mounts off a writable layer and its work directory, and off what lies in them: in
 * this process by a table, in others by locks on files. One thread at a time looks and takes: to
 * look at a lock of this process would end it.
 */
final class InUse implements Closeable {
  private static final Set<Key> TAKEN = ConcurrentHashMap.newKeySet();

  /** A directory, by whatever path it is reached. */
  private record Key(FileSystem fileSystem, Object fileKey) {
    static Key of(Path directory) throws IOException {
      Object fileKey = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
      return new Key(directory.getFileSystem(), fileKey == null ? directory : fileKey);
    }
  }

  /** What to undo, the last first. */
  private final Deque<Closeable> held = new ArrayDeque<>();

  private InUse() {}

  /**
   * Takes both directories, whose paths are real.
   *
   * @throws MediumException of kind {@link MediumException.Kind#IN_USE} when one is taken, or lies
   *     in one that is
   */
  static synchronized InUse take(Path upper, Path work) throws IOException {
    InUse taken = new InUse();
    try {
      check("upperdir", upper);
      check("workdir", work);
      taken.take("upperdir", upper);
      taken.take("workdir", work);
      taken.lockInside(work);
      return taken;
    } catch (IOException | RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  /**
   * Checks that {@code directory}, whose path is real, is not taken, and lies in none that is.
   *
   * @throws MediumException of kind {@link MediumException.Kind#IN_USE} otherwise
   */
  static synchronized void check(String option, Path directory) throws IOException {
    for (Path at = directory; at != null; at = at.getParent()) {
      if (TAKEN.contains(Key.of(at))
          || DirectoryLock.attempt(at) == DirectoryLock.Attempt.HELD_BY_ANOTHER_PROCESS) {
        throw inUse(option, directory, null);
      }
    }
  }

  private void take(String option, Path directory) throws IOException {
    Key key = Key.of(directory);
    if (!TAKEN.add(key)) {
      throw inUse(option, directory, null);
    }
    held.push(() -> TAKEN.remove(key));
    try {
      DirectoryLock lock = DirectoryLock.take(directory);
      if (lock != null) {
        held.push(lock);
      }
    } catch (DirectoryLock.HeldException e) {
      throw inUse(option, directory, e);
    }
  }

  /** The lock that other versions know, which is there also where none can be made beside. */
  private void lockInside(Path work) throws IOException {
    try {
      FileChannel lockFile =
          FileChannel.open(
              work.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held.push(lockFile);
      if (lockFile.tryLock() == null) {
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
    IOException failure = null;
    while (!held.isEmpty()) {
      try {
        held.pop().close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
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
