package io.unionfs.nio;

import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.TimeChange;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Makes one file like another, at a name that is free; whole, or not at all. Fails for an attribute
 * only where times cannot be set, as the default provider does.
 */
final class FileCopy {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final UnionPath source;
  private final UnionFileAttributes file;
  private final UnionPath target;
  private final Set<Options.Copy> options;
  private final Place from;
  private final Place to;

  FileCopy(
      UnionPath source, UnionFileAttributes file, UnionPath target, Set<Options.Copy> options) {
    this.source = source;
    this.file = file;
    this.target = target;
    this.options = options;
    this.from = Place.of(source, file.isSymbolicLink() ? Follow.NOFOLLOW : Follow.FOLLOW);
    this.to = Place.ofName(target);
  }

  private interface Step {
    void run() throws ErrnoException, IOException;
  }

  /** A directory; what is in it stays where it is. */
  void directory() throws IOException {
    make(() -> to.mkdir(mode()));
    if (options.contains(Options.Copy.ATTRIBUTES)) {
      orRemove(
          true,
          () -> {
            quietly(this::copyOwnerAndMode);
            quietly(this::copyXattrs);
            copyTimes();
          });
    }
  }

  /** A regular file with its data. */
  void regular() throws IOException {
    try (OpenFile in = from.open(Set.of(OpenFlag.READ), 0);
        OpenFile out = create()) {
      orRemove(
          false,
          () -> {
            copyData(in, out);
            if (options.contains(Options.Copy.ATTRIBUTES)) {
              quietly(
                  () -> {
                    to.engine().chown(to.caller(), out, uid(), gid());
                    to.engine().chmod(to.caller(), out, mode());
                  });
              quietly(this::copyXattrs);
              to.engine().setTimes(to.caller(), out, accessed(), modified());
            }
          });
    } catch (ErrnoException e) {
      throw Errors.of(e, source);
    }
  }

  private OpenFile create() throws IOException {
    try {
      Set<OpenFlag> fresh = Set.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
      return to.open(fresh, mode());
    } catch (ErrnoException e) {
      throw notMade(e);
    }
  }

  /** A symbolic link; of its attributes only the owner. */
  void symlink() throws IOException {
    String text;
    try {
      text = from.readlink();
    } catch (ErrnoException e) {
      throw Errors.of(e, source);
    }
    make(() -> to.symlink(text));
    if (options.contains(Options.Copy.ATTRIBUTES)) {
      quietly(() -> to.chown(Follow.NOFOLLOW, uid(), gid()));
    }
  }

  /** A fifo or device. */
  void special() throws IOException {
    make(() -> to.mknod(file.type(), mode(), file.stat().device()));
    orRemove(
        false,
        () -> {
          quietly(this::copyOwnerAndMode);
          copyTimes();
        });
  }

  private void make(Step step) throws IOException {
    try {
      step.run();
    } catch (ErrnoException e) {
      throw notMade(e);
    }
  }

  /** Something is at the target again, though it was to be replaced: that has no reason. */
  private IOException notMade(ErrnoException failure) {
    return failure.errno() == Errno.EEXIST && options.contains(Options.Copy.REPLACE)
        ? new FileSystemException(target.toString())
        : Errors.of(failure, target);
  }

  private void orRemove(boolean isDirectory, Step step) throws IOException {
    boolean done = false;
    try {
      step.run();
      done = true;
    } catch (ErrnoException e) {
      throw Errors.of(e, target);
    } finally {
      if (!done) {
        quietly(() -> Copying.remove(target, isDirectory));
      }
    }
  }

  private void copyData(OpenFile in, OpenFile out) throws IOException {
    if (file.size() == 0) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(file.size(), BUFFER_BYTES));
    long position = 0;
    try {
      while (in.read(buffer.clear(), position) > 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          position += out.write(buffer, position);
        }
      }
    } catch (ErrnoException e) {
      throw Errors.of(e, source, target);
    }
  }

  private void copyOwnerAndMode() throws ErrnoException {
    to.chown(Follow.FOLLOW, uid(), gid());
    to.chmod(Follow.FOLLOW, mode());
  }

  private void copyXattrs() throws ErrnoException, IOException {
    for (String name : from.listXattrs(Follow.FOLLOW)) {
      quietly(
          () -> {
            byte[] value = from.getXattr(Follow.FOLLOW, name);
            to.setXattr(Follow.FOLLOW, name, value, XattrMode.SET);
          });
    }
  }

  private void copyTimes() throws ErrnoException {
    to.setTimes(Follow.FOLLOW, accessed(), modified());
  }

  private int mode() {
    return file.stat().attributes().mode();
  }

  private int uid() {
    return file.stat().attributes().uid();
  }

  private int gid() {
    return file.stat().attributes().gid();
  }

  private TimeChange accessed() {
    return exactly(file.stat().attributes().accessed());
  }

  private TimeChange modified() {
    return exactly(file.stat().attributes().modified());
  }

  private static TimeChange exactly(Instant time) {
    return new TimeChange.To(
        JdkRelease.KEEPS_NANOSECONDS ? time : time.truncatedTo(ChronoUnit.MICROS));
  }

  private static void quietly(Step step) throws IOException {
    try {
      step.run();
    } catch (ErrnoException e) {
      // Best effort: the default provider does not fail for it either.
    }
  }
}
