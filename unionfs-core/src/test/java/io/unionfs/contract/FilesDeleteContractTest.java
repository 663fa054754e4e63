package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;

/** {@code delete}, {@code deleteIfExists}. */
class FilesDeleteContractTest extends Contract {
  @Test
  void deleteRemovesAFile() throws IOException {
    Files.delete(at("f"));
    assertThat(at("f")).doesNotExist();
  }

  @Test
  void deleteRemovesAnEmptyDirectory() throws IOException {
    Files.delete(at("empty"));
    assertThat(at("empty")).doesNotExist();
  }

  @Test
  void deleteOfADirectoryThatIsNotEmptyFails() {
    failsOn(at("dir"), DirectoryNotEmptyException.class, () -> Files.delete(at("dir")));
    assertThat(at("dir/x")).exists();
  }

  @Test
  void deleteOfALinkRemovesTheLinkAndNotItsTarget() throws IOException {
    Files.delete(at("lf"));
    assertThat(Files.isSymbolicLink(at("lf"))).isFalse();
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void deleteOfALinkToADirectoryRemovesTheLink() throws IOException {
    Files.delete(at("ld"));
    assertThat(at("dir/x")).exists();
    assertThat(Files.isSymbolicLink(at("ld"))).isFalse();
  }

  @Test
  void deleteOfADanglingLinkRemovesIt() throws IOException {
    Files.delete(at("dang"));
    Files.delete(at("loop"));
    assertThat(names(".")).doesNotContain("dang", "loop");
  }

  @Test
  void deleteOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> Files.delete(at("missing")));
  }

  @Test
  void deleteBelowAMissingDirectoryIsNoSuchFile() {
    failsOn(at("missing/x"), NoSuchFileException.class, () -> Files.delete(at("missing/x")));
  }

  @Test
  void deleteBelowAFileFails() {
    failsOn(at("f/x"), FileSystemException.class, () -> Files.delete(at("f/x")));
  }

  @Test
  void deleteOfOneNameLeavesTheFileUnderItsOthers() throws IOException {
    Files.delete(at("f"));
    assertThat(content("h")).isEqualTo("hello");
    assertThat(Files.getAttribute(at("h"), "unix:nlink")).isEqualTo(1);
  }

  @Test
  void aDeletedFileThatIsOpenIsStillReadAndWritten() throws IOException {
    Files.delete(at("h"));
    try (SeekableByteChannel channel = Files.newByteChannel(at("f"))) {
      Files.delete(at("f"));
      var buffer = java.nio.ByteBuffer.allocate(9);
      channel.read(buffer);
      assertThat(text(buffer)).isEqualTo("hello");
    }
  }

  @Test
  void deleteOfTheRootFails() {
    assertThrows(IOException.class, () -> Files.delete(root.getRoot()));
  }

  @Test
  void deleteChangesTheTimeOfTheDirectory() throws IOException {
    Files.setLastModifiedTime(at("dir"), FileTime.fromMillis(1000));
    Files.delete(at("dir/x"));
    assertThat(Files.getLastModifiedTime(at("dir")).toMillis()).isGreaterThan(1000);
  }

  @Test
  void aDirectoryIsDeletedOnceItIsEmpty() throws IOException {
    Files.delete(at("dir/x"));
    Files.delete(at("dir/sub"));
    Files.delete(at("dir"));
    assertThat(at("dir")).doesNotExist();
  }

  @Test
  void aDeletedNameIsFreeAgain() throws IOException {
    Files.delete(at("f"));
    Files.createDirectory(at("f"));
    assertThat(at("f")).isEmptyDirectory();
    Files.delete(at("f"));
    Files.writeString(at("f"), "again");
    assertThat(content("f")).isEqualTo("again");
  }

  @Test
  void deleteIfExistsTellsThatTheFileWasDeleted() throws IOException {
    assertThat(Files.deleteIfExists(at("f"))).isTrue();
    assertThat(at("f")).doesNotExist();
  }

  @Test
  void deleteIfExistsOfAMissingFileIsFalse() throws IOException {
    assertThat(Files.deleteIfExists(at("missing"))).isFalse();
    assertThat(Files.deleteIfExists(at("missing/x"))).isFalse();
  }

  @Test
  void deleteIfExistsOfADirectoryThatIsNotEmptyFails() {
    failsOn(at("dir"), DirectoryNotEmptyException.class, () -> Files.deleteIfExists(at("dir")));
  }

  @Test
  void deleteIfExistsRemovesALinkAndNotItsTarget() throws IOException {
    assertThat(Files.deleteIfExists(at("lf"))).isTrue();
    assertThat(content("f")).isEqualTo("hello");
  }
}
