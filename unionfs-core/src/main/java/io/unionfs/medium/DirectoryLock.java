package io.unionfs.medium;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps a directory from other processes by a lock on a file beside it, which goes with the lock.
 * The file is named by the directory's file number, so that it is the same whatever the directory
 * is called. On filesystems of this process, and where nothing can be made beside it, there is
 * none.
 *
 * <p>To close any channel to a file ends all locks that this process has on it: so the file is
 * never opened while this process holds it, which {@link InUse} sees to.
 */
final class DirectoryLock implements Closeable {
  private static final String PREFIX = ".unionfs-lock-";

  /** How far into the file its holder writes, to know it again: nobody else opens it. */
  private static final int SIZES = 1 << 20;

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** What became of an attempt. */
  enum Attempt {
    FREE,
    HELD_BY_ANOTHER_PROCESS
  }

  /**
   * Takes {@code directory}, whose path is real.
   *
   * @return null where there is no lock to be had
   * @throws HeldException if another process has it
   */
  static DirectoryLock take(Path directory) throws IOException, HeldException {
    Path file = file(directory);
    while (file != null) {
      FileChannel channel;
      try {
        channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
      } catch (IOException e) {
        return null; // nothing can be made there
      }
      boolean taken = false;
      try {
        if (!locks(channel, false)) {
          throw new HeldException();
        }
        taken = isAt(file, channel);
        if (taken) {
          return new DirectoryLock(file, channel);
        }
        // Who held it before removed it after it was opened here.
      } catch (UnsupportedOperationException e) {
        return null;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    }
    return null;
  }

  /** Whether another process has taken {@code directory}, whose path is real. */
  static Attempt attempt(Path directory) throws IOException {
    Path file = file(directory);
    if (file == null || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Attempt.FREE;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return locks(channel, true) ? Attempt.FREE : Attempt.HELD_BY_ANOTHER_PROCESS;
    } catch (UnsupportedOperationException | IOException e) {
      return Attempt.FREE; // as far as can be seen
    }
  }

  private static boolean locks(FileChannel channel, boolean shared) throws IOException {
    try {
      return channel.tryLock(0, Long.MAX_VALUE, shared) != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Whether {@code channel} is to what {@code file} names. */
  private static boolean isAt(Path file, FileChannel channel) throws IOException {
    int last = ThreadLocalRandom.current().nextInt(SIZES);
    channel.truncate(0);
    channel.write(ByteBuffer.allocate(1), last);
    try {
      return Files.size(file) == last + 1L;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Path file(Path directory) {
    if (directory.getFileSystem() != FileSystems.getDefault() || directory.getParent() == null) {
      return null;
    }
    try {
      Object number = Files.getAttribute(directory, "unix:ino", LinkOption.NOFOLLOW_LINKS);
      return directory.resolveSibling(PREFIX + number);
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(file);
    } finally {
      channel.close();
    }
  }

  /** Another process has the directory. */
  static final class HeldException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
