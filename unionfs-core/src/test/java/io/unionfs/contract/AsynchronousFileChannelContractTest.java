package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code AsynchronousFileChannel}. */
class AsynchronousFileChannelContractTest extends Contract {
  private AsynchronousFileChannel open(String name, OpenOption... options) throws IOException {
    return AsynchronousFileChannel.open(at(name), options);
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  /** How an operation with a handler ended, and the thread that told. */
  private record Told<T>(T result, Object attachment, Thread thread) {}

  private static final class Handler<T> extends CompletableFuture<Told<T>>
      implements CompletionHandler<T, Object> {
    @Override
    public void completed(T result, Object attachment) {
      complete(new Told<>(result, attachment, Thread.currentThread()));
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
      completeExceptionally(failure);
    }
  }

  private static <E extends Throwable> E failure(Class<E> expected, Future<?> future) {
    return assertThrows(
        expected,
        () -> {
          try {
            done(future);
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        });
  }

  // ---- opening ----

  @Test
  void withoutOptionsTheFileIsRead() throws Exception {
    try (AsynchronousFileChannel channel = open("f")) {
      assertThat(channel.isOpen()).isTrue();
      assertThat(done(channel.read(ByteBuffer.allocate(9), 0))).isEqualTo(5);
    }
  }

  @Test
  void openingFailsAtOnce() {
    failsOn(at("missing"), NoSuchFileException.class, () -> open("missing"));
    failsOn(at("f"), FileAlreadyExistsException.class, () -> open("f", WRITE, CREATE_NEW));
  }

  @Test
  void openingCreatesAndTruncates() throws Exception {
    open("new", WRITE, CREATE).close();
    assertThat(Files.size(at("new"))).isZero();
    open("f", WRITE, TRUNCATE_EXISTING).close();
    assertThat(Files.size(at("f"))).isZero();
  }

  @Test
  void appendIsUnsupported() {
    assertThrows(UnsupportedOperationException.class, () -> open("f", APPEND));
  }

  @Test
  void deleteOnCloseDeletes() throws Exception {
    open("f", WRITE, DELETE_ON_CLOSE).close();
    assertThat(at("f")).doesNotExist();
  }

  @Test
  void anExecutorRunsTheHandlers() throws Exception {
    ExecutorService executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "contract-executor"));
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(at("f"), Set.of(READ), executor)) {
      Handler<Integer> handler = new Handler<>();
      channel.read(ByteBuffer.allocate(9), 0, "a", handler);
      assertThat(done(handler).thread().getName()).isEqualTo("contract-executor");
    } finally {
      executor.shutdown();
    }
  }

  // ---- reading and writing ----

  @Test
  void readReadsAtAPosition() throws Exception {
    try (AsynchronousFileChannel channel = open("f")) {
      ByteBuffer buffer = ByteBuffer.allocate(3);
      assertThat(done(channel.read(buffer, 1))).isEqualTo(3);
      assertThat(text(buffer)).isEqualTo("ell");
    }
  }

  @Test
  void readAtTheEndIsMinusOne() throws Exception {
    try (AsynchronousFileChannel channel = open("f")) {
      assertThat(done(channel.read(ByteBuffer.allocate(3), 5))).isEqualTo(-1);
      assertThat(done(channel.read(ByteBuffer.allocate(3), 500))).isEqualTo(-1);
    }
  }

  @Test
  void writeWritesAtAPosition() throws Exception {
    try (AsynchronousFileChannel channel = open("f", WRITE)) {
      assertThat(done(channel.write(bytes("LL"), 2))).isEqualTo(2);
    }
    assertThat(content("f")).isEqualTo("heLLo");
  }

  @Test
  void writeBeyondTheEndFillsTheGap() throws Exception {
    try (AsynchronousFileChannel channel = open("f", WRITE)) {
      done(channel.write(bytes("x"), 7));
      assertThat(channel.size()).isEqualTo(8);
    }
    assertThat(content("f")).isEqualTo("hello\0\0x");
  }

  @Test
  void aHandlerIsToldTheResultAndItsAttachment() throws Exception {
    try (AsynchronousFileChannel channel = open("f", READ, WRITE)) {
      Handler<Integer> write = new Handler<>();
      channel.write(bytes("J"), 0, "attached", write);
      assertThat(done(write).result()).isEqualTo(1);
      assertThat(done(write).attachment()).isEqualTo("attached");
      Handler<Integer> read = new Handler<>();
      ByteBuffer buffer = ByteBuffer.allocate(9);
      channel.read(buffer, 0, null, read);
      assertThat(done(read).result()).isEqualTo(5);
      assertThat(done(read).attachment()).isNull();
      assertThat(text(buffer)).isEqualTo("Jello");
    }
  }

  @Test
  void aNegativePositionIsIllegal() throws Exception {
    try (AsynchronousFileChannel channel = open("f", READ, WRITE)) {
      assertThrows(IllegalArgumentException.class, () -> channel.read(ByteBuffer.allocate(1), -1));
      assertThrows(IllegalArgumentException.class, () -> channel.write(bytes("x"), -1));
    }
  }

  @Test
  void aReadOnlyBufferIsIllegalToReadInto() throws Exception {
    try (AsynchronousFileChannel channel = open("f")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0));
    }
  }

  @Test
  void aChannelDoesWhatItWasOpenedForOnly() throws Exception {
    try (AsynchronousFileChannel reader = open("f", READ);
        AsynchronousFileChannel writer = open("f", WRITE)) {
      assertThrows(NonWritableChannelException.class, () -> reader.write(bytes("x"), 0));
      assertThrows(NonWritableChannelException.class, () -> reader.truncate(0));
      assertThrows(NonReadableChannelException.class, () -> writer.read(ByteBuffer.allocate(1), 0));
    }
  }

  @Test
  void manyOperationsMayBeOutstanding() throws Exception {
    try (AsynchronousFileChannel channel = open("new", READ, WRITE, CREATE)) {
      Future<?>[] writes = new Future<?>[50];
      for (int i = 0; i < writes.length; i++) {
        writes[i] = channel.write(bytes("abcd"), i * 4L);
      }
      for (Future<?> write : writes) {
        assertThat(done(write)).isEqualTo(4);
      }
    }
    assertThat(content("new")).isEqualTo("abcd".repeat(50));
  }

  // ---- size, truncate, force ----

  @Test
  void sizeIsThatOfTheFile() throws Exception {
    try (AsynchronousFileChannel channel = open("f")) {
      assertThat(channel.size()).isEqualTo(5);
    }
  }

  @Test
  void truncateCutsAndNeverGrows() throws Exception {
    try (AsynchronousFileChannel channel = open("f", WRITE)) {
      assertThat(channel.truncate(99)).isSameAs(channel);
      assertThat(channel.size()).isEqualTo(5);
      channel.truncate(2);
      assertThat(channel.size()).isEqualTo(2);
      assertThrows(IllegalArgumentException.class, () -> channel.truncate(-1));
    }
    assertThat(content("f")).isEqualTo("he");
  }

  @Test
  void forceWritesOut() throws Exception {
    try (AsynchronousFileChannel channel = open("f", WRITE)) {
      done(channel.write(bytes("J"), 0));
      channel.force(true);
      channel.force(false);
    }
    assertThat(content("f")).isEqualTo("Jello");
  }

  // ---- locks ----

  @Test
  void lockLocks() throws Exception {
    try (AsynchronousFileChannel channel = open("f", WRITE)) {
      FileLock lock = done(channel.lock(1, 3, false));
      assertThat(lock.isValid()).isTrue();
      assertThat(lock.acquiredBy()).isSameAs(channel);
      assertThat(lock.position()).isEqualTo(1);
      assertThat(lock.isShared()).isFalse();
      lock.release();
      assertThat(lock.isValid()).isFalse();
    }
  }

  @Test
  void lockWithoutARangeIsOnTheWholeFile() throws Exception {
    try (AsynchronousFileChannel channel = open("f", WRITE)) {
      FileLock lock = done(channel.lock());
      assertThat(lock.size()).isEqualTo(Long.MAX_VALUE);
      Handler<FileLock> handler = new Handler<>();
      lock.release();
      channel.lock("a", handler);
      assertThat(done(handler).result().isValid()).isTrue();
    }
  }

  @Test
  void locksOfOneVirtualMachineDoNotOverlap() throws Exception {
    try (AsynchronousFileChannel channel = open("f", READ, WRITE);
        FileChannel other = FileChannel.open(at("f"), READ, WRITE)) {
      done(channel.lock());
      assertThrows(OverlappingFileLockException.class, channel::lock);
      assertThrows(OverlappingFileLockException.class, channel::tryLock);
      assertThrows(OverlappingFileLockException.class, other::tryLock);
    }
  }

  @Test
  void tryLockReturnsTheLock() throws Exception {
    try (AsynchronousFileChannel channel = open("f", READ)) {
      assertThat(channel.tryLock(0, 5, true).isShared()).isTrue();
      assertThrows(NonWritableChannelException.class, channel::tryLock);
    }
  }

  @Test
  void closingReleasesTheLocks() throws Exception {
    AsynchronousFileChannel channel = open("f", WRITE);
    FileLock lock = channel.tryLock();
    channel.close();
    assertThat(lock.isValid()).isFalse();
  }

  // ---- closed ----

  @Test
  void aClosedChannelFailsEachOperation() throws Exception {
    AsynchronousFileChannel channel = open("f", READ, WRITE);
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    failure(ClosedChannelException.class, channel.read(ByteBuffer.allocate(1), 0));
    failure(ClosedChannelException.class, channel.write(bytes("x"), 0));
    failure(ClosedChannelException.class, channel.lock());
    assertThrows(ClosedChannelException.class, channel::size);
    assertThrows(ClosedChannelException.class, () -> channel.truncate(0));
    assertThrows(ClosedChannelException.class, () -> channel.force(true));
    assertThrows(ClosedChannelException.class, channel::tryLock);
  }

  @Test
  void aClosedChannelTellsTheHandlerOfItsFailure() throws Exception {
    AsynchronousFileChannel channel = open("f", READ, WRITE);
    channel.close();
    Handler<Integer> handler = new Handler<>();
    channel.read(ByteBuffer.allocate(1), 0, null, handler);
    failure(ClosedChannelException.class, handler);
  }
}
