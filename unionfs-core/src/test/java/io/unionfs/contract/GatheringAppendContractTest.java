package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Two channels that append to one file. */
class GatheringAppendContractTest extends Contract {
  private static final int RECORDS = 2000;
  private static final int PARTS = 8;

  @Test
  void theBuffersOfOneWriteStayTogether() throws Exception {
    Files.write(at("f"), new byte[0]);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CyclicBarrier start = new CyclicBarrier(2);
      Future<?> one = threads.submit(() -> append('a', start));
      Future<?> other = threads.submit(() -> append('b', start));
      one.get();
      other.get();
    } finally {
      threads.shutdown();
    }
    String written = content("f");
    assertThat(written).hasSize(2 * RECORDS * PARTS);
    for (int at = 0; at < written.length(); at += PARTS) {
      assertThat(written.substring(at, at + PARTS)).isIn("a".repeat(PARTS), "b".repeat(PARTS));
    }
  }

  private Void append(char letter, CyclicBarrier start) throws Exception {
    try (FileChannel channel = FileChannel.open(at("f"), APPEND)) {
      start.await();
      for (int record = 0; record < RECORDS; record++) {
        assertThat(channel.write(record(letter))).isEqualTo(PARTS);
      }
    }
    return null;
  }

  private static ByteBuffer[] record(char letter) {
    ByteBuffer[] parts = new ByteBuffer[PARTS];
    for (int part = 0; part < PARTS; part++) {
      parts[part] = ByteBuffer.wrap(new byte[] {(byte) letter});
    }
    return parts;
  }
}
