package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.concurrency.Meanwhile;
import io.unionfs.layer.Layer;
import io.unionfs.medium.DirectoryMedium;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Racing writers together never get more than the quota, and what they leave is what is counted.
 */
class QuotaThreadsTest {
  private static final int THREADS = 4;
  private static final Quota QUOTA = new Quota(64 * 4096, 40);

  @Test
  void neverOverTheQuota() throws Exception {
    UpperProbe probe =
        UpperProbe.mount(
            List.of(Layer.builder().file("lower", "x".repeat(20_000)).build()),
            List.of(),
            DirectoryMedium.inMemory(),
            QUOTA,
            io.unionfs.overlay.MountBuilder.Writability.WRITABLE,
            OverlayOptions.DEFAULT,
            AccessTimes.RELATIME,
            InstantSource.system());
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Mount mount = probe.mount();
        Meanwhile meanwhile = new Meanwhile()) {
      meanwhile.again("watches", () -> watch(mount));
      List<Future<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        String own = "/" + i + "-";
        writers.add(threads.submit(() -> work(mount, own, random)));
      }
      int full = 0;
      for (Future<Integer> writer : writers) {
        full += writer.get();
      }
      meanwhile.end();
      assertThat(full).as("calls that found no space").isPositive();
      assertThat(mount.usage()).isEqualTo(probe.recount(List.of()));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Writes to different open files take no common lock. */
  @Test
  void appendsToDifferentFilesAreAllCounted() throws Exception {
    Quota quota = new Quota(THREADS * 8L * 4096, 100);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (Mount mount = new MountBuilder().lower(Layer.builder().build()).quota(quota).mount()) {
      List<Future<Long>> writers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        PathName path = PathName.parse("/" + i);
        writers.add(threads.submit(() -> appends(mount, path)));
      }
      long bytes = 0;
      for (Future<Long> writer : writers) {
        bytes += writer.get();
      }
      assertThat(mount.usage()).isEqualTo(new Usage(bytes, THREADS));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns how much space the file takes in the end. */
  private static long appends(Mount mount, PathName path) throws Exception {
    Set<OpenFlag> flags = Set.of(OpenFlag.CREATE, OpenFlag.WRITE, OpenFlag.APPEND);
    try (OpenFile file = mount.open(Caller.ROOT, path, flags, 0644)) {
      ByteBuffer block = ByteBuffer.allocate(4096);
      for (int i = 0; i < 100_000; i++) {
        try {
          block.clear();
          file.write(block, 0);
        } catch (ErrnoException e) {
          assertThat(e.errno()).isEqualTo(Errno.ENOSPC);
        }
        if (i % 7 == 0) {
          file.truncate(0);
        }
      }
      return file.size();
    }
  }

  private static boolean watch(Mount mount) {
    Usage usage = mount.usage();
    assertThat(usage.bytes()).isBetween(0L, QUOTA.bytes());
    assertThat(usage.inodes()).isBetween(0L, QUOTA.inodes());
    return true;
  }

  private static int work(Mount mount, String own, Random random) throws Exception {
    int full = 0;
    for (int i = 0; i < 3000; i++) {
      PathName path = PathName.parse(own + random.nextInt(12));
      try {
        switch (random.nextInt(5)) {
          case 0 -> mount.unlink(Caller.ROOT, path);
          case 1 -> mount.truncate(Caller.ROOT, path, random.nextInt(100_000));
          default -> {
            Set<OpenFlag> flags = Set.of(OpenFlag.CREATE, OpenFlag.WRITE, OpenFlag.APPEND);
            try (OpenFile file = mount.open(Caller.ROOT, path, flags, 0644)) {
              ByteBuffer data = ByteBuffer.allocate(random.nextInt(30_000) + 1);
              while (data.hasRemaining()) {
                file.write(data, 0);
              }
            }
          }
        }
      } catch (ErrnoException e) {
        assertThat(e.errno()).isIn(Errno.ENOSPC, Errno.ENOENT);
        full += e.errno() == Errno.ENOSPC ? 1 : 0;
      }
    }
    return full;
  }
}
