package io.unionfs.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.OverlayOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many threads do all kinds of things on one mount. Each changes a directory of its own, of which
 * it knows what must be there at last, all of them one in common, and look everywhere. {@code
 * -Dunionfs.minutes=N} says how long the long run is, {@code -Dunionfs.seed=N} what is drawn.
 */
class StressTest {
  private static final int THREADS = 6;
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(Integer.getInteger("unionfs.minutes", 5));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long SEED = Long.getLong("unionfs.seed", 1);

  @TempDir Path directory;

  private enum Setting {
    PLAIN(OverlayOptions.DEFAULT),
    INDEX_AND_REDIRECTS(
        OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON).with(OverlayOptions.Index.ON)),
    METACOPY(OverlayOptions.DEFAULT.with(OverlayOptions.Metacopy.ON));

    private final OverlayOptions options;

    Setting(OverlayOptions options) {
      this.options = options;
    }
  }

  private static Layer lower() {
    LayerBuilder layer = Layer.builder().directory("common");
    for (int thread = 0; thread < THREADS; thread++) {
      for (int i = 0; i < StressWorker.NAMES; i++) {
        layer.file("own" + thread + "/f" + i, StressWorker.LOWER_TEXT);
      }
    }
    for (int i = 0; i < StressWorker.NAMES; i++) {
      layer.file("common/f" + i, "x").hardLink("common/l" + i, "common/f" + i);
      layer.file("common/d" + i + "/f", "y");
    }
    return layer.build();
  }

  @Test
  void whatIsLeftInMemoryIsWhatWasDone() throws Exception {
    for (Setting setting : Setting.values()) {
      stress(setting, null, SHORT);
    }
  }

  @Test
  void whatIsLeftOnADiskIsWhatWasDone() throws Exception {
    for (Setting setting : Setting.values()) {
      stress(setting, directory.resolve(setting.name()), SHORT);
    }
  }

  @Test
  @Tag("long")
  void theSameForAWhile() throws Exception {
    for (Setting setting : Setting.values()) {
      stress(setting, null, LONG.dividedBy(6));
      stress(setting, directory.resolve(setting.name()), LONG.dividedBy(6));
    }
  }

  private static void stress(Setting setting, Path upper, Duration time) throws Exception {
    Layer lower = lower();
    Map<String, String> left;
    try (UnionFileSystem fs = mount(lower, setting, upper)) {
      List<StressWorker> workers = work(fs, time);
      for (StressWorker worker : workers) {
        assertThat(tree(fs.getPath(worker.own())))
            .as("what thread %s left, seed %d, %s", worker.own(), SEED, setting)
            .isEqualTo(worker.expected());
      }
      left = tree(fs.getPath("/"));
      assertThat(fs.openResources()).as("what is still open").isEmpty();
    }
    if (upper != null) {
      assertThat(openBelow(upper)).as("descriptors of the closed mount").isEmpty();
      assertThat(upper.resolveSibling(upper.getFileName() + ".work").resolve("work"))
          .as("the work directory")
          .isEmptyDirectory();
      try (UnionFileSystem again = mount(lower, setting, upper)) {
        assertThat(tree(again.getPath("/"))).as("what the next mount shows").isEqualTo(left);
      }
    }
  }

  private static UnionFileSystem mount(Layer lower, Setting setting, Path upper)
      throws IOException {
    UnionFileSystemBuilder builder =
        UnionFileSystem.builder().lower(lower).options(setting.options);
    return (upper == null ? builder : builder.upper(upper)).mount();
  }

  private static List<StressWorker> work(UnionFileSystem fs, Duration time) throws Exception {
    Watchdog watchdog = new Watchdog(THREADS, PATIENCE);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<StressWorker> workers = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    try {
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        StressWorker worker = new StressWorker(fs, thread, SEED);
        workers.add(worker);
        running.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    worker.step();
                    watchdog.step(thread);
                  }
                  return null;
                }));
      }
      watchdog.watch(running);
    } finally {
      threads.shutdownNow();
    }
    System.out.printf("stress, seed %d: %d steps in %s%n", SEED, watchdog.steps(), time);
    return workers;
  }

  /** Everything below {@code top}: its type, mode, and what a file holds. */
  private static Map<String, String> tree(Path top) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        tree.put(top.relativize(path).toString(), file ? Files.readString(path) : mode(path));
      }
    }
    tree.remove(""); // The directory itself.
    return tree;
  }

  private static String mode(Path path) throws IOException {
    return Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS).toString();
  }

  private static List<String> openBelow(Path upper) throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith(upper.toString())) {
            open.add(target);
          }
        } catch (IOException e) {
          continue; // It was the listing's own.
        }
      }
    }
    return open;
  }
}
