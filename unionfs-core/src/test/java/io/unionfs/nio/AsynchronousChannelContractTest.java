package io.unionfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Asynchronous channels. */
class AsynchronousChannelContractTest extends Contract {
  private static final String CLOSED = "ClosedChannelException: null";
  private static final String CLOSED_MEANWHILE = "AsynchronousCloseException: null";

  private AsynchronousFileChannel open(String name, OpenOption... options) throws IOException {
    return AsynchronousFileChannel.open(at(name), options);
  }

  private String opened(String name, OpenOption... options) {
    return done(() -> open(name, options).close());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static ByteBuffer room(int size) {
    return ByteBuffer.allocate(size);
  }

  /** The {@link #outcome} of what a future tells. */
  private String told(Future<?> future) {
    return outcome(
        () -> {
          try {
            return future.get(1, TimeUnit.MINUTES);
          } catch (ExecutionException e) {
            throw (Exception) e.getCause();
          }
        });
  }

  /** Tells a future what it is told. */
  private static final class Handler<V> implements CompletionHandler<V, String> {
    final CompletableFuture<String> result = new CompletableFuture<>();
    Thread thread;

    @Override
    public void completed(V value, String attachment) {
      thread = Thread.currentThread();
      result.complete(value + " for " + attachment);
    }

    @Override
    public void failed(Throwable failure, String attachment) {
      thread = Thread.currentThread();
      result.complete(failure.getClass().getSimpleName() + " for " + attachment);
    }
  }

  /** An executor that runs its tasks when it is told to. */
  private static final class Later extends AbstractExecutorService {
    final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void runAll() {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }
  }

  @Test
  void openingFailsAsForOtherChannels() {
    assertThat(opened("missing")).isEqualTo("NoSuchFileException missing");
    assertThat(opened("dir", WRITE)).isEqualTo("FileSystemException dir: Is a directory");
    assertThat(opened("f", WRITE, CREATE_NEW)).isEqualTo("FileAlreadyExistsException f");
    assertThat(opened("lf", READ, NOFOLLOW_LINKS)).startsWith("IOException: Too many levels");
    assertThat(opened("f", new OpenOption() {})).isEqualTo("UnsupportedOperationException");
    assertThat(opened("f", (OpenOption) null)).isEqualTo("NullPointerException");
  }

  @Test
  void thereIsNoAppending() {
    for (List<OpenOption> options :
        List.<List<OpenOption>>of(
            List.of(APPEND),
            List.of(APPEND, WRITE),
            List.of(APPEND, READ),
            List.of(APPEND, TRUNCATE_EXISTING),
            List.of(APPEND, CREATE))) {
      assertThat(opened("new", options.toArray(OpenOption[]::new)))
          .isEqualTo("UnsupportedOperationException");
    }
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void filesAreMadeAsAsked() throws IOException {
    Set<OpenOption> options = Set.of(WRITE, CREATE);
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    AsynchronousFileChannel.open(at("new"), options, null, mode).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at("new"))))
        .isEqualTo("rw-------");
    try (var channel = open("temporary", WRITE, CREATE, DELETE_ON_CLOSE)) {
      assertThat(told(channel.write(bytes("x"), 0))).isEqualTo("1");
      assertThat(at("temporary")).doesNotExist();
    }
  }

  @Test
  void readingGivesWhatIsThere() throws IOException {
    try (var channel = open("f")) {
      ByteBuffer buffer = room(9);
      assertThat(told(channel.read(buffer, 1))).isEqualTo("4");
      assertThat(new String(buffer.array(), 0, buffer.position(), UTF_8)).isEqualTo("ello");
      assertThat(told(channel.read(room(9), 5))).isEqualTo("-1");
      assertThat(told(channel.read(room(9), 50))).isEqualTo("-1");
      assertThat(told(channel.read(room(0), 0))).isEqualTo("0");
      assertThat(told(channel.read(room(0), 50))).isEqualTo("0");
      assertThat(done(() -> channel.force(true))).isEqualTo("ok");
      assertThat(channel.size()).isEqualTo(5);
    }
    try (var directory = open("dir")) {
      assertThat(told(directory.read(room(1), 0))).isEqualTo("IOException: Is a directory");
    }
  }

  @Test
  void writingChangesTheFile() throws IOException {
    try (var channel = open("f", WRITE, SYNC)) {
      assertThat(told(channel.write(bytes("XY"), 7))).isEqualTo("2");
      assertThat(channel.size()).isEqualTo(9);
      assertThat(told(channel.write(room(0), 70))).isEqualTo("0");
      assertThat(channel.size()).isEqualTo(9);
      assertThat(channel.truncate(30)).isSameAs(channel);
      assertThat(channel.size()).isEqualTo(9);
      assertThat(channel.truncate(3).size()).isEqualTo(3);
    }
    assertThat(at("f")).hasContent("hel");
  }

  @Test
  void aReaderSeesWhatIsWrittenAfterItWasOpened() throws IOException {
    try (var reader = open("dir/x")) {
      Files.writeString(at("dir/x"), "changed");
      assertThat(told(reader.read(room(9), 0))).isEqualTo("7");
      assertThat(reader.size()).isEqualTo(7);
    }
  }

  @Test
  void aChannelDoesOnlyWhatItWasOpenedFor() throws IOException {
    String notReadable = "NonReadableChannelException";
    String notWritable = "NonWritableChannelException";
    String illegal = "IllegalArgumentException";
    try (var channel = open("f")) {
      assertThat(outcome(() -> channel.write(bytes("x"), 0))).isEqualTo(notWritable);
      assertThat(outcome(() -> channel.write(bytes("x"), -1))).isEqualTo(illegal);
      assertThat(outcome(() -> channel.truncate(0))).isEqualTo(notWritable);
      assertThat(outcome(() -> channel.truncate(-1))).isEqualTo(illegal);
      assertThat(outcome(() -> channel.read(room(1), -1))).isEqualTo(illegal);
      assertThat(outcome(() -> channel.read(room(1).asReadOnlyBuffer(), 0))).isEqualTo(illegal);
      assertThat(outcome(() -> channel.read(null, 0))).isEqualTo("NullPointerException");
      assertThat(done(() -> channel.read(room(1), 0, "", null))).isEqualTo("NullPointerException");
      assertThat(outcome(channel::lock)).isEqualTo(notWritable);
      assertThat(outcome(channel::tryLock)).isEqualTo(notWritable);
      assertThat(outcome(() -> channel.lock(-1, 1, true))).isEqualTo(illegal);
      assertThat(outcome(() -> channel.tryLock(9, Long.MAX_VALUE, true))).isEqualTo(illegal);
    }
    try (var channel = open("f", WRITE)) {
      assertThat(outcome(() -> channel.read(room(1), 0))).isEqualTo(notReadable);
      assertThat(outcome(() -> channel.read(room(1), -1))).isEqualTo(illegal);
      assertThat(outcome(() -> channel.read(room(1).asReadOnlyBuffer(), 0))).isEqualTo(notReadable);
      assertThat(outcome(() -> channel.lock(0, 1, true))).isEqualTo(notReadable);
      assertThat(outcome(() -> channel.tryLock(0, 1, true))).isEqualTo(notReadable);
      assertThat(outcome(() -> channel.write(null, 0))).isEqualTo("NullPointerException");
    }
  }

  @Test
  void handlersAreCalledByThreadsOfTheExecutor() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (var channel = AsynchronousFileChannel.open(at("f"), Set.of(READ, WRITE), executor)) {
      Thread itsThread = executor.submit(Thread::currentThread).get();
      Handler<Integer> read = new Handler<>();
      channel.read(room(9), 0, "me", read);
      assertThat(read.result.get(1, TimeUnit.MINUTES)).isEqualTo("5 for me");
      assertThat(read.thread).isSameAs(itsThread);
      Handler<FileLock> locked = new Handler<>();
      channel.lock("me", locked);
      assertThat(locked.result.get(1, TimeUnit.MINUTES)).endsWith(" for me");
      assertThat(locked.thread).isSameAs(itsThread);
    } finally {
      executor.shutdown();
    }
    try (var channel = open("f")) {
      Handler<Integer> read = new Handler<>();
      channel.read(room(9), 0, "me", read);
      assertThat(read.result.get(1, TimeUnit.MINUTES)).isEqualTo("5 for me");
      assertThat(read.thread).isNotSameAs(Thread.currentThread());
      assertThat(read.thread.isDaemon()).isTrue();
    }
  }

  @Test
  void anExecutorThatRefusesRefusesTheOperation() throws IOException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    executor.shutdown();
    String refused = "RejectedExecutionException";
    try (var channel = AsynchronousFileChannel.open(at("f"), Set.of(READ, WRITE), executor)) {
      assertThat(outcome(() -> channel.read(room(1), 0))).isEqualTo(refused);
      assertThat(outcome(channel::lock)).isEqualTo(refused);
      assertThat(channel.tryLock()).as("the refused lock is not held").isNotNull();
    }
  }

  @Test
  void closingFailsWhatHasNotBegun() throws Exception {
    Later executor = new Later();
    var channel = AsynchronousFileChannel.open(at("f"), Set.of(READ, WRITE), executor);
    Future<Integer> read = channel.read(room(1), 0);
    Handler<Integer> write = new Handler<>();
    channel.write(bytes("J"), 0, "me", write);
    Future<FileLock> lock = channel.lock();
    channel.close();
    executor.runAll();
    assertThat(told(read)).isEqualTo(CLOSED_MEANWHILE);
    assertThat(write.result.get()).isEqualTo("AsynchronousCloseException for me");
    assertThat(told(lock)).isEqualTo(CLOSED_MEANWHILE);
    assertThat(at("f")).hasContent("hello");
  }

  @Test
  void cancellingWithInterruptionClosesTheChannel() throws Exception {
    Later executor = new Later();
    var channel = AsynchronousFileChannel.open(at("f"), Set.of(READ, WRITE), executor);
    assertThat(channel.read(room(1), 0).cancel(false)).isTrue();
    assertThat(channel.isOpen()).isTrue();
    Future<Integer> read = channel.read(room(1), 0);
    assertThat(read.cancel(true)).isTrue();
    assertThat(read.isCancelled()).isTrue();
    assertThat(channel.isOpen()).isFalse();
    executor.runAll();
    assertThat(outcome(read::get)).isEqualTo("CancellationException");
  }

  @Test
  void aClosedChannelDoesNothing() throws Exception {
    var channel = open("f", READ, WRITE);
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThat(outcome(channel::size)).isEqualTo(CLOSED);
    assertThat(done(() -> channel.force(true))).isEqualTo(CLOSED);
    assertThat(outcome(() -> channel.truncate(0))).isEqualTo(CLOSED_MEANWHILE);
    assertThat(outcome(channel::tryLock)).isEqualTo(CLOSED);
    assertThat(told(channel.lock())).isEqualTo(CLOSED);
    assertThat(told(channel.read(room(1), 0))).isEqualTo(CLOSED);
    assertThat(told(channel.write(bytes("x"), 0))).isEqualTo(CLOSED);
    Handler<FileLock> lock = new Handler<>();
    channel.lock("me", lock);
    assertThat(lock.result.get(1, TimeUnit.MINUTES)).isEqualTo("ClosedChannelException for me");
  }

  @Test
  void locksOfBothKindsOfChannelsExcludeEachOther() throws Exception {
    String overlaps = "OverlappingFileLockException";
    AsynchronousFileChannel channel = open("f", READ, WRITE);
    try (FileChannel other = FileChannel.open(at("lf"), READ, WRITE)) {
      FileLock lock = channel.lock(0, 10, false).get(1, TimeUnit.MINUTES);
      assertThat(lock.acquiredBy()).isSameAs(channel);
      assertThat(outcome(() -> channel.lock(9, 1, false))).isEqualTo(overlaps);
      assertThat(outcome(() -> channel.tryLock(9, 1, false))).isEqualTo(overlaps);
      assertThat(outcome(() -> other.tryLock(0, 1, false))).isEqualTo(overlaps);
      FileLock behind = other.lock(10, 5, true);
      assertThat(outcome(() -> channel.tryLock(14, 1, true))).isEqualTo(overlaps);
      behind.release();
      assertThat(channel.tryLock(14, 1, true).isShared()).isTrue();
      lock.release();
      assertThat(lock.isValid()).isFalse();
      FileLock again = channel.tryLock(0, 10, false);
      channel.close();
      assertThat(again.isValid()).isFalse();
      assertThat(done(again::release)).isEqualTo(CLOSED);
      assertThat(other.tryLock()).isNotNull();
    }
  }

  @Test
  void aPendingLockIsInTheWay() throws Exception {
    Later executor = new Later();
    try (var channel = AsynchronousFileChannel.open(at("f"), Set.of(READ, WRITE), executor)) {
      Future<FileLock> lock = channel.lock();
      assertThat(lock.isDone()).isFalse();
      assertThat(outcome(channel::tryLock)).isEqualTo("OverlappingFileLockException");
      executor.runAll();
      assertThat(lock.get().isValid()).isTrue();
    }
  }

  @Test
  void anInterruptDoesNoHarm() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (var channel = AsynchronousFileChannel.open(at("f"), Set.of(READ, WRITE), executor)) {
      executor.execute(() -> Thread.currentThread().interrupt());
      assertThat(told(channel.write(bytes("J"), 0))).isEqualTo("1");
      executor.execute(() -> Thread.currentThread().interrupt());
      assertThat(told(channel.read(room(9), 0))).isEqualTo("5");
      Thread.currentThread().interrupt();
      assertThat(channel.truncate(4).size()).isEqualTo(4);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(channel.isOpen()).isTrue();
    } finally {
      executor.shutdown();
    }
    assertThat(at("f")).hasContent("Jell");
  }
}
