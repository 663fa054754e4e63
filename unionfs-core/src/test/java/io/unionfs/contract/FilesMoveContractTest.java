package io.unionfs.contract;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** {@code move}. */
class FilesMoveContractTest extends Contract {
  private Path move(String source, String target, CopyOption... options) throws IOException {
    return Files.move(at(source), at(target), options);
  }

  @Test
  void moveReturnsTheTarget() throws IOException {
    assertThat(move("f", "new")).isEqualTo(at("new"));
  }

  @Test
  void aMovedFileIsAtItsNewNameOnly() throws IOException {
    move("f", "dir/new");
    assertThat(at("f")).doesNotExist();
    assertThat(content("dir/new")).isEqualTo("hello");
  }

  @Test
  void aMovedFileIsTheSameFile() throws IOException {
    Object key = Files.getAttribute(at("f"), "fileKey");
    move("f", "new");
    assertThat(Files.getAttribute(at("new"), "fileKey")).isEqualTo(key);
    assertThat(Files.isSameFile(at("new"), at("h"))).isTrue();
  }

  @Test
  void aMoveKeepsAtLeastTheLastModifiedTime() throws IOException {
    Files.setLastModifiedTime(at("f"), FileTime.fromMillis(5_000));
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rwx-w---x"));
    move("f", "new");
    assertThat(Files.getLastModifiedTime(at("new")).toMillis()).isEqualTo(5_000);
    assertThat(Files.getPosixFilePermissions(at("new")))
        .isEqualTo(PosixFilePermissions.fromString("rwx-w---x"));
  }

