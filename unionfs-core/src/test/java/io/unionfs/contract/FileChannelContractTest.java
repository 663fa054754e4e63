package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reading and writing through a {@code FileChannel}. */
class FileChannelContractTest extends FileChannelContract {
  // ---- read ----

  @Test
  void readStartsAtThePositionAndMovesIt() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(2);
    assertThat(channel.position()).isZero();
    assertThat(channel.read(buffer)).isEqualTo(2);
    assertThat(text(buffer)).isEqualTo("he");
    assertThat(channel.position()).isEqualTo(2);
  }

  @Test
  void readReturnsWhatThereIs() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(9);
    assertThat(channel.read(buffer)).isEqualTo(5);
    assertThat(buffer.remaining()).isEqualTo(4);
  }

  @Test
  void readAtTheEndIsMinusOne() throws IOException {
    channel.position(5);
    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    channel.position(50);
    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThat(channel.position()).isEqualTo(50);
  }

  @Test
  void readIntoAFullBufferIsZero() throws IOException {
    assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
  }

  @Test
  void readFillsTheBufferFromItsPositionToItsLimit() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(9);
    buffer.position(2).limit(5);
    assertThat(channel.read(buffer)).isEqualTo(3);
    assertThat(buffer.get(2)).isEqualTo((byte) 'h');
    assertThat(buffer.position()).isEqualTo(5);
  }

  @Test
  void readIntoAReadOnlyBufferIsIllegal() {
    assertThrows(
        IllegalArgumentException.class,
        () -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
  }

  @Test
  void readIntoADirectBufferWorksToo() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(9);
    assertThat(channel.read(buffer)).isEqualTo(5);
    assertThat(text(buffer)).isEqualTo("hello");
  }

  @Test
  void readAtAPositionDoesNotMoveTheChannels() throws IOException {
    assertThat(read(3, 1)).isEqualTo("ell");
    assertThat(channel.position()).isZero();
  }

  @Test
  void readAtAPositionBeyondTheEndIsMinusOne() throws IOException {
    assertThat(channel.read(ByteBuffer.allocate(1), 5)).isEqualTo(-1);
    assertThat(channel.read(ByteBuffer.allocate(1), 1L << 40)).isEqualTo(-1);
  }

  @Test
  void readAtANegativePositionIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> channel.read(ByteBuffer.allocate(1), -1));
  }

  @Test
  void scatteringReadFillsBuffersInOrder() throws IOException {
    ByteBuffer[] buffers = {
      ByteBuffer.allocate(2), ByteBuffer.allocate(0), ByteBuffer.allocate(2), ByteBuffer.allocate(9)
    };
    assertThat(channel.read(buffers)).isEqualTo(5);
    assertThat(text(buffers[0]) + "|" + text(buffers[2]) + "|" + text(buffers[3]))
        .isEqualTo("he|ll|o");
    assertThat(channel.position()).isEqualTo(5);
    assertThat(channel.read(buffers)).isEqualTo(-1);
  }

  @Test
  void scatteringReadTakesASubsequence() throws IOException {
    ByteBuffer[] buffers = {ByteBuffer.allocate(1), ByteBuffer.allocate(2), ByteBuffer.allocate(1)};
    assertThat(channel.read(buffers, 1, 1)).isEqualTo(2);
    assertThat(text(buffers[1])).isEqualTo("he");
    assertThat(buffers[0].position()).isZero();
    assertThrows(IndexOutOfBoundsException.class, () -> channel.read(buffers, 2, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> channel.read(buffers, -1, 1));
  }

  // ---- write ----

  @Test
  void writeStartsAtThePositionAndMovesIt() throws IOException {
    channel.position(1);
    assertThat(channel.write(bytes("ELL"))).isEqualTo(3);
    assertThat(channel.position()).isEqualTo(4);
    assertThat(content("f")).isEqualTo("hELLo");
  }

  @Test
  void writeGrowsTheFile() throws IOException {
    channel.position(4);
    channel.write(bytes("OOO"));
    assertThat(channel.size()).isEqualTo(7);
    assertThat(content("f")).isEqualTo("hellOOO");
  }

  @Test
  void writeTakesTheBuffersRest() throws IOException {
    ByteBuffer buffer = bytes("abcdef");
    buffer.position(2).limit(4);
    assertThat(channel.write(buffer)).isEqualTo(2);
    assertThat(buffer.hasRemaining()).isFalse();
    assertThat(content("f")).isEqualTo("cdllo");
  }

  @Test
  void writeOfADirectOrReadOnlyBufferWorksToo() throws IOException {
    channel.write(bytes("J").asReadOnlyBuffer());
    channel.write(ByteBuffer.allocateDirect(1).put((byte) 'E').flip());
    assertThat(content("f")).isEqualTo("JEllo");
  }

  @Test
  void writeAtAPositionDoesNotMoveTheChannels() throws IOException {
    assertThat(channel.write(bytes("LL"), 2)).isEqualTo(2);
    assertThat(channel.position()).isZero();
    assertThat(content("f")).isEqualTo("heLLo");
  }

  @Test
  void writeBeyondTheEndFillsTheGap() throws IOException {
    channel.write(bytes("x"), 7);
    assertThat(channel.size()).isEqualTo(8);
    assertThat(read(9, 0)).isEqualTo("hello\0\0x");
    channel.position(10).write(bytes("y"));
    assertThat(read(9, 8)).isEqualTo("\0\0y");
  }

  @Test
  void writeAtANegativePositionIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> channel.write(bytes("x"), -1));
  }

  @Test
  void gatheringWriteTakesBuffersInOrder() throws IOException {
    assertThat(channel.write(new ByteBuffer[] {bytes("J"), bytes(""), bytes("ELLY")})).isEqualTo(5);
    assertThat(content("f")).isEqualTo("JELLY");
    assertThat(channel.position()).isEqualTo(5);
  }

  @Test
  void gatheringWriteTakesASubsequence() throws IOException {
    ByteBuffer[] buffers = {bytes("a"), bytes("b"), bytes("c")};
    assertThat(channel.write(buffers, 1, 2)).isEqualTo(2);
    assertThat(content("f")).isEqualTo("bcllo");
    assertThat(buffers[0].hasRemaining()).isTrue();
    assertThrows(IndexOutOfBoundsException.class, () -> channel.write(buffers, 0, 4));
  }

  @Test
  void whatIsWrittenIsSeenByOtherChannelsAtOnce() throws IOException {
    try (FileChannel other = open("h", READ)) {
      channel.write(bytes("J"));
      ByteBuffer buffer = ByteBuffer.allocate(9);
      other.read(buffer);
      assertThat(text(buffer)).isEqualTo("Jello");
    }
  }

  @Test
  void largeContentIsWrittenAndReadWhole() throws IOException {
    byte[] bytes = new byte[1_000_001];
    new Random(2).nextBytes(bytes);
    ByteBuffer source = ByteBuffer.wrap(bytes);
    while (source.hasRemaining()) {
      channel.write(source);
    }
    assertThat(Files.readAllBytes(at("f"))).isEqualTo(bytes);
  }

  // ---- position and size ----

  @Test
  void thePositionMayBeBeyondTheEnd() throws IOException {
    assertThat(channel.position(99)).isSameAs(channel);
    assertThat(channel.position()).isEqualTo(99);
    assertThat(channel.size()).isEqualTo(5);
  }

  @Test
  void aNegativePositionIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> channel.position(-1));
  }

  @Test
  void theSizeIsThatOfTheFile() throws IOException {
    assertThat(channel.size()).isEqualTo(5);
    Files.writeString(at("f"), "longer than before");
    assertThat(channel.size()).isEqualTo(18);
  }

  // ---- append ----

  @Test
  void anAppendingChannelStartsAtTheEnd() throws IOException {
    // The Javadoc says zero but for APPEND; the default provider gives the size.
    try (FileChannel appender = open("f", APPEND)) {
      assertThat(appender.position()).isEqualTo(5);
    }
  }

  @Test
  void anAppendingChannelWritesAtTheEndWhateverItsPosition() throws IOException {
    try (FileChannel appender = open("f", APPEND)) {
      appender.position(0);
      appender.write(bytes("A"));
      channel.write(bytes("!"), 6);
      appender.write(bytes("B"));
      assertThat(appender.position()).isEqualTo(8);
    }
    assertThat(content("f")).isEqualTo("helloA!B");
  }

  @Test
  void anAppendingChannelIgnoresThePositionOfAWrite() throws IOException {
    // As write(2) on Linux: the bytes are appended.
    try (FileChannel appender = open("f", APPEND)) {
      appender.write(bytes("A"), 0);
    }
    assertThat(content("f")).isEqualTo("helloA");
  }

  @Test
  void twoAppendersDoNotOverwriteEachOther() throws IOException {
    try (FileChannel one = open("f", APPEND);
        FileChannel other = open("f", WRITE, APPEND)) {
      one.write(bytes("1"));
      other.write(bytes("2"));
      one.write(bytes("3"));
    }
    assertThat(content("f")).isEqualTo("hello123");
  }

  // ---- truncate ----

  @Test
  void truncateCutsOffWhatIsBeyond() throws IOException {
    assertThat(channel.truncate(2)).isSameAs(channel);
    assertThat(channel.size()).isEqualTo(2);
    assertThat(content("f")).isEqualTo("he");
  }

  @Test
  void truncateToMoreThanTheSizeDoesNotChangeTheFile() throws IOException {
    channel.truncate(99);
    assertThat(channel.size()).isEqualTo(5);
  }

  @Test
  void truncateSetsAPositionThatIsBeyond() throws IOException {
    channel.position(4).truncate(2);
    assertThat(channel.position()).isEqualTo(2);
    channel.position(50).truncate(20);
    assertThat(channel.position()).isEqualTo(20);
  }

  @Test
  void truncateKeepsAPositionThatIsNotBeyond() throws IOException {
    channel.position(1).truncate(2);
    assertThat(channel.position()).isEqualTo(1);
  }

  @Test
  void truncateToANegativeSizeIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> channel.truncate(-1));
  }

  @Test
  void whatWasCutOffReadsAsZerosAfterGrowing() throws IOException {
    channel.truncate(1);
    channel.write(bytes("x"), 4);
    assertThat(read(9, 0)).isEqualTo("h\0\0\0x");
  }

  // ---- force ----

  @Test
  void forceWritesOutWhetherWithOrWithoutMetadata() throws IOException {
    channel.write(bytes("J"));
    channel.force(false);
    channel.force(true);
    assertThat(content("f")).isEqualTo("Jello");
  }

  @Test
  void forceOfAReadOnlyChannelIsNoFailure() throws IOException {
    try (FileChannel reader = open("f", READ)) {
      reader.force(true);
    }
  }
}
