package io.unionfs.nio;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the watch service does beside telling events: threads, callers, mounts, closing. */
@Timeout(60)
class UnionWatchServiceTest {
  private static final Duration PROMISED = Duration.ofMillis(50);
  private static final Caller SOMEONE = new Caller(1000, 1000, Set.of(), 022);

  private static Layer layer() {
    return Layer.builder().directory("d").file("d/f", "file").directory("d/sub").build();
  }

  private static UnionFileSystem mounted() throws Exception {
    return UnionFileSystem.builder().lower(layer()).mount();
  }

  private static List<String> events(WatchKey key) {
    return key.pollEvents().stream().map(Object::toString).toList();
  }

  @Test
  void aWaitingThreadIsToldWithin50Milliseconds() throws Exception {
    try (UnionFileSystem fs = mounted();
        WatchService service = fs.newWatchService();
        FileChannel file = FileChannel.open(fs.getPath("/d/f"), StandardOpenOption.WRITE)) {
      fs.getPath("/d").register(service, ENTRY_MODIFY);
      List<Long> delays = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Long> told =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    waiting.countDown();
                    WatchKey key = service.take();
                    long now = System.nanoTime();
                    key.pollEvents();
                    key.reset();
                    return now;
                  } catch (InterruptedException e) {
                    throw new CompletionException(e);
                  }
                });
        waiting.await();
        Thread.sleep(2);
        long before = System.nanoTime();
        file.write(ByteBuffer.wrap(new byte[1]));
        delays.add(told.get() - before);
      }
      // A busy machine may be late at times; who polls is late half of the time at least.
      long median = delays.stream().sorted().toList().get(delays.size() / 2);
      assertThat(Duration.ofNanos(median)).isLessThan(PROMISED);
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().contains("FileSystemWatch"));
    }
  }

  @Test
  void nothingIsLostWhateverTheThreads() throws Exception {
    int threads = 4;
    int files = 200;
    try (UnionFileSystem fs = mounted();
        WatchService service = fs.newWatchService()) {
      Path directory = fs.getPath("/d");
      directory.register(service, ENTRY_CREATE, ENTRY_DELETE);
      ExecutorService pool = Executors.newFixedThreadPool(threads);
      List<Future<?>> writers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String prefix = "t" + t + "-";
        writers.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < files; i++) {
                    Files.createFile(directory.resolve(prefix + i));
                    Files.delete(directory.resolve(prefix + i));
                  }
                  return null;
                }));
      }
      Set<String> present = new TreeSet<>();
      int told = 0;
      boolean overflow = false;
      while (told < threads * files * 2 && !overflow) {
        WatchKey key = service.poll(10, TimeUnit.SECONDS);
        assertThat(key).as("after %d events", told).isNotNull();
        for (WatchEvent<?> event : key.pollEvents()) {
          told += event.count();
          String name = String.valueOf(event.context());
          overflow |= event.kind() == OVERFLOW;
          if (event.kind() == ENTRY_CREATE) {
            assertThat(present.add(name)).as("%s is made once", name).isTrue();
          } else if (event.kind() == ENTRY_DELETE) {
            assertThat(present.remove(name)).as("%s was made before", name).isTrue();
          }
        }
        key.reset();
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      pool.shutdown();
      assertThat(overflow || present.isEmpty()).isTrue();
    }
  }

  @Test
  void allViewsOfAMountSeeWhatAnyDoes() throws Exception {
    try (Mount mount = new MountBuilder().lower(layer()).mount()) {
      MountViews views = new MountViews(mount);
      Path ofRoot = views.root(Caller.ROOT);
      Path ofOther = views.root(SOMEONE);
      Files.setAttribute(ofRoot.resolve("d"), "unix:mode", 0777);
      try (WatchService service = ofOther.getFileSystem().newWatchService()) {
        WatchKey key = ofOther.resolve("d").register(service, ENTRY_CREATE);
        Files.createFile(ofRoot.resolve("d/n"));
        Files.createFile(ofOther.resolve("d/m"));
        assertThat(events(key)).containsExactly("ENTRY_CREATE n", "ENTRY_CREATE m");
      }
    }
  }

  @Test
  void whoMayNotReadADirectoryMayNotWatchIt() throws Exception {
    try (Mount mount = new MountBuilder().lower(layer()).mount()) {
      MountViews views = new MountViews(mount);
      Path ofOther = views.root(SOMEONE);
      Files.setAttribute(views.root(Caller.ROOT).resolve("d"), "unix:mode", 0711);
      try (WatchService service = ofOther.getFileSystem().newWatchService()) {
        assertThatThrownBy(() -> ofOther.resolve("d").register(service, ENTRY_CREATE))
            .isInstanceOf(AccessDeniedException.class)
            .hasMessage("/d");
      }
    }
  }

  @Test
  void aReadOnlyMountIsWatchedInVain() throws Exception {
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(layer()).readOnly().mount();
        WatchService service = fs.newWatchService()) {
      WatchKey key = fs.getPath("/d").register(service, ENTRY_CREATE, ENTRY_MODIFY);
      assertThatThrownBy(() -> Files.createFile(fs.getPath("/d/n")));
      assertThat(Files.readString(fs.getPath("/d/f"))).isEqualTo("file");
      assertThat(key.isValid()).isTrue();
      assertThat(service.poll()).isNull();
    }
  }

  @Test
  void closingTheFileSystemClosesItsServices() throws Exception {
    UnionFileSystem fs = mounted();
    WatchService service = fs.newWatchService();
    WatchKey key = fs.getPath("/d").register(service, ENTRY_CREATE);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    Future<WatchKey> waiting = pool.submit(service::take);
    while (!isWaiting()) {
      Thread.sleep(1);
    }
    fs.close();
    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedWatchServiceException.class);
    assertThatThrownBy(service::poll).isInstanceOf(ClosedWatchServiceException.class);
    assertThat(key.isValid()).isFalse();
    pool.shutdown();
  }

  private static boolean isWaiting() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(
            frame ->
                frame.getClassName().equals(UnionWatchService.class.getName())
                    && frame.getMethodName().equals("take"));
  }

  @Test
  void aServiceWatchesOtherMountsTooUntilTheyAreGone() throws Exception {
    try (UnionFileSystem fs = mounted();
        WatchService service = fs.newWatchService()) {
      UnionFileSystem other = mounted();
      WatchKey key = other.getPath("/d").register(service, ENTRY_CREATE);
      assertThat(fs.getPath("/d").register(service, ENTRY_CREATE)).isNotSameAs(key);
      Path made = Files.createFile(other.getPath("/d/n"));
      assertThat(service.poll()).isSameAs(key);
      assertThat(key.pollEvents())
          .singleElement()
          .satisfies(event -> assertThat(event.context()).isEqualTo(made.getFileName()));
      assertThat(key.reset()).isTrue();
      other.close();
      assertThat(service.poll()).isSameAs(key);
      assertThat(key.isValid()).isFalse();
    }
  }

  @Test
  void anInterruptedThreadStopsWaiting() throws Exception {
    try (UnionFileSystem fs = mounted();
        WatchService service = fs.newWatchService()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(service::take).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      WatchKey key = fs.getPath("/d").register(service, ENTRY_CREATE);
      Files.createFile(fs.getPath("/d/n"));
      assertThat(service.take()).isSameAs(key);
    }
  }

  @Test
  void aMountIsKeptOnlyWhileItIsWatched() throws Exception {
    try (UnionFileSystem fs = mounted();
        UnionWatchService service = (UnionWatchService) fs.newWatchService()) {
      UnionFileSystem other = mounted();
      WeakReference<Mount> engine = new WeakReference<>(other.mount());
      WatchKey first = other.getPath("/d").register(service, ENTRY_CREATE);
      WatchKey second = other.getPath("/d/sub").register(service, ENTRY_CREATE);
      assertThat(other.getPath("/d/../d").register(service, ENTRY_DELETE)).isSameAs(first);
      assertThatThrownBy(() -> other.as("1000").getPath("/missing").register(service, ENTRY_CREATE))
          .isInstanceOf(NoSuchFileException.class);
      first.cancel();
      first.cancel();
      Files.delete(other.getPath("/d/sub"));
      assertThat(second.isValid()).isFalse();
      second.cancel();
      assertThat(service.mounts()).isZero();
      WatchKey third = other.getPath("/d").register(service, ENTRY_CREATE);
      assertThat(service.mounts()).isOne();
      other.close();
      assertThat(third.isValid()).isFalse();
      assertThat(service.mounts()).isZero();
      Released.await(engine);
    }
  }
}
