package io.unionfs.nio;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Errno;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only reads does not wait while another file is copied up. */
@Timeout(60)
class ReadersDoNotWaitTest {
  private final CountDownLatch copying = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final FaultPlan stuck =
      FaultPlan.builder()
          .on(FaultPoint.COPY_UP_DATA)
          .path(
              path -> {
                copying.countDown();
                Uninterruptibles.awaitUninterruptibly(goOn);
                return false;
              })
          .fail(Errno.EIO)
          .build();

  @AfterEach
  void goOn() {
    goOn.countDown();
  }

  @Test
  void openingThroughADirectoryStreamDoesNotWaitForACopyUp() throws Exception {
    Layer layer = Layer.builder().file("big", "data").file("dir/f", "read").build();
    try (UnionFileSystem union = UnionFileSystem.builder().lower(layer).faults(stuck).mount();
        SecureDirectoryStream<Path> dir =
            (SecureDirectoryStream<Path>) Files.newDirectoryStream(union.getPath("/dir"))) {
      FutureTask<Path> append =
          new FutureTask<>(() -> Files.writeString(union.getPath("/big"), "more", APPEND));
      Thread writer = new Thread(append);
      writer.start();
      copying.await();
      ByteBuffer read = ByteBuffer.allocate(9);
      try (SeekableByteChannel file = dir.newByteChannel(union.getPath("f"), Set.of(READ));
          DirectoryStream<Path> itself = dir.newDirectoryStream(union.getPath("."))) {
        file.read(read);
        assertThat(itself).hasSize(1);
      }
      assertThat(append.isDone()).isFalse();
      assertThat(read.position()).isEqualTo(4);
      goOn.countDown();
      append.get();
    }
  }
}
