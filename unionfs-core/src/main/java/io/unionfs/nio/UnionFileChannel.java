package io.unionfs.nio;

import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A channel on a file of a union mount. Safe for use by many threads, as {@link FileChannel} says:
 * what moves the position comes one after another, reads and writes at given positions run beside
 * it. An interrupt, or a close by another thread, closes this channel and harms no other. The close
 * waits for what runs: nothing changes the file afterwards.
 */
final class UnionFileChannel extends FileChannel implements FileLocks.Holder {
  private final UnionFileSystem fileSystem;
  private final FileLocks locks;
  private final OpenFile file;
  private final boolean readable;
  private final boolean writable;
  private final boolean appends;
  private final boolean syncs;

  /** Guards {@link #position}. */
  private final Object positionLock = new Object();

  private long position;

  /** Whether an interrupt closes it; set before others have the channel. */
  private boolean interruptible = true;

  /** What runs; the file is closed when nothing does. */
  private final Running running = new Running();

  /** For the table of what is open: the JVM's own hash code takes longer to make. */
  private final int hash = ThreadLocalRandom.current().nextInt();

  /** Whether a lock was ever asked for. */
  private volatile boolean locked;

  UnionFileChannel(
      UnionFileSystem fileSystem, FileLocks locks, OpenFile file, Set<StandardOpenOption> options) {
    this.locks = locks;
    this.fileSystem = fileSystem;
    this.file = file;
    this.readable = options.contains(StandardOpenOption.READ);
    this.writable = options.contains(StandardOpenOption.WRITE);
    this.appends = options.contains(StandardOpenOption.APPEND);
    this.syncs =
        options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
  }

  /** Has interrupts not close it, for a stream; before others have the channel. */
  UnionFileChannel uninterruptible() {
    interruptible = false;
    return this;
  }

  boolean isReadable() {
    return readable;
  }

  boolean isWritable() {
    return writable;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public OpenFile file() {
    return file;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    checkReadable();
    synchronized (positionLock) {
      int count = blocking(() -> readAt(target, position));
      position += Math.max(count, 0);
      return count;
    }
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, targets.length);
    checkReadable();
    synchronized (positionLock) {
      long count = blocking(() -> scatter(targets, offset, length));
      position += Math.max(count, 0);
      return count;
    }
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    Objects.requireNonNull(target);
    checkPosition(from);
    checkReadable();
    return blocking(() -> readAt(target, from));
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    checkWritable();
    synchronized (positionLock) {
      int count = blocking(() -> writeAt(source, position));
      advance(count);
      return count;
    }
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    checkWritable();
    synchronized (positionLock) {
      long count = blocking(() -> gather(sources, offset, length));
      advance(count);
      return count;
    }
  }

  @Override
  public int write(ByteBuffer source, long to) throws IOException {
    Objects.requireNonNull(source);
    checkPosition(to);
    checkWritable();
    return blocking(() -> writeAt(source, to));
  }

