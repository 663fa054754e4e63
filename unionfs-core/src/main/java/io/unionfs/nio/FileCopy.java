package io.unionfs.nio;

import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Mount;
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
  private final Mount from;
  private final Mount to;
  private final Caller reader;
  private final Caller writer;

  FileCopy(
      UnionPath source, UnionFileAttributes file, UnionPath target, Set<Options.Copy> options) {
    this.source = source;
    this.file = file;
    this.target = target;
    this.options = options;
    this.from = source.getFileSystem().mount();
    this.to = target.getFileSystem().mount();
    this.reader = source.getFileSystem().caller();
    this.writer = target.getFileSystem().caller();
  }

  private interface Step {
    void run() throws ErrnoException, IOException;
  }

  /** A directory; what is in it stays where it is. */
  void directory() throws IOException {
    make(() -> to.mkdir(writer, target.pathName(), mode()));
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
    try (OpenFile in = from.open(reader, source.pathName(), Set.of(OpenFlag.READ), 0);
        OpenFile out = create()) {
      orRemove(
          false,
          () -> {
            copyData(in, out);
            if (options.contains(Options.Copy.ATTRIBUTES)) {
              quietly(
                  () -> {
                    to.chown(writer, out, uid(), gid());
                    to.chmod(writer, out, mode());
                  });
              quietly(this::copyXattrs);
              to.setTimes(writer, out, accessed(), modified());
            }
          });
    } catch (ErrnoException e) {
      throw Errors.of(e, source);
    }
  }

  private OpenFile create() throws IOException {
    try {
      Set<OpenFlag> fresh = Set.of(OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
      return to.open(writer, target.pathName(), fresh, mode());
    } catch (ErrnoException e) {
      throw notMade(e);
    }
  }

  /** A symbolic link; of its attributes only the owner. */
  void symlink() throws IOException {
    String text;
    try {
      text = from.readlink(reader, source.pathName());
    } catch (ErrnoException e) {
      throw Errors.of(e, source);
    }
    make(() -> to.symlink(writer, target.pathName(), text));
    if (options.contains(Options.Copy.ATTRIBUTES)) {
      quietly(() -> to.chown(writer, target.pathName(), Follow.NOFOLLOW, uid(), gid()));
    }
  }

  /** A fifo or device. */
  void special() throws IOException {
    make(() -> to.mknod(writer, target.pathName(), file.type(), mode(), file.stat().device()));
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
    to.chown(writer, target.pathName(), Follow.FOLLOW, uid(), gid());
    to.chmod(writer, target.pathName(), Follow.FOLLOW, mode());
  }

  private void copyXattrs() throws ErrnoException, IOException {
    for (String name : from.listXattrs(reader, source.pathName(), Follow.FOLLOW)) {
      quietly(
          () -> {
            byte[] value = from.getXattr(reader, source.pathName(), Follow.FOLLOW, name);
            to.setXattr(writer, target.pathName(), Follow.FOLLOW, name, value, XattrMode.SET);
          });
    }
  }

  private void copyTimes() throws ErrnoException {
    to.setTimes(writer, target.pathName(), Follow.FOLLOW, accessed(), modified());
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
