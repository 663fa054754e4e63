package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
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

  /** How long somebody who waits is given for not waiting. */
  private static final long TOO_SOON_MILLIS = 100;

  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final FaultPlan stuck =
      FaultPlan.builder()
          .on(FaultPoint.UPPER_WRITE)
          .path(
              path -> {
                writing.countDown();
                Uninterruptibles.awaitUninterruptibly(goOn);
                return false;
              })
          .fail(Errno.EIO)
          .build();

  private UnionFileSystem union;
  private Path file;
  private FileChannel channel;
  private Thread writer;
  private FutureTask<Integer> write;

  @BeforeEach
  void beginToWrite() throws Exception {
    union =
        UnionFileSystem.builder()
            .lower(Layer.builder().build())
            .upper(host.resolve("upper"))
            .faults(stuck)
            .mount();
    file = Files.createFile(union.getPath("/f"));
    channel = FileChannel.open(file, WRITE);
    write = new FutureTask<>(() -> channel.write(ByteBuffer.wrap(new byte[4])));
    writer = new Thread(write);
    writer.start();
    writing.await();
  }

  @AfterEach
  void unmount() throws Exception {
    goOn.countDown();
    writer.join();
    union.close();
  }

  private interface Closing {
    void run() throws IOException;
  }

  /** Begins to close, in a thread that is to wait for the write. */
  private FutureTask<Void> waiting(Closing closing) throws Exception {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              closing.run();
              return null;
            });
    Thread thread = new Thread(task);
    thread.start();
    thread.join(TOO_SOON_MILLIS);
    assertThat(task).as("it waits").isNotDone();
    return task;
  }

  @Test
  void closingAChannelWaitsForTheWriteThatRuns() throws Exception {
    FutureTask<Void> closing = waiting(channel::close);
    goOn.countDown();
    closing.get();
    assertThat(Files.size(file)).isEqualTo(4);
    assertThat(write.get()).isEqualTo(4);
    assertThatThrownBy(() -> channel.size()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void closingTheFileSystemWaitsForTheWriteThatRuns() throws Exception {
    FutureTask<Void> closing = waiting(union::close);
    goOn.countDown();
    closing.get();
    assertThat(write.get()).isEqualTo(4);
    assertThat(host.resolve("upper/f")).hasSize(4);
  }

  @Test
  void closingTheFileSystemWaitsForACloseThatWaits() throws Exception {
    FutureTask<Void> ofChannel = closingTheChannel();
    FutureTask<Void> ofUnion = waiting(union::close);
    goOn.countDown();
    ofUnion.get();
    assertThat(write.get()).isEqualTo(4);
    ofChannel.get();
  }

  @Test
  void anInterruptDuringAWriteClosesTheChannelAfterIt() throws Exception {
    writer.interrupt();
    goOn.countDown();
    assertThatThrownBy(write::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedByInterruptException.class);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void anInterruptDuringACloseThatWaitsDoesNotStopAnything() throws Exception {
    FutureTask<Void> closing = closingTheChannel();
    writer.interrupt();
    goOn.countDown();
    assertThatThrownBy(write::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedByInterruptException.class);
    closing.get();
  }

  /** A close that has begun, and waits for the write. */
  private FutureTask<Void> closingTheChannel() throws Exception {
    FutureTask<Void> closing = waiting(channel::close);
    while (channel.isOpen()) {
      Thread.sleep(1);
    }
    return closing;
  }
}
