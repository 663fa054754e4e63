package io.unionfs.nio;

import static java.nio.channels.FileChannel.MapMode.PRIVATE;
import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files mapped into memory, where what stores them can. */
class MappingTest {
  @TempDir Path host;

  @BeforeEach
  void lower() throws IOException {
    Files.createDirectory(host.resolve("lower"));
    Files.writeString(host.resolve("lower/f"), "hello");
    Files.createFile(host.resolve("lower/empty"));
  }

  private UnionFileSystem mounted() throws IOException {
    return UnionFileSystem.builder()
        .lower(host.resolve("lower"))
        .upper(host.resolve("upper"))
        .mount();
  }

  private static String text(ByteBuffer buffer) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < buffer.limit(); i++) {
      text.append((char) buffer.get(i));
    }
    return text.toString();
  }

  private static MappedByteBuffer map(
      Path file, MapMode mode, long from, long size, OpenOption... options) throws IOException {
    try (FileChannel channel = FileChannel.open(file, options)) {
      return channel.map(mode, from, size);
    }
  }

  @Test
  void aFileOfALayerIsMappedAndOutlivesTheChannel() throws IOException {
    try (UnionFileSystem union = mounted()) {
      assertThat(text(map(union.getPath("/f"), READ_ONLY, 1, 4))).isEqualTo("ello");
      assertThat(map(union.getPath("/empty"), READ_ONLY, 0, 0).capacity()).isZero();
      assertThat(union.changes()).isEmpty();
    }
  }

  @Test
  void aMappingForWritingWritesTheFile() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1000));
    Path file;
    try (UnionFileSystem union =
        UnionFileSystem.builder()
            .lower(host.resolve("lower"))
            .upper(host.resolve("upper"))
            .clock(now::get)
            .mount()) {
      file = union.getPath("/f");
      try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
        now.set(Instant.ofEpochSecond(2000));
        MappedByteBuffer mapped = channel.map(READ_WRITE, 0, 5);
        now.set(Instant.ofEpochSecond(3000));
        mapped.put(0, (byte) 'J');
        assertThat(file).hasContent("Jello");
        assertThat(Files.getLastModifiedTime(file).toMillis()).isEqualTo(2_000_000);
        channel.write(ByteBuffer.wrap(new byte[] {'!'}), 4);
        assertThat(text(mapped)).as("both are one file").isEqualTo("Jell!");
      }
    }
    assertThat(host.resolve("upper/f")).hasContent("Jell!");
    assertThat(host.resolve("lower/f")).hasContent("hello");
    assertThat(Files.getLastModifiedTime(host.resolve("upper/f")).toMillis()).isEqualTo(3_000_000);
  }

  @Test
  void aWritableFileGrowsToHoldTheRegion() throws IOException {
    try (UnionFileSystem union = mounted()) {
      Path file = union.getPath("/f");
      map(file, READ_WRITE, 3, 7, READ, WRITE).put(6, (byte) '!');
      assertThat(file).hasContent("hello\0\0\0\0!");
      map(file, PRIVATE, 0, 20, READ, WRITE);
      assertThat(Files.size(file)).isEqualTo(20);
      map(file, READ_ONLY, 30, 0, READ, WRITE);
      assertThat(Files.size(file)).isEqualTo(30);
    }
  }

  @Test
  void aPrivateMappingKeepsItsChangesToItself() throws IOException {
    try (UnionFileSystem union = mounted()) {
      MappedByteBuffer mapped = map(union.getPath("/f"), PRIVATE, 0, 5, READ, WRITE);
      mapped.put(0, (byte) 'J');
      assertThat(text(mapped)).isEqualTo("Jello");
      assertThat(union.getPath("/f")).hasContent("hello");
    }
  }

  /** As in the kernel, see {@code MappingFactsTest}. */
  @Test
  void whatWasOpenedBeforeACopyUpIsMappedAsItWas() throws IOException {
    try (UnionFileSystem union = mounted();
        FileChannel early = FileChannel.open(union.getPath("/f"))) {
      MappedByteBuffer mapped = early.map(READ_ONLY, 0, 5);
      Files.writeString(union.getPath("/f"), "JELLO");
      assertThat(text(mapped)).isEqualTo("hello");
      assertThat(text(early.map(READ_ONLY, 0, 5))).isEqualTo("hello");
      ByteBuffer read = ByteBuffer.allocate(5);
      early.read(read, 0);
      assertThat(text(read)).isEqualTo("JELLO");
      assertThat(text(map(union.getPath("/f"), READ_ONLY, 0, 5))).isEqualTo("JELLO");
    }
  }

  @Test
  void whatIsInNoFileCannotBeMapped() throws IOException {
    try (FileSystem jimfs =
            com.google.common.jimfs.Jimfs.newFileSystem(
                com.google.common.jimfs.Configuration.unix());
        UnionFileSystem union =
            UnionFileSystem.builder()
                .lower(Layer.builder().file("built", "x").build())
                .lower(Files.createDirectory(jimfs.getPath("/l")))
                .mount()) {
      Files.writeString(union.getPath("/upper"), "x");
      for (String name : List.of("built", "upper")) {
        Path file = union.getPath("/", name);
        for (MapMode mode : List.of(READ_ONLY, READ_WRITE, PRIVATE)) {
          assertThatExceptionOfType(UnsupportedOperationException.class)
              .isThrownBy(() -> map(file, mode, 0, 1, READ, WRITE))
              .withMessageContaining("cannot be mapped");
        }
      }
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> map(union.getPath("/built"), READ_ONLY, 0, 1));
    }
  }

  @Test
  void aFileOfALayerOnJimfsCannotBeMapped() throws IOException {
    try (FileSystem jimfs =
        com.google.common.jimfs.Jimfs.newFileSystem(com.google.common.jimfs.Configuration.unix())) {
      Path layer = Files.createDirectory(jimfs.getPath("/l"));
      Files.writeString(layer.resolve("f"), "x");
      try (UnionFileSystem union = UnionFileSystem.builder().lower(layer).mount()) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> map(union.getPath("/f"), READ_ONLY, 0, 1));
      }
    }
  }

  /** The same on the disk and through the union on it. */
  @Test
  void wrongArgumentsAreRefusedAsByTheDefaultProvider() throws IOException {
    try (UnionFileSystem union = mounted()) {
      List<String> expected = refusals(host.resolve("lower/f"));
      assertThat(expected).hasSize(13);
      assertThat(refusals(union.getPath("/f"))).isEqualTo(expected);
    }
  }

  private static List<String> refusals(Path file) throws IOException {
    FileChannel closed = FileChannel.open(file);
    closed.close();
    try (FileChannel reader = FileChannel.open(file);
        FileChannel writer = FileChannel.open(file, WRITE);
        FileChannel appender = FileChannel.open(file, APPEND);
        FileChannel directory = FileChannel.open(file.getParent())) {
      return java.util.stream.Stream.<ThrowingCallable>of(
              () -> reader.map(READ_ONLY, 0, 6),
              () -> reader.map(READ_ONLY, 6, 0),
              () -> reader.map(READ_ONLY, -1, 0),
              () -> reader.map(READ_ONLY, 0, -1),
              () -> reader.map(READ_ONLY, 0, 1L << 31),
              () -> reader.map(READ_ONLY, Long.MAX_VALUE, 5),
              () -> reader.map(READ_WRITE, 0, 5),
              () -> reader.map(PRIVATE, 0, 5),
              () -> writer.map(READ_ONLY, 0, 5),
              () -> appender.map(READ_WRITE, 0, 5),
              () -> directory.map(READ_ONLY, 0, 5),
              () -> closed.map(READ_ONLY, -1, 5),
              () -> closed.map(null, 0, 5))
          .map(org.assertj.core.api.Assertions::catchThrowable)
          .map(Throwable::toString)
          .toList();
    }
  }

  @Test
  void anInterruptClosesTheChannelThatMaps() throws IOException {
    try (UnionFileSystem union = mounted();
        FileChannel channel = FileChannel.open(union.getPath("/f"), READ, WRITE);
        FileChannel other = FileChannel.open(union.getPath("/f"))) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> channel.map(READ_WRITE, 0, 5))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(channel.isOpen()).isFalse();
      assertThat(text(other.map(READ_ONLY, 0, 5))).isEqualTo("hello");
    }
  }
}
