package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A channel that is closed, or whose thread is interrupted, while a write of it runs. */
@Timeout(60)
class ClosingChannelTest {
  @TempDir Path host;

  private final FaultPlan slowly =
      FaultPlan.builder().on(FaultPoint.UPPER_WRITE).always().delay(Duration.ofMillis(300)).build();

  private UnionFileSystem union;
  private Path file;
  private FileChannel channel;
  private Thread writer;
  private FutureTask<Integer> write;

  @BeforeEach
  void beginToWrite() throws Exception {
    slowly.disarm();
    union =
        UnionFileSystem.builder()
            .lower(Layer.builder().build())
            .upper(host.resolve("upper"))
            .faults(slowly)
            .mount();
    file = Files.createFile(union.getPath("/f"));
    channel = FileChannel.open(file, WRITE);
    slowly.arm();
    write = new FutureTask<>(() -> channel.write(ByteBuffer.wrap(new byte[4])));
    writer = new Thread(write);
    writer.start();
    while (slowly.fired().isEmpty()) {
      Thread.sleep(1);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    writer.join();
    union.close();
  }

  @Test
  void closingAChannelWaitsForTheWriteThatRuns() throws Exception {
    channel.close();
    assertThat(Files.size(file)).isEqualTo(4);
    assertThat(write.get()).isEqualTo(4);
    assertThatThrownBy(() -> channel.size()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closingTheFileSystemWaitsForTheWriteThatRuns() throws Exception {
    union.close();
    assertThat(write.get()).isEqualTo(4);
    assertThat(host.resolve("upper/f")).hasSize(4);
  }

  @Test
  void closingTheFileSystemWaitsForACloseThatWaits() throws Exception {
    Thread closing = new Thread(this::closeChannel);
    closing.start();
    while (channel.isOpen()) {
      Thread.sleep(1);
    }
    union.close();
    assertThat(write.get()).isEqualTo(4);
    closing.join();
  }

  @Test
  void anInterruptDuringAWriteClosesTheChannelAfterIt() throws Exception {
    writer.interrupt();
    assertThatThrownBy(write::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedByInterruptException.class);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anInterruptDuringACloseThatWaitsDoesNotStopAnything() throws Exception {
    Thread closing = new Thread(this::closeChannel);
    closing.start();
    while (channel.isOpen()) {
      Thread.sleep(1);
    }
    writer.interrupt();
    assertThatThrownBy(write::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedByInterruptException.class);
    closing.join();
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
