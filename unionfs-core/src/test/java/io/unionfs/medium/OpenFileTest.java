package io.unionfs.medium;

import static io.unionfs.medium.Samples.createFile;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users of one file beside each other, and interrupts among them. */
@Timeout(60)
final class OpenFileTest {
  @TempDir Path directory;

  private interface Check {
    void on(UpperMedium medium) throws Exception;
  }

  private void everywhere(Check check) throws Exception {
    try (UpperMedium medium = DirectoryMedium.inMemory()) {
      check.on(medium);
    }
    try (Place place = Place.onHost(directory);
        UpperMedium medium = place.open()) {
      check.on(medium);
    }
  }

  @Test
  void anInterruptedThreadGoesOn() throws Exception {
    everywhere(
        medium -> {
          UpperFile file = createFile(medium, medium.root(), "f", "data");
          file.open();
          Thread.currentThread().interrupt();
          assertThat(file.read(ByteBuffer.allocate(4), 0)).isEqualTo(4);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(file.read(ByteBuffer.allocate(4), 0)).isEqualTo(4);
          Thread.currentThread().interrupt();
          assertThat(file.write(ByteBuffer.wrap(Samples.bytes("DATA")), 0)).isEqualTo(4);
          file.truncate(5);
          file.truncate(4);
          file.force();
          assertThat(Thread.interrupted()).isTrue();
          assertThat(file.write(ByteBuffer.wrap(Samples.bytes("more")), 4)).isEqualTo(4);
          assertThat(Samples.read(file)).isEqualTo("DATAmore");
          file.close();
        });
  }

  @Test
  void changesOfTheTreeAreNotInterrupted() throws Exception {
    everywhere(
        medium -> {
          UpperNode root = medium.root();
          byte[] data = new byte[500_000];
          Arrays.fill(data, (byte) 7);
          Thread.currentThread().interrupt();
          UpperFile copied =
              medium.copyUp(root, "f", Samples.file(0600), Content.of(data).open(), data.length);
          medium.create(root, "fifo", Samples.fifo(), Occupant.NOTHING);
          medium.create(root, "link", Samples.decorated(Samples.symlink("x"), 1), Occupant.NOTHING);
          UpperNode below = Samples.createDirectory(medium, root, "d");
          medium.remove(below, "w", Occupant.NOTHING, Remains.WHITEOUT);
          medium.remove(root, "d", Occupant.DIRECTORY, Remains.WHITEOUT);
          medium.move(copied, root, "f", root, "d", Occupant.WHITEOUT, Remains.WHITEOUT);
          medium.sync();
          assertThat(Thread.interrupted()).isTrue();
          assertThat(Samples.readBytes(copied)).isEqualTo(data);
          assertThat(medium.list(root)).containsOnlyKeys("f", "d", "fifo", "link");
        });
  }

  @Test
  void anOrphanSurvivesAnInterrupt() throws Exception {
    everywhere(
        medium -> {
          UpperFile file = createFile(medium, medium.root(), "f", "data");
          file.open();
          medium.remove(medium.root(), "f", Occupant.FILE, Remains.NOTHING);
          Thread.currentThread().interrupt();
          assertThat(file.read(ByteBuffer.allocate(4), 0)).isEqualTo(4);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(Samples.read(file)).isEqualTo("data");
          file.close();
        });
  }

  @Test
  void readersSeeWholeBlocksWhileOthersWriteMoveAndAreInterrupted() throws Exception {
    everywhere(OpenFileTest::stress);
  }

  private static void stress(UpperMedium medium) throws Exception {
    UpperNode top = Samples.createDirectory(medium, medium.root(), "d0");
    List<UpperFile> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(createFile(medium, top, "f" + i, "a".repeat(4096)));
    }
    AtomicBoolean stop = new AtomicBoolean();
    ExecutorService threads = Executors.newCachedThreadPool();
    List<Future<?>> all = new ArrayList<>();
    for (UpperFile file : files) {
      file.open();
      for (int i = 0; i < 2; i++) {
        all.add(threads.submit(until(stop, () -> readBlock(file))));
      }
      all.add(threads.submit(until(stop, () -> file.write(ByteBuffer.allocate(4096), 4096))));
    }
    List<Thread> victims = new ArrayList<>();
    Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
    for (UpperFile file : files) {
      Thread victim = new Thread(() -> readUninterested(stop, file));
      victim.setUncaughtExceptionHandler((thread, failure) -> failed.add(failure));
      victim.start();
      victims.add(victim);
    }
    for (int i = 0; i < 300; i++) {
      medium.move(
          top,
          medium.root(),
          "d" + i,
          medium.root(),
          "d" + (i + 1),
          Occupant.NOTHING,
          Remains.NOTHING);
      victims.get(i % victims.size()).interrupt();
      Thread.onSpinWait();
    }
    stop.set(true);
    for (Future<?> one : all) {
      one.get(30, TimeUnit.SECONDS);
    }
    for (Thread victim : victims) {
      victim.join();
    }
    threads.shutdown();
    assertThat(failed).isEmpty();
    for (UpperFile file : files) {
      assertThat(file.size()).isEqualTo(8192);
      file.close();
    }
  }

  private static int readBlock(UpperFile file) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(4096);
    assertThat(file.read(block, 0)).isEqualTo(4096);
    for (byte b : block.array()) {
      assertThat(b == 'a').isTrue();
    }
    return 0;
  }

  private static void readUninterested(AtomicBoolean stop, UpperFile file) {
    while (!stop.get()) {
      try {
        ByteBuffer some = ByteBuffer.allocate(100);
        assertThat(file.read(some, 0)).isEqualTo(100);
        assertThat(some.hasRemaining()).isFalse();
        Thread.interrupted();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static Callable<Void> until(AtomicBoolean stop, Callable<Integer> step) {
    return () -> {
      do {
        step.call();
      } while (!stop.get());
      return null;
    };
  }
}
