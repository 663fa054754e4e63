package io.unionfs.nio;

import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.OpenFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

/**
 * An asynchronous channel on a file of a union mount. Each operation is one task of the executor,
 * which does the work and then calls the handler. Safe for use by many threads. An interrupt does
 * not close it. Closing waits for what is being done, and fails what has yet to begin.
 */
final class UnionAsynchronousFileChannel extends AsynchronousFileChannel
    implements FileLocks.Holder {
  private final UnionFileSystem fileSystem;
  private final FileLocks locks;
  private final OpenFile file;
  private final boolean readable;
  private final boolean writable;
  private final boolean syncs;
  private final Executor executor;

  /** What runs; the file is closed when nothing does. */
  private final Running running = new Running();

  private volatile boolean closed;

  UnionAsynchronousFileChannel(
      UnionFileSystem fileSystem,
      FileLocks locks,
      OpenFile file,
      Set<StandardOpenOption> options,
      Executor executor) {
    this.fileSystem = fileSystem;
    this.locks = locks;
    this.file = file;
    this.readable = options.contains(StandardOpenOption.READ);
    this.writable = options.contains(StandardOpenOption.WRITE);
    this.syncs =
        options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
    this.executor = executor;
  }

  @Override
  public OpenFile file() {
    return file;
  }

  // ---- operations that are waited for ----

  @Override
  public long size() throws IOException {
    return using(file::size);
  }

  @Override
  public AsynchronousFileChannel truncate(long size) throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("Negative size");
    }
    checkWritable();
    try {
      using(
          () -> {
            if (size < file.size()) {
              file.truncate(size);
            }
            return null;
          });
    } catch (ClosedChannelException e) {
      throw new AsynchronousCloseException(); // As the JDK's does, whenever it was closed.
    }
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    using(
        () -> {
          file.sync();
          return null;
        });
  }

  /** Never waits: a lock in the way is of this process, and that is an error. */
  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    checkLockable(shared);
    checkOpen();
    return locks.lock(this, position, size, shared);
  }

  // ---- operations with a future or a handler ----

  @Override
  public Future<Integer> read(ByteBuffer target, long position) {
    return begin(reading(target, position), null, null);
  }

  @Override
  public <A> void read(
      ByteBuffer target,
      long position,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    checkHandler(handler);
    begin(reading(target, position), attachment, handler);
  }

  @Override
  public Future<Integer> write(ByteBuffer source, long position) {
    return begin(writing(source, position), null, null);
  }

  @Override
  public <A> void write(
      ByteBuffer source,
      long position,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    checkHandler(handler);
    begin(writing(source, position), attachment, handler);
  }

  @Override
  public Future<FileLock> lock(long position, long size, boolean shared) {
    return lock(position, size, shared, null, null, Form.FUTURE);
  }

  @Override
  public <A> void lock(
      long position,
      long size,
      boolean shared,
      A attachment,
      CompletionHandler<FileLock, ? super A> handler) {
    checkHandler(handler);
    lock(position, size, shared, attachment, handler, Form.HANDLER);
  }

  private enum Form {
    FUTURE,
    HANDLER
  }

  /** The lock is taken now, or refused, and told of by the executor. */
  private <A> Future<FileLock> lock(
      long position,
      long size,
      boolean shared,
      A attachment,
      CompletionHandler<FileLock, ? super A> handler,
      Form form) {
    checkLockable(shared);
    FileLock lock;
    try {
      checkOpen();
      lock = locks.lock(this, position, size, shared);
    } catch (IOException e) {
      return closedAlready(attachment, handler);
    }
    boolean begun = false;
    try {
      Future<FileLock> future = begin(() -> lock, attachment, handler);
      begun = true;
      return form == Form.FUTURE ? future : null;
    } finally {
      if (!begun) {
        releaseQuietly(lock);
      }
    }
  }

  private static void releaseQuietly(FileLock lock) {
    try {
      lock.release();
    } catch (IOException e) {
      // The channel is closed: so the lock is gone.
    }
  }

  private Use<Integer> reading(ByteBuffer target, long position) {
    checkPosition(position);
    if (!readable) {
      throw new NonReadableChannelException();
    }
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    int start = target.position();
    return () -> {
      target.position(start);
      return target.hasRemaining() ? file.read(target, position) : 0;
    };
  }

  private Use<Integer> writing(ByteBuffer source, long position) {
    checkPosition(position);
    if (!writable) {
      throw new NonWritableChannelException();
    }
    int start = source.position();
    return () -> {
      source.position(start);
      int count = file.write(source, position);
      if (syncs && count > 0) {
        file.sync();
      }
      return count;
    };
  }

  /** Hands {@code use} to the executor; without a handler, returns what will tell of the result. */
  private <V, A> Future<V> begin(
      Use<V> use, A attachment, CompletionHandler<V, ? super A> handler) {
    if (!isOpen()) {
      return closedAlready(attachment, handler);
    }
    PendingResult<V> pending = handler == null ? new PendingResult<>(this) : null;
    executor.execute(
        () -> {
          V result = null;
          Throwable failure = null;
          try {
            result = using(use);
          } catch (IOException e) {
            failure = isOpen() ? e : new AsynchronousCloseException();
          } catch (RuntimeException | Error e) {
            failure = e;
          }
          tell(result, failure, pending, attachment, handler);
        });
    return pending;
  }

  private <V, A> Future<V> closedAlready(A attachment, CompletionHandler<V, ? super A> handler) {
    ClosedChannelException failure = new ClosedChannelException();
    if (handler == null) {
      PendingResult<V> failed = new PendingResult<>(this);
      failed.completeExceptionally(failure);
      return failed;
    }
    executor.execute(() -> handler.failed(failure, attachment));
    return null;
  }

  private static <V, A> void tell(
      V result,
      Throwable failure,
      PendingResult<V> pending,
      A attachment,
      CompletionHandler<V, ? super A> handler) {
    if (failure == null) {
      if (pending != null) {
        pending.complete(result);
      } else {
        handler.completed(result, attachment);
      }
    } else if (pending != null) {
      pending.completeExceptionally(failure);
    } else {
      handler.failed(failure, attachment);
    }
  }

  // ---- the file ----

  /** What is done with the file. */
  private interface Use<T> {
    T run() throws ErrnoException;
  }

  private <T> T using(Use<T> use) throws IOException {
    running.begin();
    try {
      checkOpen();
      return use.run();
    } catch (ErrnoException e) {
      throw Errors.ofChannel(e);
    } finally {
      running.end();
    }
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    fileSystem.openFiles().forget(this);
    locks.releaseAll(this);
    // Who is told of an operation as it runs may close its channel.
    if (!running.isInside()) {
      running.awaitEnd();
    }
    try {
      file.close();
    } catch (ErrnoException e) {
      throw Errors.ofChannel(e);
    }
  }

  private void checkOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  private void checkWritable() {
    if (!writable) {
      throw new NonWritableChannelException();
    }
  }

  private void checkLockable(boolean shared) {
    if (shared && !readable) {
      throw new NonReadableChannelException();
    }
    if (!shared) {
      checkWritable();
    }
  }

  private static void checkPosition(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("Negative position");
    }
  }

  private static void checkHandler(CompletionHandler<?, ?> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
  }
}
