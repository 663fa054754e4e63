package io.unionfs.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Readers never wait for a writer, and writers of different files not for one another. */
@Timeout(120)
class NobodyWaitsTest {
  /** Longer than anything takes here, on a busy machine too. */
  private static final long SECONDS = 30;

  private static final long TOO_SOON_MILLIS = 200;
  private static final Duration FOREVER = Duration.ofMinutes(10);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  /** What {@code action} returns on another thread, soon. */
  private <T> T soon(String what, Callable<T> action) throws Exception {
    Future<T> running = threads.submit(action);
    try {
      return running.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(what + " waits", e);
    }
  }

  private static void assertWaits(Future<?> writer) {
    assertThatThrownBy(() -> writer.get(TOO_SOON_MILLIS, TimeUnit.MILLISECONDS))
        .as("the writer is still stuck")
        .isInstanceOf(TimeoutException.class);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Does everything that reads, in a mount with /slow, /other, /link and /made. */
  private void readEverything(UnionFileSystem fs) throws Exception {
    Path slow = fs.getPath("/slow");
    Path other = fs.getPath("/other");
    Path made = fs.getPath("/made");
    assertThat(soon("stat", () -> Files.size(slow))).isEqualTo(4);
    assertThat(soon("lookup of nothing", () -> Files.exists(fs.getPath("/nothing")))).isFalse();
    assertThat(soon("access", () -> Files.isWritable(slow))).isTrue();
    assertThat(soon("readlink", () -> Files.readSymbolicLink(fs.getPath("/link"))))
        .hasToString("other");
    assertThat(soon("walk", () -> walk(fs))).contains("/slow", "/made", "/d/x");
    assertThat(soon("open of a lower file", () -> Files.readString(other))).isEqualTo("other");
    assertThat(soon("open of an upper file", () -> Files.readString(made))).isEqualTo("made");
    assertThat(soon("attributes", () -> Files.readAttributes(slow, PosixFileAttributes.class)))
        .isNotNull();
    assertThat(soon("xattrs", () -> Files.readAttributes(slow, "xattr:*"))).isEmpty();
    assertThat(soon("an open of the same file", () -> openAndClose(slow))).isEqualTo(4);
    assertThat(soon("real path", () -> fs.getPath("/link").toRealPath())).hasToString("/other");
    assertThat(soon("provenance", () -> fs.provenance(slow).provider())).isNotNull();
    assertThat(soon("changes", fs::changes)).isNotEmpty();
    FileStore store = Files.getFileStore(other);
    assertThat(soon("statfs", store::getUsableSpace)).isPositive();
    assertThat(soon("statfs", () -> store.getAttribute("statfs:blocks"))).isNotNull();
    assertThat(soon("usage", () -> fs.usage().bytes())).isNotNegative();
    assertThat(soon("a watch", () -> watchedAndBack(fs.getPath("/d")))).isTrue();
  }

  /** Whether a watch of {@code directory} was begun and ended. */
  private static boolean watchedAndBack(Path directory) throws Exception {
    try (WatchService service = directory.getFileSystem().newWatchService()) {
      WatchKey key = directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
      boolean valid = key.isValid();
      key.cancel();
      return valid;
    }
  }

  private static long openAndClose(Path file) throws Exception {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.size();
    }
  }

  private static List<String> walk(UnionFileSystem fs) throws Exception {
    try (var all = Files.walk(fs.getPath("/"))) {
      return all.map(Path::toString).toList();
    }
  }

