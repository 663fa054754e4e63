package io.unionfs.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An interrupt closes the channel that the interrupted thread uses, and no other, though all
 * channels of one file share what is open below: jimfs's and the JDK's channels close under all of
 * their users. {@code -Dunionfs.seed=N} says when interrupts come.
 */
class InterruptsTest {
  private static final long SEED = Long.getLong("unionfs.seed", 1);
  private static final int THREADS = 3;
  private static final int INTERRUPTS = 300;
  private static final String TEXT = "0123456789".repeat(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final FileSystem memory = Jimfs.newFileSystem(Configuration.unix());

  @AfterEach
  void closeMemory() throws IOException {
    memory.close();
  }

  private enum Place {
    /** In the writable layer, in memory. */
    MEMORY,
    /** In the writable layer, on the disk. */
    DISK,
    /** In a lower layer that is a directory of the disk. */
    LOWER_DIRECTORY,
    /** In a lower layer that is a directory in memory. */
    LOWER_IN_MEMORY,
    /** In a lower layer that is an archive. */
    LOWER_ARCHIVE;

    boolean isWritten() {
      return this == MEMORY || this == DISK;
    }
  }

  private UnionFileSystem mount(Place place) throws Exception {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    Path within = place == Place.LOWER_IN_MEMORY ? memory.getPath("/work") : directory;
    Path lower = Files.createDirectory(within.resolve("lower"));
    if (place.isWritten()) {
      builder.lower(Layer.builder().build());
      if (place == Place.DISK) {
        builder.upper(directory.resolve("upper"));
      }
      UnionFileSystem fs = builder.mount();
      Files.writeString(fs.getPath("/file"), TEXT);
      return fs;
    }
    Files.writeString(lower.resolve("file"), TEXT);
    if (place != Place.LOWER_ARCHIVE) {
      return builder.lower(lower).mount();
    }
    Path archive = directory.resolve("layer.tar");
    Process tar =
        new ProcessBuilder("tar", "-cf", archive.toString(), "-C", lower.toString(), "file")
            .start();
    assertThat(tar.waitFor()).isZero();
    return builder.lower(archive).mount();
  }

  private static int readOnce(FileChannel channel, long at) throws Exception {
    ByteBuffer one = ByteBuffer.allocate(1);
    int count = channel.read(one, at);
    assertThat(count).isOne();
    assertThat(one.get(0)).isEqualTo((byte) TEXT.charAt((int) at));
    return count;
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptHarmsOneChannelOnly(Place place) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (UnionFileSystem fs = mount(place)) {
      Path file = fs.getPath("/file");
      AtomicBoolean done = new AtomicBoolean();
      AtomicInteger closed = new AtomicInteger();
      Watchdog watchdog = new Watchdog(2 * THREADS, PATIENCE);
      Thread[] victims = new Thread[THREADS];
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        running.add(
            threads.submit(
                () -> {
                  victims[number] = Thread.currentThread();
                  while (!done.get()) {
                    closed.addAndGet(useUntilInterrupted(file, place, done));
                    watchdog.step(number);
                  }
                  return null;
                }));
      }
      for (int i = 0; i < THREADS; i++) {
        int number = THREADS + i;
        running.add(
            threads.submit(
                () -> {
                  try (FileChannel channel = FileChannel.open(file, options(place))) {
                    for (int at = 0; !done.get(); at++) {
                      readOnce(channel, at % TEXT.length());
                      if (place.isWritten()) {
                        byte same = (byte) TEXT.charAt(at % TEXT.length());
                        channel.write(ByteBuffer.wrap(new byte[] {same}), at % TEXT.length());
                      }
                      assertThat(Thread.interrupted()).as("interrupted by nobody").isFalse();
                      watchdog.step(number);
                    }
                  }
                  return null;
                }));
      }
      interrupt(victims, closed, running);
      done.set(true);
      watchdog.watch(running);
      assertThat(closed.get()).as("channels closed by interrupts").isPositive();
      assertThat(file).hasContent(TEXT);
      assertThat(fs.openResources()).isEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  private static StandardOpenOption[] options(Place place) {
    return place.isWritten()
        ? new StandardOpenOption[] {StandardOpenOption.READ, StandardOpenOption.WRITE}
        : new StandardOpenOption[] {StandardOpenOption.READ};
  }

  /** Ends early when a thread has failed, which its future tells. */
  private static void interrupt(Thread[] victims, AtomicInteger closed, List<Future<?>> running)
      throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < INTERRUPTS || closed.get() == 0; i++) {
      if (running.stream().anyMatch(Future::isDone)) {
        return;
      }
      Thread victim = victims[random.nextInt(THREADS)];
      if (victim != null) {
        victim.interrupt();
      }
      Thread.sleep(0, random.nextInt(1_000_000));
    }
  }

  /** Returns how many channels were closed: one, or none when it is done. */
  private static int useUntilInterrupted(Path file, Place place, AtomicBoolean done)
      throws Exception {
    FileChannel channel = FileChannel.open(file, options(place));
    try (channel) {
      for (int at = 0; !done.get(); at++) {
        readOnce(channel, at % TEXT.length());
      }
      return 0;
    } catch (ClosedByInterruptException e) {
      assertThat(channel.isOpen()).as("the channel of an interrupted thread").isFalse();
      assertThat(Thread.interrupted()).as("the interrupt is still pending").isTrue();
      return 1;
    }
  }

  /** A copy-up belongs to a call that is no channel's: an interrupt waits until it is done. */
  @Test
  void whatChangesTheTreeIsWholeThoughItsThreadIsInterrupted() throws Exception {
    Layer lower = Layer.builder().file("file", TEXT).build();
    for (Place place : new Place[] {Place.MEMORY, Place.DISK}) {
      UnionFileSystemBuilder builder = UnionFileSystem.builder().lower(lower);
      if (place == Place.DISK) {
        builder.upper(directory.resolve("other"));
      }
      try (UnionFileSystem fs = builder.mount()) {
        Thread.currentThread().interrupt();
        Files.setAttribute(fs.getPath("/file"), "unix:mode", 0600);
        Files.move(fs.getPath("/file"), fs.getPath("/moved"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(fs.getPath("/moved")).hasContent(TEXT);
      }
    }
  }
}
