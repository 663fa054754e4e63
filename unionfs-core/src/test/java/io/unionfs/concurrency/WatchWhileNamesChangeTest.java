package io.unionfs.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.DirectoryEvent;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Watch;
import io.unionfs.overlay.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No directory is watched for good that is removed, or unmounted, while its watch begins. */
@Timeout(120)
class WatchWhileNamesChangeTest {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOUNTS = 300;
  private static final int FEW = 10;
  private static final Set<DirectoryEvent.Kind> CREATED = Set.of(DirectoryEvent.Kind.CREATED);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger gone = new AtomicInteger();
  private final long deadline = System.nanoTime() + PATIENCE.toNanos();

  @AfterEach
  void stop() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  /** Whether there are too few, and still time for more. */
  private boolean lacks(int watches) {
    return watches <= FEW && System.nanoTime() < deadline;
  }

  private static Mount mounted() throws Exception {
    return new MountBuilder().lower(Layer.builder().directory("d").build()).mount();
  }

  /** A watch of {@code path}, or null where it fails with {@code expected}. */
  private Watch watched(Mount mount, String path, Errno expected) throws ErrnoException {
    Watcher watcher = mount.watcher();
    try {
      return watcher.add(
          Caller.ROOT,
          PathName.parse(path),
          CREATED,
          (watch, event) -> {
            if (event.kind() == DirectoryEvent.Kind.GONE) {
              gone.incrementAndGet();
            }
          });
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(expected);
      return null;
    }
  }

  @Test
  void theWatchOfADirectoryThatIsRemovedMeanwhileEnds() throws Exception {
    List<Watch> watches = new ArrayList<>();
    long end = System.nanoTime() + LONG_ENOUGH.toNanos();
    try (Mount mount = mounted();
        Meanwhile meanwhile = new Meanwhile()) {
      meanwhile.again(
          "removes",
          () -> {
            mount.mkdir(Caller.ROOT, PathName.parse("d/n"), 0755);
            mount.rmdir(Caller.ROOT, PathName.parse("d/n"));
            return true;
          });
      while (meanwhile.goesOn(System.nanoTime() < end || lacks(watches.size()))) {
        Watch watch = watched(mount, "d/n", Errno.ENOENT);
        if (watch != null) {
          watches.add(watch);
        }
      }
      meanwhile.end();
      assertThat(watches).hasSizeGreaterThan(FEW).noneMatch(Watch::isOpen);
      assertThat(gone).as("told, each once").hasValue(watches.size());
    }
  }

  @Test
  void theWatchOfAMountThatIsClosedMeanwhileEnds() throws Exception {
    int begun = 0;
    for (int i = 0; i < MOUNTS || lacks(begun); i++) {
      Mount mount = mounted();
      Future<?> closer =
          threads.submit(
              () -> {
                mount.close();
                return null;
              });
      List<Watch> watches = new ArrayList<>();
      Watch watch = watched(mount, "d", Errno.EIO);
      while (watch != null) {
        watches.add(watch);
        watch = watched(mount, "d", Errno.EIO);
      }
      closer.get();
      begun += watches.size();
      assertThat(watches).noneMatch(Watch::isOpen);
      assertThat(gone).as("told, each once").hasValue(begun);
    }
    assertThat(begun).isGreaterThan(FEW);
  }
}
