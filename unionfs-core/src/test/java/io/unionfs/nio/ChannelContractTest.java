package io.unionfs.nio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening files, and what channels do. */
class ChannelContractTest extends Contract {
  private FileChannel open(String name, OpenOption... options) throws IOException {
    return FileChannel.open(at(name), options);
  }

  private String opened(String name, OpenOption... options) {
    return done(() -> open(name, options).close());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String read(FileChannel channel, int size, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    channel.read(buffer, position);
    return new String(buffer.array(), 0, buffer.position(), UTF_8);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Files.writeString(at("f"), "longer than before");
    assertThat(Files.readString(at("f"))).isEqualTo("longer than before");
    Files.writeString(at("lf"), "short");
    assertThat(Files.readAllLines(at("f"))).containsExactly("short");
    Files.write(at("f"), List.of("a", "b"), APPEND);
    assertThat(Files.readString(at("f"))).isEqualTo("shorta\nb\n");
    try (var out = Files.newOutputStream(at("new"));
        var writer = Files.newBufferedWriter(at("new2"))) {
      out.write(7);
      writer.write("w");
    }
    assertThat(Files.readAllBytes(at("new"))).containsExactly(7);
    assertThat(Files.size(at("new2"))).isEqualTo(1);
    assertThat(Files.mismatch(at("new"), at("new2"))).isZero();
  }

  @Test
  void openingFailsAsOpen2Does() {
    assertThat(opened("missing")).isEqualTo("NoSuchFileException missing");
    assertThat(opened("missing", WRITE)).isEqualTo("NoSuchFileException missing");
    assertThat(opened("missing", READ, CREATE)).isEqualTo("NoSuchFileException missing");
    assertThat(opened("missing/x", WRITE, CREATE)).isEqualTo("NoSuchFileException missing/x");
    assertThat(opened("f/x", WRITE, CREATE)).isEqualTo("FileSystemException f/x: Not a directory");
    assertThat(opened("loop", WRITE)).isEqualTo("FileSystemException loop: " + ELOOP);
    assertThat(opened("dir", WRITE)).isEqualTo("FileSystemException dir: Is a directory");
    assertThat(opened("dir", READ, TRUNCATE_EXISTING)).isEqualTo("ok");
    assertThat(opened("f", WRITE, CREATE_NEW)).isEqualTo("FileAlreadyExistsException f");
    assertThat(opened("dang", WRITE, CREATE_NEW)).isEqualTo("FileAlreadyExistsException dang");
    assertThat(opened("dir/.", WRITE, CREATE_NEW)).isEqualTo("FileAlreadyExistsException dir/.");
    assertThat(opened("lf", READ, NOFOLLOW_LINKS))
        .isEqualTo("IOException: Too many levels of symbolic links (NOFOLLOW_LINKS specified)");
    assertThat(opened("f", READ, NOFOLLOW_LINKS)).isEqualTo("ok");
  }

  @Test
  void optionsThatExcludeEachOtherAreRefused() {
    assertThat(opened("f", READ, APPEND)).isEqualTo("IllegalArgumentException");
    assertThat(opened("f", APPEND, TRUNCATE_EXISTING)).isEqualTo("IllegalArgumentException");
    assertThat(opened("f", new OpenOption() {})).isEqualTo("UnsupportedOperationException");
  }

  @Test
  void optionsThatAskForNothingSpecialAreTaken() throws IOException {
    assertThat(opened("new", WRITE, CREATE_NEW, SPARSE, SYNC, DSYNC)).isEqualTo("ok");
    try (FileChannel channel = open("new", WRITE, SYNC)) {
      channel.write(bytes("kept"));
    }
    assertThat(at("new")).hasContent("kept");
  }

  @Test
  void creatingThroughADanglingLinkMakesItsTarget() throws IOException {
    Files.writeString(at("dang"), "there");
    assertThat(at("nowhere")).hasContent("there");
    assertThat(Files.isSymbolicLink(at("dang"))).isTrue();
  }

  @Test
  void aFileToBeDeletedOnCloseIsGoneAfterwards() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE, DELETE_ON_CLOSE)) {
      channel.write(bytes("J"));
      assertThat(read(channel, 9, 0)).isEqualTo("Jello");
    }
    assertThat(at("f")).doesNotExist();
    assertThat(opened("lf", WRITE, DELETE_ON_CLOSE)).startsWith("IOException: Too many levels");
    try (FileChannel channel = open("temporary", WRITE, CREATE, DELETE_ON_CLOSE)) {
      channel.write(bytes("x"));
    }
    assertThat(at("temporary")).doesNotExist();
  }

  @Test
  void thePositionMovesWithReadingAndWriting() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      ByteBuffer two = ByteBuffer.allocate(2);
      assertThat(channel.read(two)).isEqualTo(2);
      assertThat(channel.position()).isEqualTo(2);
      assertThat(channel.write(bytes("LLO!"))).isEqualTo(4);
      assertThat(channel.position()).isEqualTo(6);
      assertThat(channel.size()).isEqualTo(6);
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
      assertThat(channel.read(ByteBuffer.allocate(0))).isZero();
      assertThat(channel.position(1).position()).isEqualTo(1);
      assertThat(channel.write(bytes("E"), 1)).isEqualTo(1);
      assertThat(channel.position()).isEqualTo(1);
      assertThat(read(channel, 99, 0)).isEqualTo("hELLO!");
    }
  }

  @Test
  void whatIsSkippedReadsAsZeros() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      channel.position(7).write(bytes("x"));
      assertThat(channel.size()).isEqualTo(8);
      assertThat(read(channel, 8, 0)).isEqualTo("hello\0\0x");
      channel.write(bytes("y"), 10);
      assertThat(read(channel, 3, 8)).isEqualTo("\0\0y");
    }
  }

  @Test
  void appendingGoesToTheEndWhateverThePosition() throws IOException {
    try (FileChannel channel = open("f", APPEND)) {
      assertThat(channel.position()).isEqualTo(5);
      channel.position(0);
      assertThat(channel.position()).isEqualTo(5);
      channel.write(bytes("A"));
      channel.write(bytes("B"), 0);
      assertThat(channel.position()).isEqualTo(7);
      assertThat(outcome(() -> channel.read(ByteBuffer.allocate(1))))
          .isEqualTo("NonReadableChannelException");
    }
    assertThat(at("f")).hasContent("helloAB");
  }

  @Test
  void twoAppendersDoNotOverwriteEachOther() throws IOException {
    try (FileChannel one = open("f", APPEND);
        FileChannel other = open("f", APPEND)) {
      one.write(bytes("1"));
      other.write(bytes("2"));
      one.write(bytes("3"));
    }
    assertThat(at("f")).hasContent("hello123");
  }

  @Test
  void truncatingCutsAndNeverGrows() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      channel.position(4).truncate(99);
      assertThat(channel.size()).isEqualTo(5);
      assertThat(channel.position()).isEqualTo(4);
      channel.truncate(2);
      assertThat(channel.size()).isEqualTo(2);
      assertThat(channel.position()).isEqualTo(2);
      assertThat(outcome(() -> channel.truncate(-1))).isEqualTo("IllegalArgumentException");
      channel.position(50).truncate(20);
      assertThat(channel.position()).isEqualTo(20);
    }
    assertThat(at("f")).hasContent("he");
  }

  @Test
  void scatteringAndGatheringGoThroughTheBuffersInOrder() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      ByteBuffer[] parts = {ByteBuffer.allocate(2), ByteBuffer.allocate(0), ByteBuffer.allocate(9)};
      assertThat(channel.read(parts)).isEqualTo(5);
      assertThat(parts[0].flip()).isEqualTo(bytes("he"));
      assertThat(parts[2].flip()).isEqualTo(bytes("llo"));
      assertThat(channel.read(new ByteBuffer[] {ByteBuffer.allocate(1)})).isEqualTo(-1);
      assertThat(channel.read(new ByteBuffer[0])).isZero();
      assertThat(channel.write(new ByteBuffer[] {bytes("a"), bytes("bc")})).isEqualTo(3);
      assertThat(channel.position()).isEqualTo(8);
      assertThat(read(channel, 9, 0)).isEqualTo("helloabc");
      assertThat(outcome(() -> channel.read(new ByteBuffer[1], 1, 5)))
          .isEqualTo("IndexOutOfBoundsException");
    }
  }

  @Test
  void transfersCopyBetweenChannels() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (FileChannel from = open("f", READ);
        FileChannel to = open("new", READ, WRITE, CREATE)) {
      assertThat(from.transferTo(1, 100, Channels.newChannel(out))).isEqualTo(4);
      assertThat(out).hasToString("ello");
      assertThat(from.transferTo(9, 1, Channels.newChannel(out))).isZero();
      assertThat(from.transferTo(0, 5, to)).isEqualTo(5);
      assertThat(to.position()).isEqualTo(5);
      assertThat(from.position()).isZero();
      assertThat(to.transferFrom(from, 5, 3)).isEqualTo(3);
      assertThat(to.position()).isEqualTo(5);
      assertThat(from.position()).isEqualTo(3);
      assertThat(read(to, 99, 0)).isEqualTo("hellohel");
      var in = Channels.newChannel(new ByteArrayInputStream("z".getBytes(UTF_8)));
      assertThat(to.transferFrom(in, 20, 9)).isEqualTo(JDK >= 25 ? 1 : 0);
      assertThat(outcome(() -> from.transferTo(-1, 1, to))).isEqualTo("IllegalArgumentException");
      assertThat(outcome(() -> from.transferFrom(to, 0, 1)))
          .isEqualTo("NonWritableChannelException");
    }
  }

  @Test
  void aChannelDoesOnlyWhatItWasOpenedFor() throws IOException {
    try (FileChannel channel = open("f", READ)) {
      String refused = "NonWritableChannelException";
      assertThat(outcome(() -> channel.write(bytes("x")))).isEqualTo(refused);
      assertThat(outcome(() -> channel.write(bytes("x"), 0))).isEqualTo(refused);
      assertThat(outcome(() -> channel.truncate(0))).isEqualTo(refused);
      assertThat(outcome(channel::lock)).isEqualTo(refused);
      assertThat(outcome(() -> channel.map(FileChannel.MapMode.READ_WRITE, 0, 1)))
          .isEqualTo(refused);
      assertThat(outcome(() -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer())))
          .isEqualTo("IllegalArgumentException");
      assertThat(outcome(() -> channel.read(ByteBuffer.allocate(1), -1)))
          .isEqualTo("IllegalArgumentException");
      assertThat(done(() -> channel.force(true))).isEqualTo("ok");
    }
    try (FileChannel channel = open("f", WRITE)) {
      String refused = "NonReadableChannelException";
      assertThat(outcome(() -> channel.read(ByteBuffer.allocate(1)))).isEqualTo(refused);
      assertThat(outcome(() -> channel.read(ByteBuffer.allocate(1), 0))).isEqualTo(refused);
      assertThat(outcome(() -> channel.lock(0, 1, true))).isEqualTo(refused);
    }
  }

  @Test
  void aDirectoryCanBeOpenedButNotRead() throws IOException {
    try (FileChannel channel = open("dir", READ)) {
      assertThat(outcome(() -> channel.read(ByteBuffer.allocate(1))))
          .isEqualTo("IOException: Is a directory");
    }
    assertThat(outcome(() -> Files.readAllBytes(at("dir"))))
        .isEqualTo("IOException: Is a directory");
  }

  @Test
  void aClosedChannelDoesNothing() throws IOException {
    FileChannel channel = open("f", READ, WRITE);
    channel.close();
    channel.close();
    String closed = "ClosedChannelException";
    for (Operation operation :
        List.<Operation>of(
            () -> channel.read(ByteBuffer.allocate(1)),
            () -> channel.write(bytes("x")),
            () -> channel.read(ByteBuffer.allocate(1), 0),
            () -> channel.write(bytes("x"), 0),
            channel::size,
            channel::position,
            () -> channel.position(-1),
            () -> channel.truncate(-1),
            channel::lock,
            channel::tryLock,
            () -> channel.transferTo(0, 1, channel),
            () -> channel.transferFrom(channel, 0, 1))) {
      assertThat(outcome(operation)).isEqualTo(closed + ": null");
    }
  }

  @Test
  void anOpenFileOutlivesItsName() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      Files.delete(at("f"));
      Files.delete(at("h"));
      channel.write(bytes("J"), 0);
      assertThat(read(channel, 9, 0)).isEqualTo("Jello");
      Files.writeString(at("f"), "another");
      assertThat(read(channel, 9, 0)).isEqualTo("Jello");
    }
    assertThat(at("f")).hasContent("another");
  }

  @Test
  void aReaderSeesWhatIsWrittenAfterItWasOpened() throws IOException {
    try (FileChannel reader = open("dir/x", READ)) {
      Files.writeString(at("dir/x"), "changed");
      assertThat(read(reader, 99, 0)).isEqualTo("changed");
      assertThat(reader.size()).isEqualTo(7);
    }
  }

  @Test
  void locksThatOverlapAreRefusedWithinTheProcess() throws IOException {
    String overlaps = "OverlappingFileLockException";
    FileChannel other = open("lf", READ, WRITE);
    try (FileChannel one = open("f", READ, WRITE)) {
      FileLock lock = one.lock(0, 10, false);
      assertThat(lock.isValid()).isTrue();
      assertThat(outcome(() -> other.tryLock(5, 1, true))).isEqualTo(overlaps);
      assertThat(outcome(() -> one.lock(9, 1, false))).isEqualTo(overlaps);
      FileLock behind = other.lock(10, 5, true);
      assertThat(behind.isShared()).isTrue();
      lock.release();
      assertThat(lock.isValid()).isFalse();
      assertThat(other.tryLock(0, 10, false)).isNotNull();
      assertThat(outcome(one::lock)).isEqualTo(overlaps);
      other.close();
      assertThat(behind.isValid()).isFalse();
      assertThat(done(behind::release)).isEqualTo("ClosedChannelException: null");
      assertThat(one.lock().size()).isEqualTo(Long.MAX_VALUE);
      assertThat(outcome(() -> one.lock(-1, 1, false))).isEqualTo("IllegalArgumentException");
    }
  }

  @Test
  void anInterruptClosesTheChannelAndNoOther() throws IOException {
    try (FileChannel one = open("f", READ);
        FileChannel other = open("f", READ)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> one.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedByInterruptException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(one.isOpen()).isFalse();
      assertThat(read(other, 9, 0)).isEqualTo("hello");
    }
  }

  @Test
  void anEndBeyondWhatALongHoldsIsNone() throws IOException {
    String invalid = "IOException: Invalid argument";
    long last = Long.MAX_VALUE;
    try (FileChannel channel = open("f", READ, WRITE);
        FileChannel appending = open("f", APPEND)) {
      assertThat(done(() -> channel.write(bytes("four"), last - 2))).isEqualTo(invalid);
      assertThat(done(() -> appending.write(bytes("four"), last - 2))).isEqualTo(invalid);
      assertThat(done(() -> channel.read(ByteBuffer.allocate(4), last - 2))).isEqualTo(invalid);
      assertThat(channel.read(ByteBuffer.allocate(4), last - 4)).isEqualTo(-1);
      assertThat(channel.write(bytes(""), last)).isZero();
      assertThat(channel.size()).isEqualTo(5);
    }
  }
}
