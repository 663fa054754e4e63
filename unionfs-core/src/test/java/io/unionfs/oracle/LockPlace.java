package io.unionfs.oracle;

import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Flags.RenameFlags;
import io.unionfs.oracle.Op.Follow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * A mount on which files are locked whole, by system calls or by channels.
 *
 * @param <H> an open file
 */
interface LockPlace<H> {
  /** Opens for reading; such a file can be locked shared. */
  H reader(String path);

  /** Opens for reading and writing, which copies up; such a file can be locked exclusively. */
  H writer(String path);

  /** Locks; false when another lock is in the way. */
  boolean lock(H file);

  void close(H file);

  void rename(String from, String to);

  void link(String existing, String path);

  void delete(String path);

  /** The kernel's, for the thread that is in the mount. */
  final class Kernel implements LockPlace<Integer> {
    /** Which of the kernel's two kinds of locks. */
    enum Kind {
      FLOCK,
      FCNTL
    }

    private final Linux linux = new Linux();
    private final Kind kind;
    private final Set<Integer> writers = new HashSet<>();

    Kernel(Kind kind) {
      this.kind = kind;
    }

    @Override
    public Integer reader(String path) {
      return check(linux.open(path, OpenFlags.O_RDONLY, 0));
    }

    @Override
    public Integer writer(String path) {
      int fd = check(linux.open(path, OpenFlags.O_RDWR, 0));
      writers.add(fd);
      return fd;
    }

    @Override
    public boolean lock(Integer file) {
      boolean exclusive = writers.contains(file);
      int result =
          kind == Kind.FLOCK
              ? linux.flock(file, exclusive ? Linux.LOCK_EX : Linux.LOCK_SH)
              : linux.lock(file, exclusive ? Linux.F_WRLCK : Linux.F_RDLCK);
      if (result < 0 && !Errno.name(-result).equals("EAGAIN")) {
        check(result);
      }
      return result == 0;
    }

    @Override
    public void close(Integer file) {
      writers.remove(file);
      check(linux.close(file));
    }

    @Override
    public void rename(String from, String to) {
      check(linux.rename(from, to, RenameFlags.NONE.bits()));
    }

    @Override
    public void link(String existing, String path) {
      check(linux.link(existing, path, Follow.NOFOLLOW));
    }

    @Override
    public void delete(String path) {
      check(linux.unlink(path));
    }

    private static int check(int result) {
      if (result < 0) {
        throw new IllegalStateException(Errno.name(-result));
      }
      return result;
    }
  }

  /** A provider's, by channels. */
  final class Channels implements LockPlace<FileChannel> {
    private final Path root;
    private final Set<FileChannel> writers = new HashSet<>();

    Channels(Path root) {
      this.root = root;
    }

    private interface Call<T> {
      T run() throws IOException;
    }

    private static <T> T told(Call<T> call) {
      try {
        return call.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Path at(String path) {
      return root.resolve(path);
    }

    @Override
    public FileChannel reader(String path) {
      return told(() -> FileChannel.open(at(path)));
    }

    @Override
    public FileChannel writer(String path) {
      FileChannel channel =
          told(() -> FileChannel.open(at(path), StandardOpenOption.READ, StandardOpenOption.WRITE));
      writers.add(channel);
      return channel;
    }

    /** Locks of one process never overlap, shared ones neither. */
    @Override
    public boolean lock(FileChannel file) {
      boolean shared = !writers.contains(file);
      try {
        return told(() -> file.tryLock(0, Long.MAX_VALUE, shared)) != null;
      } catch (OverlappingFileLockException e) {
        return false;
      }
    }

    @Override
    public void close(FileChannel file) {
      told(
          () -> {
            file.close();
            return null;
          });
    }

    @Override
    public void rename(String from, String to) {
      told(() -> Files.move(at(from), at(to), StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void link(String existing, String path) {
      told(() -> Files.createLink(at(path), at(existing)));
    }

    @Override
    public void delete(String path) {
      told(
          () -> {
            Files.delete(at(path));
            return null;
          });
    }
  }
}