  @Override
  public long position() throws IOException {
    checkOpen();
    synchronized (positionLock) {
      return blocking(() -> appends ? file.size() : position);
    }
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    checkOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("Negative position");
    }
    synchronized (positionLock) {
      blocking(() -> position = newPosition);
    }
    return this;
  }

  @Override
  public long size() throws IOException {
    checkOpen();
    return blocking(file::size);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    checkOpen();
    if (size < 0) {
      throw new IllegalArgumentException("Negative size");
    }
    checkWritable();
    synchronized (positionLock) {
      blocking(
          () -> {
            if (size < file.size()) {
              file.truncate(size);
            }
            return size;
          });
      position = Math.min(position, size);
    }
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    checkOpen();
    blocking(
        () -> {
          file.sync();
          return null;
        });
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    checkOpen();
    return Transfer.to(this, from, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long to, long count) throws IOException {
    checkOpen();
    return Transfer.from(this, source, to, count);
  }

  /**
   * Maps the file of the operating system that holds the data ({@link OpenFile#map}).
   *
   * @throws UnsupportedOperationException if there is none: the data is in memory, in an archive,
   *     or on another filesystem than the default one
   */
  @Override
  public MappedByteBuffer map(MapMode mode, long from, long size) throws IOException {
    Objects.requireNonNull(mode, "Mode is null");
    if (size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Size exceeds Integer.MAX_VALUE");
    }
    checkOpen();
    if (mode != MapMode.READ_ONLY) {
      checkWritable();
    }
    checkReadable();
    checkPosition(from);
    if (size < 0) {
      throw new IllegalArgumentException("Negative size");
    }
    if (from + size < 0) {
      throw new IllegalArgumentException("Position + size overflow");
    }
    return blocking(() -> mapped(mode, from, size));
  }

  private MappedByteBuffer mapped(MapMode mode, long from, long size)
      throws ErrnoException, IOException {
    if (!writable && from + size > file.size()) {
      throw new IOException("Channel not open for writing - cannot extend file to required size");
    }
    try {
      return file.map(mode, from, size);
    } catch (ErrnoException e) {
      if (e.getCause() instanceof UnsupportedOperationException) {
        throw new UnsupportedOperationException(
            "this file in a union mount cannot be mapped: " + e.getCause().getMessage());
      }
      throw e;
    }
  }

  /** Never waits: a lock in the way is of this process, and that is an error. */
  @Override
  public FileLock lock(long from, long size, boolean shared) throws IOException {
    checkLockable(shared);
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new FileLockInterruptionException();
    }
    return tryLock(from, size, shared);
  }

  @Override
  public FileLock tryLock(long from, long size, boolean shared) throws IOException {
    checkLockable(shared);
    locked = true;
    return locks.lock(this, from, size, shared);
  }

  private void checkLockable(boolean shared) throws ClosedChannelException {
    if (shared) {
      checkReadable();
    } else {
      checkWritable();
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    if (locked) {
      locks.releaseAll(this);
    }
    // Who is told of an operation as it runs may close its channel.
    if (!running.isInside()) {
      running.awaitEnd();
    }
    try {
      file.close();
    } catch (ErrnoException e) {
      throw Errors.ofChannel(e);
    } finally {
      fileSystem.openFiles().forget(this); // Not before: a filesystem that closes waits for it too.
    }
  }

  // ---- the file ----

  private int readAt(ByteBuffer target, long from) throws ErrnoException {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    return target.hasRemaining() ? file.read(target, from) : 0;
  }

  private int writeAt(ByteBuffer source, long to) throws ErrnoException {
    int count = file.write(source, to);
    if (syncs && count > 0) {
      file.sync();
    }
    return count;
  }

  private long scatter(ByteBuffer[] targets, int offset, int length) throws ErrnoException {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int wanted = targets[i].remaining();
      int count = readAt(targets[i], position + total);
      if (count < 0) {
        return total == 0 ? -1 : total;
      }
      total += count;
      if (count < wanted) {
        break;
      }
    }
    return total;
  }

  private long gather(ByteBuffer[] sources, int offset, int length) throws ErrnoException {
    long count = file.write(Arrays.asList(sources).subList(offset, offset + length), position);
    if (syncs && count > 0) {
      file.sync();
    }
    return count;
  }

  private void advance(long count) {
    position = appends ? file.size() : position + count;
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private void checkReadable() throws ClosedChannelException {
    checkOpen();
    if (!readable) {
      throw new NonReadableChannelException();
    }
  }

  private void checkWritable() throws ClosedChannelException {
    checkOpen();
    if (!writable) {
      throw new NonWritableChannelException();
    }
  }

  private static void checkPosition(long at) {
    if (at < 0) {
      throw new IllegalArgumentException("Negative position");
    }
  }

  private interface Action<T> {
    T run() throws ErrnoException, IOException;
  }

  /**
   * Runs what an interrupt or a close by another thread may end. In place of {@link #begin} and
   * {@link #end}, which close in the interrupting thread: that would wait for this one, and this
   * one for it where the channel of the storage begins.
   */
  private <T> T blocking(Action<T> action) throws IOException {
    if (isInterrupted()) {
      throw closedByInterrupt();
    }
    boolean interrupted = false;
    running.begin();
    try {
      if (!isOpen()) {
        throw new AsynchronousCloseException();
      }
      return action.run();
    } catch (ErrnoException e) {
      // The interrupt met the channel that stores the file; it was meant for this one.
      interrupted = interruptible && e.getCause() instanceof ClosedByInterruptException;
      throw isOpen() ? Errors.ofChannel(e) : new AsynchronousCloseException();
    } finally {
      running.end();
      if (interrupted || isInterrupted()) {
        throw closedByInterrupt();
      }
    }
  }

  private boolean isInterrupted() {
    return interruptible && Thread.currentThread().isInterrupted();
  }

  private ClosedByInterruptException closedByInterrupt() {
    Thread.currentThread().interrupt(); // Where the storage took the mark away.
    ClosedByInterruptException closed = new ClosedByInterruptException();
    try {
      close();
    } catch (IOException e) {
      closed.addSuppressed(e);
    }
    return closed;
  }
}
