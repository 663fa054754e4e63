package io.unionfs.oracle.facts;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.oracle.HostOverlay;
import io.unionfs.oracle.KernelAvailability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What mappings of a file show after its copy-up, and what they change, there and here. */
class MappingFactsTest {
  /** Whose rule it is when a mapping for writing sets the modification time. */
  private enum Time {
    OF_THE_FIRST_WRITE,
    OF_THE_MAPPING
  }

  @TempDir Path host;

  @BeforeEach
  void layer() throws IOException {
    Files.createDirectory(host.resolve("lower"));
    Files.writeString(host.resolve("lower/f"), "hello");
  }

  @Test
  void onTheKernelsMount() throws Exception {
    assumeTrue(KernelAvailability.reason().isEmpty(), "cannot mount overlays");
    Path file = host.resolve(HostOverlay.MOUNT).resolve("f");
    Path copy = host.resolve(HostOverlay.UPPER).resolve("f");
    Time time =
        HostOverlay.writable(host, List.of("lower"), () -> observe(file, () -> Files.exists(copy)));
    assertThat(time).isEqualTo(Time.OF_THE_FIRST_WRITE);
  }

  @Test
  void onAUnion() throws Exception {
    try (UnionFileSystem union =
        UnionFileSystem.builder()
            .lower(host.resolve("lower"))
            .upper(host.resolve("upper"))
            .mount()) {
      assertThat(observe(union.getPath("/f"), () -> !union.changes().isEmpty()))
          .isEqualTo(Time.OF_THE_MAPPING);
    }
  }

  /** What is the same on both is asserted; what is not, returned. */
  private static Time observe(Path file, Callable<Boolean> isCopiedUp) throws Exception {
    try (FileChannel early = FileChannel.open(file)) {
      MappedByteBuffer before = early.map(READ_ONLY, 0, 5);
      assertThat(isCopiedUp.call()).as("mapping for reading copies up").isFalse();
      Files.writeString(file, "JELLO");
      assertThat(before.get(0)).as("mapped before the copy-up").isEqualTo((byte) 'h');
      assertThat(early.map(READ_ONLY, 0, 5).get(0))
          .as("mapped after it by who opened the file before")
          .isEqualTo((byte) 'h');
      ByteBuffer read = ByteBuffer.allocate(5);
      early.read(read, 0);
      assertThat(read.get(0)).as("read after it").isEqualTo((byte) 'J');
    }
    try (FileChannel late = FileChannel.open(file, READ, WRITE)) {
      Files.setLastModifiedTime(file, FileTime.fromMillis(1000));
      MappedByteBuffer mapped = late.map(READ_WRITE, 0, 5);
      FileTime atMapping = Files.getLastModifiedTime(file);
      mapped.put(0, (byte) 'X');
      FileTime atWriting = Files.getLastModifiedTime(file);
      assertThat(file).hasContent("XELLO");
      assertThat(late.size()).isEqualTo(5);
      assertThat(atWriting.toMillis()).isGreaterThan(1000);
      return atMapping.toMillis() == 1000 ? Time.OF_THE_FIRST_WRITE : Time.OF_THE_MAPPING;
    }
  }
}
