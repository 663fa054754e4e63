package io.unionfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Errno;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With SYNC and DSYNC each write is on the device before it returns (open(2), O_SYNC). */
class SyncOptionsTest {
  @TempDir private Path directory;

  private UnionFileSystem mounted(FaultPlan plan) throws IOException {
    return UnionFileSystem.builder()
        .lower(Layer.builder().file("f", "f").build())
        .upper(directory.resolve("upper"), directory.resolve("work"))
        .faults(plan)
        .mount();
  }

  private static ByteBuffer bytes() {
    return ByteBuffer.wrap("ab".getBytes(UTF_8));
  }

  @ParameterizedTest
  @EnumSource(names = {"SYNC", "DSYNC"})
  void eachWriteIsForcedAndWithoutThemNone(StandardOpenOption option) throws Exception {
    FaultPlan plan = FaultPlan.builder().on(FaultPoint.UPPER_SYNC).call(99).fail(Errno.EIO).build();
    try (UnionFileSystem fs = mounted(plan)) {
      Path file = fs.getPath("/f");
      long forced = plan.calls(FaultPoint.UPPER_SYNC);
      try (FileChannel channel = FileChannel.open(file, WRITE)) {
        channel.write(bytes());
        assertThat(plan.calls(FaultPoint.UPPER_SYNC)).isEqualTo(forced);
      }
      try (FileChannel channel = FileChannel.open(file, WRITE, option);
          FileChannel appending = FileChannel.open(file, APPEND, option);
          AsynchronousFileChannel asynchronous =
              AsynchronousFileChannel.open(file, WRITE, option)) {
        channel.write(bytes());
        assertThat(plan.calls(FaultPoint.UPPER_SYNC)).isEqualTo(++forced);
        channel.write(bytes(), 7);
        assertThat(plan.calls(FaultPoint.UPPER_SYNC)).isEqualTo(++forced);
        channel.write(new ByteBuffer[] {bytes(), bytes()});
        assertThat(plan.calls(FaultPoint.UPPER_SYNC)).isEqualTo(++forced);
        appending.write(bytes());
        assertThat(plan.calls(FaultPoint.UPPER_SYNC)).isEqualTo(++forced);
        asynchronous.write(bytes(), 0).get();
        assertThat(plan.calls(FaultPoint.UPPER_SYNC)).isEqualTo(++forced);
        channel.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[3])), 0, 3);
        assertThat(plan.calls(FaultPoint.UPPER_SYNC)).isGreaterThan(forced);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SYNC", "DSYNC"})
  void aWriteThatCannotBeForcedFails(StandardOpenOption option) throws Exception {
    FaultPlan plan = FaultPlan.builder().on(FaultPoint.UPPER_SYNC).always().fail(Errno.EIO).build();
    try (UnionFileSystem fs = mounted(plan)) {
      try (FileChannel channel = FileChannel.open(fs.getPath("/f"), WRITE, option)) {
        assertThatThrownBy(() -> channel.write(bytes()))
            .isInstanceOf(IOException.class)
            .hasMessage("Input/output error");
      } finally {
        plan.disarm();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SYNC", "DSYNC"})
  void aWriteOfNothingForcesNothing(StandardOpenOption option) throws Exception {
    FaultPlan plan = FaultPlan.builder().on(FaultPoint.UPPER_SYNC).always().fail(Errno.EIO).build();
    try (UnionFileSystem fs = mounted(plan)) {
      try (FileChannel channel = FileChannel.open(fs.getPath("/f"), WRITE, option)) {
        assertThat(channel.write(ByteBuffer.allocate(0))).isZero();
      } finally {
        plan.disarm();
      }
    }
  }
}