  @Test
  void readersGoOnWhileACopyUpHangs() throws Exception {
    StuckContent stuck = new StuckContent("slow");
    Layer lower =
        Layer.builder()
            .file("slow", stuck)
            .file("other", "other")
            .file("d/x", "x")
            .symlink("link", "other")
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(lower).mount()) {
      write(fs.getPath("/made"), "made");
      try (FileChannel open = FileChannel.open(fs.getPath("/made"));
          FileChannel writing = FileChannel.open(fs.getPath("/made"), StandardOpenOption.WRITE)) {
        Future<FileChannel> writer =
            threads.submit(() -> FileChannel.open(fs.getPath("/slow"), StandardOpenOption.WRITE));
        try {
          stuck.reached.await();
          readEverything(fs);
          ByteBuffer read = ByteBuffer.allocate(4);
          assertThat(soon("read", () -> open.read(read, 0))).isEqualTo(4);
          assertThat(soon("write", () -> writing.write(ByteBuffer.wrap(new byte[1]), 0))).isOne();
          assertWaits(writer);
        } finally {
          stuck.released.countDown();
        }
        writer.get(SECONDS, TimeUnit.SECONDS).close();
      }
      assertThat(fs.getPath("/slow")).hasContent("slow");
    }
  }

  @Test
  void readersGoOnWhileAChangeOfNamesHangs() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Layer lower =
        Layer.builder()
            .file("slow", "slow")
            .file("other", "other")
            .file("d/x", "x")
            .symlink("link", "other")
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(lower).mount()) {
      write(fs.getPath("/made"), "made");
      fs.setListener(
          event -> {
            if (event instanceof TraceEvent.WhiteoutWritten) {
              reached.countDown();
              try {
                released.await(); // With the mount's lock held.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }
          });
      Future<?> remover =
          threads.submit(
              () -> {
                Files.delete(fs.getPath("/d/x"));
                return null;
              });
      try {
        reached.await();
        fs.setListener(null);
        assertThat(soon("stat", () -> Files.exists(fs.getPath("/d/x")))).isFalse();
        assertThat(soon("read", () -> Files.readString(fs.getPath("/made")))).isEqualTo("made");
        assertThat(soon("walk", () -> walk(fs))).doesNotContain("/d/x").contains("/d", "/made");
        assertWaits(remover);
      } finally {
        released.countDown();
      }
      remover.get(SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A change of names, and where in the storage it hangs. */
  private record NameChange(String name, FaultPoint point, String path, Change change) {
    interface Change {
      void on(UnionFileSystem fs) throws IOException;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static List<NameChange> nameChanges() {
    return List.of(
        new NameChange(
            "make",
            FaultPoint.STORAGE_CREATE_FILE,
            "/new",
            fs -> Files.createFile(fs.getPath("/new"))),
        new NameChange(
            "link",
            FaultPoint.STORAGE_CREATE_LINK,
            "/made",
            fs -> Files.createLink(fs.getPath("/new"), fs.getPath("/made"))),
        new NameChange(
            "unlink",
            FaultPoint.STORAGE_DELETE,
            "/going",
            fs -> Files.delete(fs.getPath("/going"))),
        new NameChange(
            "rename",
            FaultPoint.STORAGE_MOVE,
            "/going",
            fs -> Files.move(fs.getPath("/going"), fs.getPath("/e/new"))),
        new NameChange(
            "rename a directory",
            FaultPoint.STORAGE_MOVE,
            "/e",
            fs -> Files.move(fs.getPath("/e"), fs.getPath("/new"))));
  }

  private static List<Arguments> nameChangesByStorage() {
    return nameChanges().stream()
        .flatMap(
            change ->
                Stream.of(
                    arguments(change, "blocks"),
                    arguments(change, "jimfs"),
                    arguments(change, "disk")))
        .toList();
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("nameChangesByStorage")
  void readersGoOnWhileTheStorageHangsInAChangeOfNames(
      NameChange hanging, String storage, @TempDir Path disk) throws Exception {
    FaultPlan plan =
        FaultPlan.builder()
            .on(hanging.point())
            .path("glob:" + hanging.path())
            .always()
            .delay(FOREVER)
            .build();
    plan.disarm();
    Layer lower =
        Layer.builder().file("other", "other").file("d/x", "x").symlink("link", "other").build();
    UnionFileSystemBuilder builder = UnionFileSystem.builder().lower(lower).faults(plan);
    switch (storage) {
      case "disk" -> builder.upper(Files.createDirectory(disk.resolve("upper")));
      case "jimfs" -> builder.memory(MemoryMedium.JIMFS);
      default -> builder.memory(MemoryMedium.BLOCKS);
    }
    try (UnionFileSystem fs = builder.mount()) {
      write(fs.getPath("/slow"), "slow");
      write(fs.getPath("/made"), "made");
      write(fs.getPath("/going"), "going");
      Files.createDirectory(fs.getPath("/e"));
      write(fs.getPath("/e/inside"), "inside");
      // No file of the writable layer is open there but one: each is found by its path.
      try (Stuck changer = new Stuck(plan, () -> hanging.change().on(fs))) {
        readEverything(fs);
        assertThat(soon("read", () -> Files.readString(fs.getPath("/slow")))).isEqualTo("slow");
        assertThat(soon("read", () -> Files.readString(fs.getPath("/made")))).isEqualTo("made");
        assertWaits(changer.future);
        changer.goOn();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"JIMFS", "BLOCKS"})
  void whoOpensAFileOnItsWayElsewhereFindsIt(MemoryMedium memory) throws Exception {
    FaultPlan plan =
        FaultPlan.builder()
            .on(FaultPoint.STORAGE_MOVE)
            .path("glob:/e")
            .always()
            .delay(FOREVER)
            .build();
    plan.disarm();
    Layer lower = Layer.builder().build();
    try (UnionFileSystem fs =
        UnionFileSystem.builder().lower(lower).memory(memory).faults(plan).mount()) {
      Files.createDirectory(fs.getPath("/e"));
      write(fs.getPath("/e/inside"), "inside");
      write(fs.getPath("/made"), "made");
      try (Stuck changer = new Stuck(plan, () -> Files.move(fs.getPath("/e"), fs.getPath("/f")));
          FileChannel open = soon("open", () -> FileChannel.open(fs.getPath("/e/inside")))) {
        ByteBuffer read = ByteBuffer.allocate(6);
        Future<Integer> reader = threads.submit(() -> open.read(read, 0));
        if (memory == MemoryMedium.JIMFS) {
          assertWaits(reader); // Where its data is, nobody can say.
        } else {
          soon("read", reader::get);
        }
        changer.goOn();
        assertThat(reader.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(6);
        assertThat(new String(read.array(), StandardCharsets.UTF_8)).isEqualTo("inside");
      }
    }
  }

  @Test
  void aFileCanBeOpenedForTheFirstTimeWhileItsAttributesAreStored() throws Exception {
    FaultPlan plan =
        FaultPlan.builder().on(FaultPoint.UPPER_UPDATE).always().delay(FOREVER).build();
    plan.disarm();
    Layer lower = Layer.builder().file("f", "here").build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(lower).faults(plan).mount()) {
      Path file = fs.getPath("/f");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      write(fs.getPath("/another"), "for which the first is closed in the storage");
      Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
      try (Stuck changer = new Stuck(plan, () -> Files.setPosixFilePermissions(file, mode))) {
        assertThat(soon("open", () -> Files.readString(file))).isEqualTo("here");
        assertWaits(changer.future);
        changer.goOn();
      }
      assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mode);
    }
  }

  /** A thread that hangs where a plan says, until it is to go on. */
  private final class Stuck implements AutoCloseable {
    private final FaultPlan plan;
    private final CompletableFuture<Thread> thread = new CompletableFuture<>();
    final Future<?> future;

    interface Action {
      void run() throws IOException;
    }

    Stuck(FaultPlan plan, Action action) throws Exception {
      this.plan = plan;
      plan.arm();
      future =
          threads.submit(
              () -> {
                thread.complete(Thread.currentThread());
                action.run();
                return null;
              });
      while (plan.fired().isEmpty()) {
        assertThat(future.isDone()).as("it hangs").isFalse();
        Thread.sleep(1);
      }
    }

    void goOn() throws Exception {
      close();
      future.get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      plan.disarm();
      if (!future.isDone()) {
        thread.join().interrupt(); // Ends the wait.
      }
    }
  }

  /** A plan under which writes to {@code path} hang in the storage until they are interrupted. */
  private static FaultPlan hangingWritesTo(String path) {
    return FaultPlan.builder()
        .on(FaultPoint.STORAGE_WRITE)
        .path("glob:" + path)
        .always()
        .delay(FOREVER)
        .build();
  }

  @Test
  void aWriteThatHangsHoldsUpNeitherReadersOfItsFileNorWritersOfOthers() throws Exception {
    FaultPlan plan = hangingWritesTo("/slow");
    plan.disarm();
    Layer lower =
        Layer.builder().file("other", "other").file("d/x", "x").symlink("link", "other").build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(lower).faults(plan).mount()) {
      write(fs.getPath("/slow"), "slow");
      write(fs.getPath("/made"), "made");
      try (Stuck writer = new Stuck(plan, () -> write(fs.getPath("/slow"), "fast"))) {
        readEverything(fs);
        assertThat(soon("read", () -> Files.readString(fs.getPath("/slow")))).isEqualTo("slow");
        assertThat(soon("a write", () -> appended(fs.getPath("/made")))).isEqualTo("made+");
        assertThat(soon("a new file", () -> appended(fs.getPath("/new")))).isEqualTo("+");
        assertThat(soon("a copy-up", () -> appended(fs.getPath("/other")))).isEqualTo("other+");
        assertWaits(writer.future);
        writer.goOn(); // A stream minds no interrupt, and writes again.
      }
      assertThat(fs.getPath("/slow")).hasContent("fast");
    }
  }

  private static String appended(Path file) throws Exception {
    Files.writeString(file, "+", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return Files.readString(file);
  }

  @Test
  void aFileIsCopiedUpOnceHoweverManyWantIt() throws Exception {
    int users = 16;
    Layer lower = Layer.builder().file("d/shared", "x".repeat(100_000)).build();
    for (int round = 0; round < 20; round++) {
      try (UnionFileSystem fs = UnionFileSystem.builder().lower(lower).mount()) {
        AtomicInteger files = new AtomicInteger();
        AtomicInteger directories = new AtomicInteger();
        fs.setListener(
            event -> {
              if (event instanceof TraceEvent.CopiedUp copy) {
                (copy.path().equals("/d/shared") ? files : directories).incrementAndGet();
              }
            });
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < users; i++) {
          all.add(
              threads.submit(
                  () -> {
                    go.await();
                    Files.writeString(fs.getPath("/d/shared"), "+", StandardOpenOption.APPEND);
                    return null;
                  }));
        }
        go.countDown();
        for (Future<?> one : all) {
          one.get(SECONDS, TimeUnit.SECONDS);
        }
        assertThat(files).hasValue(1);
        assertThat(directories).as("/d").hasValue(1);
        assertThat(Files.size(fs.getPath("/d/shared"))).isEqualTo(100_000 + users);
      }
    }
  }
}
