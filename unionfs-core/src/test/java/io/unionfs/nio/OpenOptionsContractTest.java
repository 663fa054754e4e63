package io.unionfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** DELETE_ON_CLOSE, SPARSE, SYNC and DSYNC; and opening in a thread that was interrupted. */
class OpenOptionsContractTest extends Contract {
  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @Test
  void deleteOnCloseTakesTheNameAtOnce() throws IOException {
    try (FileChannel channel = FileChannel.open(at("f"), READ, WRITE, DELETE_ON_CLOSE)) {
      assertThat(Files.exists(at("f"))).isFalse();
      assertThat(at("h")).hasContent("hello");
      assertThat(channel.size()).isEqualTo(5);
      Files.writeString(at("f"), "another");
      channel.write(bytes("J"), 0);
    }
    assertThat(at("f")).as("the name is another file's").hasContent("another");
  }

  @Test
  void deleteOnCloseOfAReaderDeletesToo() throws IOException {
    FileChannel.open(at("dir/x"), READ, DELETE_ON_CLOSE).close();
    assertThat(Files.exists(at("dir/x"))).isFalse();
  }

  @Test
  void deleteOnCloseOfADirectoryDeletesNothing() throws IOException {
    FileChannel.open(at("empty"), READ, DELETE_ON_CLOSE).close();
    assertThat(at("empty")).isDirectory();
  }

  @Test
  void deleteOnCloseDoesNotFollowLinks() {
    assertThat(outcome(() -> FileChannel.open(at("lf"), READ, DELETE_ON_CLOSE)))
        .startsWith("IOException: Too many levels");
    assertThat(Files.exists(at("lf"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void deleteOnCloseMakesTemporaryFiles() throws IOException {
    try (FileChannel channel =
        FileChannel.open(at("tmp"), Set.of(WRITE, READ, CREATE_NEW, DELETE_ON_CLOSE))) {
      channel.write(bytes("x"));
      assertThat(channel.size()).isEqualTo(1);
      assertThat(Files.exists(at("tmp"))).isFalse();
    }
  }

  @Test
  void aSparseFileReadsAsZerosWhereNothingWasWritten() throws IOException {
    try (FileChannel channel = FileChannel.open(at("sparse"), READ, WRITE, CREATE_NEW, SPARSE)) {
      channel.write(bytes("end"), 1_000_000);
      assertThat(channel.size()).isEqualTo(1_000_003);
      ByteBuffer buffer = ByteBuffer.allocate(8);
      assertThat(channel.read(buffer, 999_995)).isEqualTo(8);
      assertThat(new String(buffer.array(), UTF_8)).isEqualTo("\0\0\0\0\0end");
    }
  }

  @Test
  void synchronousChannelsWriteAllTheSame() throws IOException {
    for (var option : List.of(SYNC, DSYNC)) {
      try (FileChannel channel = FileChannel.open(at("f"), WRITE, option)) {
        assertThat(channel.write(new ByteBuffer[] {bytes("a"), bytes("b")})).isEqualTo(2);
        assertThat(channel.write(bytes("c"), 2)).isEqualTo(1);
        assertThat(done(() -> channel.force(false))).isEqualTo("ok");
      }
      assertThat(at("f")).hasContent("abclo");
    }
  }

  @Test
  void anInterruptedThreadStillOpensAndMakesNames() throws IOException {
    Thread.currentThread().interrupt();
    try {
      FileChannel.open(at("f"), WRITE).close();
      FileChannel.open(at("new"), WRITE, CREATE).close();
      Files.createDirectory(at("made"));
      Files.move(at("dir/x"), at("made/x"));
      Files.createLink(at("l"), at("h"));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(at("made/x")).hasContent("x");
    assertThat(at("f")).hasContent("hello");
    assertThat(at("l")).hasContent("hello");
  }
}
