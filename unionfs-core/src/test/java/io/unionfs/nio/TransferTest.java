package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers in circles, and between filesystems. */
@Timeout(60)
class TransferTest {
  private static final int SIZE = 300_000;

  @TempDir Path host;

  private UnionFileSystem union;
  private Path a;
  private Path b;

  @BeforeEach
  void mount() throws IOException {
    union = UnionFileSystem.builder().lower(Layer.builder().build()).mount();
    a = Files.write(union.getPath("/a"), pattern(1));
    b = Files.write(union.getPath("/b"), pattern(2));
  }

  @AfterEach
  void unmount() throws IOException {
    union.close();
  }

  private static byte[] pattern(int seed) {
    byte[] bytes = new byte[SIZE];
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) (i * 31 + seed);
    }
    return bytes;
  }

  @Test
  void aFileIsTransferredToItself() throws IOException {
    try (FileChannel from = FileChannel.open(a);
        FileChannel to = FileChannel.open(a, APPEND)) {
      assertThat(from.transferTo(0, SIZE, to)).isEqualTo(SIZE);
      assertThat(from.size()).isEqualTo(2L * SIZE);
    }
    try (FileChannel both = FileChannel.open(b, READ, WRITE)) {
      assertThat(both.position(SIZE).transferFrom(both.position(10), SIZE, 100)).isEqualTo(100);
      assertThat(both.transferTo(0, 100, both.position(0))).isEqualTo(100);
      assertThat(both.size()).isEqualTo(SIZE + 100L);
    }
  }

  private interface Transfer {
    long run(FileChannel one, FileChannel other) throws IOException;
  }

  /** jimfs locks both files for a transfer, each thread in its own order, and stops. */
  @Test
  void twoThreadsThatTransferCrosswiseDoNotWaitForEachOther() throws Exception {
    for (Transfer transfer :
        List.<Transfer>of(
            (one, other) -> one.transferTo(0, SIZE, other.position(0)),
            (one, other) -> one.transferFrom(other.position(0), 0, SIZE))) {
      try (FileChannel first = FileChannel.open(a, READ, WRITE);
          FileChannel second = FileChannel.open(b, READ, WRITE)) {
        crosswise(transfer, first, second);
      }
    }
  }

  private static void crosswise(Transfer transfer, FileChannel first, FileChannel second)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    try {
      Future<?> there = threads.submit(repeated(start, transfer, first, second));
      Future<?> back = threads.submit(repeated(start, transfer, second, first));
      there.get();
      back.get();
      assertThat(first.size()).isGreaterThanOrEqualTo(SIZE);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Void> repeated(
      CyclicBarrier start, Transfer transfer, FileChannel one, FileChannel other) {
    return () -> {
      start.await();
      for (int i = 0; i < 100; i++) {
        transfer.run(one, other);
      }
      return null;
    };
  }

  @Test
  void foreignChannelsAreTransferredToAndFrom() throws IOException {
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix())) {
      for (Path foreign : List.of(host.resolve("f"), jimfs.getPath("/f"))) {
        try (FileChannel ours = FileChannel.open(a);
            FileChannel theirs = FileChannel.open(foreign, READ, WRITE, CREATE)) {
          assertThat(ours.transferTo(0, SIZE, theirs)).isEqualTo(SIZE);
        }
        assertThat(foreign).hasBinaryContent(pattern(1));
        Path back = union.getPath("/back");
        try (FileChannel ours = FileChannel.open(back, READ, WRITE, CREATE);
            FileChannel theirs = FileChannel.open(foreign, READ, WRITE)) {
          assertThat(ours.transferFrom(theirs, 0, SIZE)).isEqualTo(SIZE);
          assertThat(back).hasBinaryContent(pattern(1));
          assertThat(ours.truncate(0).size()).isZero();
          assertThat(theirs.transferTo(0, SIZE, ours.position(0))).isPositive();
          assertThat(theirs.transferFrom(ours.position(0), 0, 10)).isEqualTo(10);
        }
      }
    }
  }
}
