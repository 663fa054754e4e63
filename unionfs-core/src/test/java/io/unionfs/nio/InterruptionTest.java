package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.archive.TarWriter;
import io.unionfs.contract.Subject;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted thread loses its channel; every other thread, and the mount, go on. */
@Timeout(120)
class InterruptionTest {
  private static final int SIZE = 64 * 1024;
  private static final int ROUNDS = 40;

  @TempDir Path host;

  private static byte[] content() {
    byte[] content = new byte[SIZE];
    Arrays.fill(content, (byte) 'x');
    return content;
  }

  private static Path layerIn(Path directory) throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("f"), content());
    return directory;
  }

  @Test
  void lowerFilesOnTheDisk() throws Exception {
    try (UnionFileSystem union =
        UnionFileSystem.builder().lower(layerIn(host.resolve("l"))).mount()) {
      readersBesideInterrupts(union.getPath("/f"));
    }
  }

  @Test
  void lowerFilesOnJimfs() throws Exception {
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix());
        UnionFileSystem union =
            UnionFileSystem.builder().lower(layerIn(jimfs.getPath("/l"))).mount()) {
      readersBesideInterrupts(union.getPath("/f"));
    }
  }

  @Test
  void contentOfArchives() throws Exception {
    TreeLayer layer = Layer.builder().file("f", "x".repeat(SIZE)).build();
    Path plain = host.resolve("layer.tar");
    Path compressed = host.resolve("layer.tar.gz");
    try (OutputStream out = Files.newOutputStream(plain);
        OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      TarWriter.write(layer, out);
      TarWriter.write(layer, gzip);
    }
    for (Path archive : List.of(plain, compressed)) {
      try (UnionFileSystem union = UnionFileSystem.builder().lower(archive).mount()) {
        readersBesideInterrupts(union.getPath("/f"));
      }
    }
  }

  @Test
  void upperFilesInMemory() throws Exception {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
      Files.write(union.getPath("/f"), content());
      readersBesideInterrupts(union.getPath("/f"));
      writersBesideInterrupts(union.getPath("/w"));
    }
  }

  @Test
  void upperFilesOnTheDisk() throws Exception {
    try (UnionFileSystem union =
        UnionFileSystem.builder()
            .lower(Layer.builder().build())
            .upper(host.resolve("upper"))
            .mount()) {
      Files.write(union.getPath("/f"), content());
      readersBesideInterrupts(union.getPath("/f"));
      writersBesideInterrupts(union.getPath("/w"));
    }
  }

  @Test
  void whatIsNoChannelGoesOn() throws Exception {
    Path lower = layerIn(host.resolve("l"));
    for (UnionFileSystem union :
        List.of(
            UnionFileSystem.builder().lower(lower).mount(),
            UnionFileSystem.builder().lower(lower).upper(host.resolve("upper")).mount())) {
      try (union) {
        Path file = Files.write(union.getPath("/w"), content());
        Path copy = union.getPath("/copy");
        for (Path source : List.of(file, union.getPath("/f"))) {
          allTheWhileInterrupted(
              () -> {
                Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
                try (InputStream in = Files.newInputStream(copy)) {
                  assertThat(in.readAllBytes()).isEqualTo(content());
                }
                try (OutputStream out = Files.newOutputStream(copy)) {
                  out.write(content(), 0, SIZE / 2);
                  out.write(content(), SIZE / 2, SIZE / 2);
                }
                assertThat(Files.mismatch(source, copy)).isEqualTo(-1);
                FileChannel.open(copy, WRITE, TRUNCATE_EXISTING).close();
              });
        }
        Path exported = host.resolve("exported");
        allTheWhileInterrupted(
            () -> {
              union.toLayer();
              union.exportTo(exported);
              assertThat(Files.mismatch(exported.resolve("w"), file)).isEqualTo(-1);
              Subject.removeTree(exported);
            });
      }
    }
  }

  private interface Doing {
    void run() throws Exception;
  }

  /** Does it many times, in one thread, which others interrupt at any time. */
  private static void allTheWhileInterrupted(Doing doing) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Thread.currentThread().interrupt();
                for (int i = 0; i < ROUNDS; i++) {
                  doing.run();
                  if (i % 2 == 0) { // what comes then finds nothing pending
                    Thread.interrupted();
                  }
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    thread.start();
    while (thread.isAlive()) {
      thread.interrupt();
      thread.join(0, 100_000);
    }
    assertThat(failure.get()).isNull();
  }

  /** What one thread does with its channel, over and over. */
  private interface Work {
    void on(FileChannel channel) throws IOException;
  }

  private void readersBesideInterrupts(Path file) throws Exception {
    besideInterrupts(
        () -> FileChannel.open(file),
        channel -> {
          ByteBuffer buffer = ByteBuffer.allocate(SIZE);
          while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) > 0) {
            // until all is there
          }
          assertThat(buffer.array()).isEqualTo(content());
        });
    assertThat(Files.readAllBytes(file)).isEqualTo(content());
  }

  private void writersBesideInterrupts(Path file) throws Exception {
    Files.write(file, content());
    besideInterrupts(
        () -> FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE),
        channel -> {
          assertThat(channel.write(ByteBuffer.wrap(content()), 0)).isEqualTo(SIZE);
          assertThat(channel.size()).isEqualTo(SIZE);
        });
    assertThat(Files.readAllBytes(file)).isEqualTo(content());
  }

  private interface Opening {
    FileChannel open() throws IOException;
  }

  /** Two threads work on while a third, with a channel of its own, is interrupted at it. */
  private void besideInterrupts(Opening opening, Work work) throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Throwable> harmed = new AtomicReference<>();
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Thread other =
          new Thread(
              () -> {
                try (FileChannel channel = opening.open()) {
                  while (!over.get()) {
                    work.on(channel);
                  }
                } catch (Throwable e) {
                  harmed.compareAndSet(null, e);
                }
              });
      other.start();
      others.add(other);
    }
    for (int round = 0; round < ROUNDS && harmed.get() == null; round++) {
      interruptedAt(opening.open(), work, round);
    }
    over.set(true);
    for (Thread other : others) {
      other.join();
    }
    assertThat(harmed.get()).isNull();
  }

  private static void interruptedAt(FileChannel channel, Work work, int round) throws Exception {
    AtomicReference<Throwable> end = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              try {
                begun.countDown();
                while (true) {
                  work.on(channel);
                }
              } catch (Throwable e) {
                end.set(e);
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    thread.start();
    begun.await();
    long until = System.nanoTime() + round * 50_000L;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    thread.join();
    assertThat(end.get()).isInstanceOf(ClosedByInterruptException.class);
    assertThat(flag).as("the thread still knows that it was interrupted").isTrue();
    assertThat(channel.isOpen()).isFalse();
  }
}
