package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code transferTo} and {@code transferFrom} of a {@code FileChannel}. */
class FileChannelTransferContractTest extends FileChannelContract {
  // ---- transferTo ----

  @Test
  void transferToWritesToTheTarget() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (WritableByteChannel target = Channels.newChannel(out)) {
      assertThat(channel.transferTo(1, 3, target)).isEqualTo(3);
    }
    assertThat(out).hasToString("ell");
    assertThat(channel.position()).isZero();
  }

  @Test
  void transferToAnotherFile() throws IOException {
    try (FileChannel target = open("dir/x", WRITE)) {
      target.position(1);
      assertThat(channel.transferTo(0, 5, target)).isEqualTo(5);
      assertThat(target.position()).isEqualTo(6);
    }
    assertThat(content("dir/x")).isEqualTo("xhello");
  }

  @Test
  void transferToFromBeyondTheEndIsZero() throws IOException {
    try (FileChannel target = open("dir/x", WRITE)) {
      assertThat(channel.transferTo(9, 3, target)).isZero();
      assertThat(channel.transferTo(3, 99, target)).isEqualTo(2);
    }
  }

  @Test
  void transferToTheSameFile() throws IOException {
    try (FileChannel target = open("f", WRITE)) {
      target.position(5);
      assertThat(channel.transferTo(0, 5, target)).isEqualTo(5);
    }
    assertThat(content("f")).isEqualTo("hellohello");
  }

  @Test
  void transferToTheSameChannel() throws IOException {
    channel.position(5);
    assertThat(channel.transferTo(0, 5, channel)).isEqualTo(5);
    assertThat(content("f")).isEqualTo("hellohello");
  }

  @Test
  void transferToWithNegativeArgumentsIsIllegal() throws IOException {
    try (FileChannel target = open("dir/x", WRITE)) {
      assertThrows(IllegalArgumentException.class, () -> channel.transferTo(-1, 1, target));
      assertThrows(IllegalArgumentException.class, () -> channel.transferTo(0, -1, target));
    }
  }

  @Test
  void transferToAChannelThatDoesNotWriteFails() throws IOException {
    try (FileChannel target = open("dir/x", READ)) {
      assertThrows(NonWritableChannelException.class, () -> channel.transferTo(0, 1, target));
    }
  }

  @Test
  void transferToAClosedChannelFails() throws IOException {
    FileChannel target = open("dir/x", WRITE);
    target.close();
    assertThrows(ClosedChannelException.class, () -> channel.transferTo(0, 1, target));
  }

  @Test
  void transferToOfALargeFileIsWhole() throws IOException {
    byte[] bytes = new byte[300_000];
    new Random(3).nextBytes(bytes);
    Files.write(at("f"), bytes);
    try (FileChannel target = open("dir/x", WRITE)) {
      long done = 0;
      while (done < bytes.length) {
        done += channel.transferTo(done, bytes.length - done, target);
      }
    }
    assertThat(Files.readAllBytes(at("dir/x"))).isEqualTo(bytes);
  }

  // ---- transferFrom ----

  @Test
  void transferFromReadsFromTheSource() throws IOException {
    try (ReadableByteChannel source =
        Channels.newChannel(new ByteArrayInputStream("abcdef".getBytes()))) {
      assertThat(channel.transferFrom(source, 1, 3)).isEqualTo(3);
    }
    assertThat(content("f")).isEqualTo("habco");
    assertThat(channel.position()).isZero();
  }

  @Test
  void transferFromGrowsTheFileAtItsEnd() throws IOException {
    try (FileChannel source = open("dir/x", READ)) {
      assertThat(channel.transferFrom(source, 5, 10)).isEqualTo(1);
      assertThat(source.position()).isEqualTo(1);
    }
    assertThat(content("f")).isEqualTo("hellox");
  }

  @Test
  void transferFromToBeyondTheEndIsZeroUntilTheJavadocGaveUpTheSentence() throws IOException {
    // Up to 17: "if the given position is greater than the file's current size then no bytes are
    // transferred". On 25 the file grows.
    boolean grows = JDK >= 25;
    try (FileChannel source = open("dir/x", READ)) {
      assertThat(channel.transferFrom(source, 6, 1)).isEqualTo(grows ? 1 : 0);
      assertThat(source.position()).isEqualTo(grows ? 1 : 0);
    }
    assertThat(content("f")).isEqualTo(grows ? "hello\0x" : "hello");
  }

  @Test
  void transferFromTheSameFile() throws IOException {
    try (FileChannel source = open("f", READ)) {
      assertThat(channel.transferFrom(source, 5, 5)).isEqualTo(5);
    }
    assertThat(content("f")).isEqualTo("hellohello");
  }

  @Test
  void transferFromTheSameChannel() throws IOException {
    assertThat(channel.transferFrom(channel, 5, 5)).isEqualTo(5);
    assertThat(content("f")).isEqualTo("hellohello");
  }

  @Test
  void transferFromASourceAtItsEndIsZero() throws IOException {
    try (ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(new byte[0]))) {
      assertThat(channel.transferFrom(source, 0, 3)).isZero();
    }
  }

  @Test
  void transferFromWithNegativeArgumentsIsIllegal() throws IOException {
    try (FileChannel source = open("dir/x", READ)) {
      assertThrows(IllegalArgumentException.class, () -> channel.transferFrom(source, -1, 1));
      assertThrows(IllegalArgumentException.class, () -> channel.transferFrom(source, 0, -1));
    }
  }

  @Test
  void transferFromAChannelThatDoesNotReadFails() throws IOException {
    try (FileChannel source = open("dir/x", WRITE)) {
      assertThrows(NonReadableChannelException.class, () -> channel.transferFrom(source, 0, 1));
    }
  }
}
