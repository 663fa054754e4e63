package io.unionfs.oracle;

import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Op.Follow;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A real filesystem of its own, on which overlays are mounted by mount(2) with any options, to be
 * refused or not. All of it, mounts too, is seen by one thread only and vanishes with it.
 */
public final class KernelDisk implements AutoCloseable {
  private static final int DIRECTORY = 0755;
  private static final int FILE = 0644;

  private final Linux linux = new Linux();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread t = new Thread(task, "overlay-disk");
            t.setDaemon(true);
            return t;
          });

  private KernelDisk() {}

  /** {@link KernelAvailability#reason} says beforehand whether that can work. */
  public static KernelDisk open() {
    KernelDisk disk = new KernelDisk();
    disk.onThread(
        () -> {
          KernelMount.enterStorage(disk.linux, 0);
          return 0;
        });
    return disk;
  }

  public void mkdir(String path) {
    done("mkdir " + path, () -> linux.mkdir(path, DIRECTORY));
  }

  public void write(String path, String text) {
    done(
        "write " + path,
        () -> {
          int fd = linux.open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT, FILE);
          return fd < 0 ? fd : linux.write(fd, 0, text.getBytes()) + linux.close(fd);
        });
  }

  /** Sets one of overlay's own xattrs, by the name that follows its prefix. */
  public void mark(String path, String name, String value) {
    String xattr = MountOptions.DEFAULT.markPrefix() + name;
    done("mark " + path, () -> linux.setxattr(path, xattr, value.getBytes(), 0, Follow.NOFOLLOW));
  }

  /** Puts another filesystem on a directory. */
  public void mountOther(String path) {
    done("mount on " + path, () -> linux.mount("other", path, "tmpfs", 0, "size=1m"));
  }

  /** {@code OK}, or the errno of mount(2). */
  public String mount(String at, String options) {
    int result = onThread(() -> linux.mount("disk", at, "overlay", 0, options));
    return result < 0 ? Errno.name(-result) : "OK";
  }

  public void unmount(String at) {
    done("unmount " + at, () -> linux.umount(at));
  }

  /** {@code OK}, or the errno of lstat(2). */
  public String look(String path) {
    return onThread(
        () -> linux.stat(path, Follow.NOFOLLOW) == null ? Errno.name(-linux.lastError()) : "OK");
  }

  public void chmod(String path, int mode) {
    done("chmod " + path, () -> linux.chmod(path, mode));
  }

  public long device(String path) {
    return onThread(() -> linux.stat(path, Follow.NOFOLLOW).device());
  }

  public long inode(String path) {
    return onThread(() -> linux.stat(path, Follow.NOFOLLOW).inode());
  }

  /** The names in a directory, as they are listed. */
  public SortedSet<String> names(String path) {
    return onThread(
        () -> {
          SortedSet<String> names = new TreeSet<>();
          int fd = linux.open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
          List<Linux.Dirent> entries = fd < 0 ? List.of() : linux.list(fd);
          entries.forEach(entry -> names.add(entry.name()));
          linux.close(fd);
          return names;
        });
  }

  @Override
  public void close() {
    thread.shutdown();
  }

  private void done(String what, Callable<Integer> call) {
    int result = onThread(call);
    if (result < 0) {
      throw new IllegalStateException("cannot " + what + ": " + Errno.name(-result));
    }
  }

  private <T> T onThread(Callable<T> task) {
    try {
      return thread.submit(task).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
