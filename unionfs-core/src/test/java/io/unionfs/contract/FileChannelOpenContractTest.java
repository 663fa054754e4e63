package io.unionfs.contract;

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
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Opening: the options of {@code FileChannel.open} and {@code Files.newByteChannel}; mapping. */
class FileChannelOpenContractTest extends Contract {
  private FileChannel open(String name, OpenOption... options) throws IOException {
    return FileChannel.open(at(name), options);
  }

  // ---- READ, WRITE ----

  @Test
  void withoutOptionsTheFileIsRead() throws IOException {
    try (FileChannel channel = open("f")) {
      assertThat(channel.read(ByteBuffer.allocate(9))).isEqualTo(5);
      assertThrows(NonWritableChannelException.class, () -> channel.write(bytes("x")));
    }
  }

  @Test
  void openingForWritingDoesNotTruncate() throws IOException {
    open("f", WRITE).close();
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void openingAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> open("missing"));
    failsOn(at("missing"), NoSuchFileException.class, () -> open("missing", WRITE));
  }

  @Test
  void openingADirectoryForWritingFails() {
    failsOn(at("dir"), FileSystemException.class, () -> open("dir", WRITE));
  }

  @Test
  void readTogetherWithAppendIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> open("f", READ, APPEND));
  }

  @Test
  void appendTogetherWithTruncateIsIllegal() {
    assertThrows(IllegalArgumentException.class, () -> open("f", APPEND, TRUNCATE_EXISTING));
  }

  @Test
  void anOptionOfOthersIsUnsupported() {
    assertThrows(UnsupportedOperationException.class, () -> open("f", new OpenOption() {}));
  }

  @Test
  void aByteChannelIsAsAFileChannel() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(at("f"), READ, WRITE)) {
      assertThat(channel).isInstanceOf(FileChannel.class);
      assertThat(channel.size()).isEqualTo(5);
      channel.position(5).write(bytes("!"));
      assertThat(channel.truncate(6).position()).isEqualTo(6);
    }
    assertThat(content("f")).isEqualTo("hello!");
  }

  // ---- TRUNCATE_EXISTING ----

  @Test
  void truncateExistingEmptiesTheFile() throws IOException {
    open("f", WRITE, TRUNCATE_EXISTING).close();
    assertThat(Files.size(at("f"))).isZero();
  }

  @Test
  void truncateExistingIsIgnoredForReading() throws IOException {
    open("f", READ, TRUNCATE_EXISTING).close();
    assertThat(content("f")).isEqualTo("hello");
  }

  // ---- CREATE, CREATE_NEW ----

  @Test
  void createMakesAFileThatIsMissing() throws IOException {
    open("new", WRITE, CREATE).close();
    assertThat(Files.size(at("new"))).isZero();
  }

  @Test
  void createOpensAFileThatExists() throws IOException {
    open("f", WRITE, CREATE).close();
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void createIsIgnoredForReading() {
    failsOn(at("missing"), NoSuchFileException.class, () -> open("missing", READ, CREATE));
  }

  @Test
  void createFollowsALinkAndMakesItsTarget() throws IOException {
    open("dang", WRITE, CREATE).close();
    assertThat(Files.isRegularFile(at("nowhere"))).isTrue();
  }

  @Test
  void createNewFailsIfTheFileExists() {
    failsOn(at("f"), FileAlreadyExistsException.class, () -> open("f", WRITE, CREATE_NEW));
    failsOn(at("f"), FileAlreadyExistsException.class, () -> open("f", WRITE, CREATE, CREATE_NEW));
  }

  @Test
  void createNewDoesNotFollowALink() {
    failsOn(at("dang"), FileAlreadyExistsException.class, () -> open("dang", WRITE, CREATE_NEW));
    assertThat(at("nowhere")).doesNotExist();
  }

  @Test
  void createNewIsIgnoredForReading() throws IOException {
    open("f", READ, CREATE_NEW).close();
    failsOn(at("missing"), NoSuchFileException.class, () -> open("missing", READ, CREATE_NEW));
  }

  @Test
  void aNewFileTakesItsAttributes() throws IOException {
    var wanted = PosixFilePermissions.fromString("rwx--x---");
    var attribute = PosixFilePermissions.asFileAttribute(wanted);
    FileChannel.open(at("new"), Set.of(WRITE, CREATE), attribute).close();
    assertThat(Files.getPosixFilePermissions(at("new"))).isEqualTo(wanted);
  }

  @Test
  void anExistingFileKeepsItsAttributes() throws IOException {
    var before = Files.getPosixFilePermissions(at("f"));
    var attribute =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---"));
    FileChannel.open(at("f"), Set.of(WRITE, CREATE), attribute).close();
    assertThat(Files.getPosixFilePermissions(at("f"))).isEqualTo(before);
  }

  // ---- NOFOLLOW_LINKS, SPARSE, SYNC ----

  @Test
  void aLinkIsNotOpenedWhenItIsNotFollowed() {
    assertThrows(IOException.class, () -> open("lf", READ, NOFOLLOW_LINKS));
    assertThrows(IOException.class, () -> open("lf", WRITE, NOFOLLOW_LINKS));
  }

  @Test
  void aFileIsOpenedAlsoWhenLinksAreNotFollowed() throws IOException {
    open("f", READ, NOFOLLOW_LINKS).close();
    open("ld/x", READ, NOFOLLOW_LINKS).close();
  }

  @Test
  void syncOptionsAreTaken() throws IOException {
    try (FileChannel channel = open("new", WRITE, CREATE_NEW, SPARSE, SYNC, DSYNC)) {
      channel.write(bytes("kept"));
    }
    assertThat(content("new")).isEqualTo("kept");
  }

  @Test
  void aSparseFileHasItsSizeAtOnce() throws IOException {
    try (FileChannel channel = open("new", WRITE, CREATE_NEW, SPARSE)) {
      channel.write(bytes("x"), (1 << 20) - 1);
    }
    assertThat(Files.size(at("new"))).isEqualTo(1 << 20);
  }

  // ---- DELETE_ON_CLOSE ----

  @Test
  void deleteOnCloseDeletesTheFileWhenItIsClosed() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE, DELETE_ON_CLOSE)) {
      channel.write(bytes("J"));
      ByteBuffer buffer = ByteBuffer.allocate(9);
      channel.read(buffer, 0);
      assertThat(text(buffer)).isEqualTo("Jello");
    }
    assertThat(at("f")).doesNotExist();
    assertThat(content("h")).isEqualTo("Jello");
  }

  @Test
  void deleteOnCloseWorksOnANewFile() throws IOException {
    open("new", WRITE, CREATE, DELETE_ON_CLOSE).close();
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void deleteOnCloseIsNoFailureIfTheFileIsGone() throws IOException {
    FileChannel channel = open("new", WRITE, CREATE, DELETE_ON_CLOSE);
    Files.deleteIfExists(at("new"));
    channel.close();
  }

  @Test
  void deleteOnCloseDoesNotFollowALink() {
    assertThrows(IOException.class, () -> open("lf", WRITE, DELETE_ON_CLOSE));
    assertThat(Files.isSymbolicLink(at("lf"))).isTrue();
  }

  @Test
  void deleteOnCloseIsTakenByStreamsToo() throws IOException {
    try (var in = Files.newInputStream(at("f"), DELETE_ON_CLOSE)) {
      assertThat(in.readAllBytes()).hasSize(5);
    }
    assertThat(at("f")).doesNotExist();
  }

  @Test
  void deleteOnCloseLeavesAFileThatWasReplaced() throws IOException {
    // "May" in the Javadoc: the default provider unlinks when it opens, so what comes later stays.
    FileChannel channel = open("new", WRITE, CREATE, DELETE_ON_CLOSE);
    Files.deleteIfExists(at("new"));
    Files.writeString(at("new"), "another");
    channel.close();
    assertThat(content("new")).isEqualTo("another");
  }

  // ---- map ----

  @Test
  void aReadOnlyMappingReads() throws IOException {
    try (FileChannel channel = open("f", READ)) {
      MappedByteBuffer map = channel.map(MapMode.READ_ONLY, 1, 3);
      assertThat(map.capacity()).isEqualTo(3);
      assertThat(map.get(0)).isEqualTo((byte) 'e');
      assertThat(map.isReadOnly()).isTrue();
    }
  }

  @Test
  void aMappingStaysValidAfterItsChannelIsClosed() throws IOException {
    MappedByteBuffer map;
    try (FileChannel channel = open("f", READ)) {
      map = channel.map(MapMode.READ_ONLY, 0, 5);
    }
    assertThat(map.get(4)).isEqualTo((byte) 'o');
  }

  @Test
  void whatIsWrittenToAMappingIsInTheFile() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      MappedByteBuffer map = channel.map(MapMode.READ_WRITE, 0, 5);
      map.put(0, (byte) 'J');
      map.force();
      assertThat(content("f")).isEqualTo("Jello");
    }
  }

  @Test
  void aMappingBeyondTheEndGrowsTheFile() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      channel.map(MapMode.READ_WRITE, 0, 9);
      assertThat(channel.size()).isEqualTo(9);
    }
  }

  @Test
  void aPrivateMappingDoesNotChangeTheFile() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      MappedByteBuffer map = channel.map(MapMode.PRIVATE, 0, 5);
      map.put(0, (byte) 'J');
      assertThat(map.get(0)).isEqualTo((byte) 'J');
      assertThat(content("f")).isEqualTo("hello");
    }
  }

  @Test
  void aMappingNeedsWhatItsModeSays() throws IOException {
    try (FileChannel writer = open("f", WRITE);
        FileChannel reader = open("f", READ)) {
      assertThrows(NonReadableChannelException.class, () -> writer.map(MapMode.READ_ONLY, 0, 1));
      assertThrows(NonWritableChannelException.class, () -> reader.map(MapMode.READ_WRITE, 0, 1));
      assertThrows(NonWritableChannelException.class, () -> reader.map(MapMode.PRIVATE, 0, 1));
    }
  }

  @Test
  void aMappingWithNegativeOrTooLargeArgumentsIsIllegal() throws IOException {
    try (FileChannel channel = open("f", READ, WRITE)) {
      assertThrows(IllegalArgumentException.class, () -> channel.map(MapMode.READ_ONLY, -1, 1));
      assertThrows(IllegalArgumentException.class, () -> channel.map(MapMode.READ_ONLY, 0, -1));
      assertThrows(
          IllegalArgumentException.class, () -> channel.map(MapMode.READ_ONLY, 0, 1L << 31));
    }
  }
}