  @Test
  void moveFailsIfTheTargetExists() throws IOException {
    failsOn(at("dir/x"), FileAlreadyExistsException.class, () -> move("f", "dir/x"));
    failsOn(at("empty"), FileAlreadyExistsException.class, () -> move("f", "empty"));
    assertThat(content("dir/x")).isEqualTo("x");
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void moveFailsIfTheTargetIsADanglingLink() {
    failsOn(at("dang"), FileAlreadyExistsException.class, () -> move("f", "dang"));
  }

  @Test
  void moveOntoTheSameFileDoesNothing() throws IOException {
    assertThat(move("f", "f")).isEqualTo(at("f"));
    move("f", "h");
    move("f", "h", REPLACE_EXISTING);
    assertThat(at("f")).exists();
    assertThat(at("h")).exists();
  }

  @Test
  void moveOfALinkMovesTheLinkAndNotItsTarget() throws IOException {
    move("lf", "new");
    assertThat(Files.readSymbolicLink(at("new"))).isEqualTo(path("f"));
    assertThat(content("f")).isEqualTo("hello");
    move("dang", "new2");
    assertThat(Files.readSymbolicLink(at("new2"))).isEqualTo(path("nowhere"));
  }

  @Test
  void moveMovesAnEmptyDirectory() throws IOException {
    move("empty", "dir/new");
    assertThat(at("dir/new")).isEmptyDirectory();
    assertThat(at("empty")).doesNotExist();
  }

  @Test
  void aDirectoryIsRenamedWithItsEntries() throws IOException {
    Files.createDirectories(at("new/a/b"));
    Files.writeString(at("new/a/b/c"), "deep");
    move("new", "dir/moved");
    assertThat(content("dir/moved/a/b/c")).isEqualTo("deep");
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void aDirectoryOfALowerLayerIsRenamedWithItsEntries() throws IOException {
    move("dir", "moved");
    assertThat(content("moved/x")).isEqualTo("x");
    assertThat(at("dir")).doesNotExist();
  }

  @Test
  void aDirectoryIsNotMovedIntoItself() {
    assertThrows(FileSystemException.class, () -> move("dir", "dir/sub/new"));
    assertThat(at("dir/x")).exists();
  }

  @Test
  void replaceExistingReplacesAFile() throws IOException {
    move("f", "dir/x", REPLACE_EXISTING);
    assertThat(content("dir/x")).isEqualTo("hello");
    assertThat(at("f")).doesNotExist();
  }

  @Test
  void replaceExistingReplacesAnEmptyDirectory() throws IOException {
    move("f", "empty", REPLACE_EXISTING);
    assertThat(content("empty")).isEqualTo("hello");
  }

  @Test
  void replaceExistingOfADirectoryThatIsNotEmptyFails() throws IOException {
    failsOn(at("dir"), DirectoryNotEmptyException.class, () -> move("f", "dir", REPLACE_EXISTING));
    failsOn(
        at("dir"), DirectoryNotEmptyException.class, () -> move("empty", "dir", REPLACE_EXISTING));
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void replaceExistingReplacesALinkAndNotItsTarget() throws IOException {
    move("dir/x", "lf", REPLACE_EXISTING);
    assertThat(Files.isSymbolicLink(at("lf"))).isFalse();
    assertThat(content("lf")).isEqualTo("x");
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void moveOfAMissingFileIsNoSuchFile() throws IOException {
    failsOn(at("missing"), NoSuchFileException.class, () -> move("missing", "new"));
    failsOn(at("missing"), NoSuchFileException.class, () -> move("missing", "f", REPLACE_EXISTING));
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void moveIntoAMissingDirectoryIsNoSuchFile() throws IOException {
    // The file that the exception names is the source, the other one the target.
    var failure = assertThrows(NoSuchFileException.class, () -> move("f", "missing/x"));
    assertThat(failure.getFile()).isEqualTo(at("f").toString());
    assertThat(failure.getOtherFile()).isEqualTo(at("missing/x").toString());
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void moveToBelowAFileFails() throws IOException {
    assertThrows(FileSystemException.class, () -> move("dir/x", "f/x"));
    assertThat(content("dir/x")).isEqualTo("x");
  }

  @Test
  void anAtomicMoveMoves() throws IOException {
    move("f", "new", ATOMIC_MOVE);
    assertThat(content("new")).isEqualTo("hello");
    assertThat(at("f")).doesNotExist();
  }

  @Test
  void anAtomicMoveReplacesAnExistingFile() throws IOException {
    // "Implementation specific if the existing file is replaced": the default provider replaces.
    move("f", "dir/x", ATOMIC_MOVE);
    assertThat(content("dir/x")).isEqualTo("hello");
  }

  @Test
  void anAtomicMoveIgnoresOtherOptions() throws IOException {
    move("f", "dir/x", ATOMIC_MOVE, REPLACE_EXISTING);
    assertThat(content("dir/x")).isEqualTo("hello");
    move("dir/x", "f", ATOMIC_MOVE, NOFOLLOW_LINKS);
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void anAtomicMoveOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> move("missing", "new", ATOMIC_MOVE));
  }

  @Test
  void anAtomicMoveOntoADirectoryThatIsNotEmptyFails() throws IOException {
    assertThrows(FileSystemException.class, () -> move("f", "dir", ATOMIC_MOVE));
    assertThrows(FileSystemException.class, () -> move("empty", "dir", ATOMIC_MOVE));
    assertThat(content("f")).isEqualTo("hello");
    assertThat(at("dir/x")).exists();
  }

  @Test
  void copyAttributesIsNoOptionOfAMove() {
    assertThrows(UnsupportedOperationException.class, () -> move("f", "new", COPY_ATTRIBUTES));
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void anOptionOfOthersIsUnsupported() {
    assertThrows(UnsupportedOperationException.class, () -> move("f", "new", new CopyOption() {}));
  }

  @Test
  void aMovedFileThatIsOpenIsStillRead() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(at("f"))) {
      move("f", "new");
      var buffer = java.nio.ByteBuffer.allocate(9);
      channel.read(buffer);
      assertThat(text(buffer)).isEqualTo("hello");
    }
  }

  @Test
  void aReplacedFileThatIsOpenIsStillRead() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(at("dir/x"))) {
      move("f", "dir/x", REPLACE_EXISTING);
      var buffer = java.nio.ByteBuffer.allocate(9);
      channel.read(buffer);
      assertThat(text(buffer)).isEqualTo("x");
    }
  }

  @Test
  void aFileIsMovedToAnotherProvidersFilesystem() throws Exception {
    withForeign(
        foreign -> {
          Path target = Files.createTempDirectory("contract");
          Path elsewhere = subject == Subject.DEFAULT_PROVIDER ? foreign : target.resolve("moved");
          try {
            Files.move(at("f"), elsewhere);
            assertThat(Files.readString(elsewhere)).isEqualTo("hello");
            assertThat(at("f")).doesNotExist();
            Files.move(elsewhere, at("back"));
            assertThat(content("back")).isEqualTo("hello");
            assertThat(elsewhere).doesNotExist();
          } finally {
            Subject.removeTree(target);
          }
        });
  }

  @Test
  void aDirectoryThatIsNotEmptyIsNotMovedToAnotherProvidersFilesystem() throws Exception {
    withForeign(
        foreign -> {
          Path target = Files.createTempDirectory("contract");
          Path elsewhere = subject == Subject.DEFAULT_PROVIDER ? foreign : target.resolve("moved");
          try {
            assertThrows(IOException.class, () -> Files.move(at("dir"), elsewhere));
            assertThat(at("dir/x")).exists();
          } finally {
            Subject.removeTree(target);
          }
        });
  }

  @Test
  void anAtomicMoveToAnotherProvidersFilesystemIsNotSupported() throws Exception {
    withForeign(
        foreign ->
            assertThrows(
                java.nio.file.AtomicMoveNotSupportedException.class,
                () -> Files.move(at("f"), foreign, ATOMIC_MOVE)));
    assertThat(content("f")).isEqualTo("hello");
  }
}
