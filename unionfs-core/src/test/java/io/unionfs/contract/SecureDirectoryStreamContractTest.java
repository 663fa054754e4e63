package io.unionfs.contract;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code SecureDirectoryStream}, which the default provider gives on Linux. */
class SecureDirectoryStreamContractTest extends Contract {
  private DirectoryStream<Path> opened;

  @BeforeEach
  void openStream() throws IOException {
    opened = Files.newDirectoryStream(at("dir"));
  }

  @AfterEach
  void closeStream() throws IOException {
    opened.close();
  }

  private SecureDirectoryStream<Path> secure() {
    assertThat(opened).isInstanceOf(SecureDirectoryStream.class);
    return (SecureDirectoryStream<Path>) opened;
  }

  private String read(SecureDirectoryStream<Path> stream, Path file) throws IOException {
    try (SeekableByteChannel channel = stream.newByteChannel(file, Set.of(READ))) {
      ByteBuffer buffer = ByteBuffer.allocate(99);
      channel.read(buffer);
      return text(buffer);
    }
  }

  @Test
  void aDirectoryStreamIsSecure() {
    assertThat(secure()).isNotNull();
  }

  @Test
  void itsEntriesAreThoseOfTheDirectory() {
    assertThat(secure()).containsExactlyInAnyOrder(at("dir/x"), at("dir/sub"));
  }

  // ---- newDirectoryStream ----

  @Test
  void aRelativePathIsRelativeToTheOpenDirectory() throws IOException {
    Files.writeString(at("dir/sub/y"), "y");
    try (SecureDirectoryStream<Path> sub = secure().newDirectoryStream(path("sub"))) {
      assertThat(sub).containsExactly(at("dir/sub/y"));
    }
  }

  @Test
  void anAbsolutePathIsItself() throws IOException {
    try (SecureDirectoryStream<Path> other = secure().newDirectoryStream(at("empty"))) {
      assertThat(other).isEmpty();
    }
  }

  /** A directory that can be renamed also where those of lower layers cannot. */
  private SecureDirectoryStream<Path> openMade() throws IOException {
    Files.createDirectories(at("made/sub"));
    Files.writeString(at("made/x"), "x");
    opened.close();
    opened = Files.newDirectoryStream(at("made"));
    return secure();
  }

  @Test
  void theDirectoryIsFoundAfterItWasMoved() throws IOException {
    SecureDirectoryStream<Path> stream = openMade();
    Files.writeString(at("made/sub/y"), "y");
    Files.move(at("made"), at("moved"));
    try (SecureDirectoryStream<Path> sub = stream.newDirectoryStream(path("sub"))) {
      assertThat(sub).hasSize(1);
    }
    assertThat(read(stream, path("x"))).isEqualTo("x");
  }

  @Test
  void aNewDirectoryOfTheOldNameIsNotTheOpenOne() throws IOException {
    SecureDirectoryStream<Path> stream = openMade();
    Files.move(at("made"), at("moved"));
    Files.createDirectory(at("made"));
    Files.writeString(at("made/x"), "another");
    assertThat(read(stream, path("x"))).isEqualTo("x");
  }

  @Test
  void aLinkToADirectoryIsNotOpenedWhenItIsNotFollowed() throws IOException {
    Files.createSymbolicLink(at("dir/link"), path("sub"));
    secure().newDirectoryStream(path("link")).close();
    assertThrows(
        IOException.class, () -> secure().newDirectoryStream(path("link"), NOFOLLOW_LINKS));
  }

  @Test
  void aStreamOfAFileIsNotDirectory() {
    assertThrows(NotDirectoryException.class, () -> secure().newDirectoryStream(path("x")));
  }

  @Test
  void aStreamOfAMissingDirectoryIsNoSuchFile() {
    assertThrows(NoSuchFileException.class, () -> secure().newDirectoryStream(path("missing")));
  }

  // ---- newByteChannel ----

  @Test
  void aFileIsReadRelativeToTheDirectory() throws IOException {
    assertThat(read(secure(), path("x"))).isEqualTo("x");
    assertThat(read(secure(), at("f"))).isEqualTo("hello");
  }

  @Test
  void aFileIsCreatedRelativeToTheDirectory() throws IOException {
    var attribute =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    try (SeekableByteChannel channel =
        secure().newByteChannel(path("new"), Set.of(WRITE, CREATE_NEW), attribute)) {
      channel.write(bytes("made"));
    }
    assertThat(content("dir/new")).isEqualTo("made");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at("dir/new"))))
        .isEqualTo("rwx------");
  }

  @Test
  void createNewFailsIfTheFileExists() {
    assertThrows(
        FileAlreadyExistsException.class,
        () -> secure().newByteChannel(path("x"), Set.of(WRITE, CREATE_NEW)));
  }

  @Test
  void aMissingFileIsNoSuchFile() {
    assertThrows(
        NoSuchFileException.class, () -> secure().newByteChannel(path("missing"), Set.of(READ)));
  }

  @Test
  void aLinkIsNotOpenedWhenItIsNotFollowed() throws IOException {
    Files.createSymbolicLink(at("dir/link"), path("x"));
    assertThat(read(secure(), path("link"))).isEqualTo("x");
    assertThrows(
        IOException.class,
        () -> secure().newByteChannel(path("link"), Set.of(READ, NOFOLLOW_LINKS)));
  }

  // ---- deleteFile, deleteDirectory ----

  @Test
  void deleteFileDeletesRelativeToTheDirectory() throws IOException {
    secure().deleteFile(path("x"));
    assertThat(at("dir/x")).doesNotExist();
  }

  @Test
  void deleteFileDoesNotDeleteADirectory() {
    assertThrows(FileSystemException.class, () -> secure().deleteFile(path("sub")));
    assertThat(at("dir/sub")).exists();
  }

  @Test
  void deleteFileDeletesALinkItself() throws IOException {
    Files.createSymbolicLink(at("dir/link"), path("x"));
    secure().deleteFile(path("link"));
    assertThat(names("dir")).containsExactly("sub", "x");
  }

  @Test
  void deleteFileOfAMissingFileIsNoSuchFile() {
    assertThrows(NoSuchFileException.class, () -> secure().deleteFile(path("missing")));
  }

  @Test
  void deleteDirectoryDeletesAnEmptyDirectory() throws IOException {
    secure().deleteDirectory(path("sub"));
    assertThat(at("dir/sub")).doesNotExist();
  }

  @Test
  void deleteDirectoryOfOneThatIsNotEmptyFails() throws IOException {
    Files.writeString(at("dir/sub/y"), "y");
    assertThrows(DirectoryNotEmptyException.class, () -> secure().deleteDirectory(path("sub")));
  }

  @Test
  void deleteDirectoryDoesNotDeleteAFile() {
    assertThrows(FileSystemException.class, () -> secure().deleteDirectory(path("x")));
    assertThat(at("dir/x")).exists();
  }

  // ---- move ----

  @Test
  void moveMovesBetweenOpenDirectories() throws IOException {
    try (DirectoryStream<Path> target = Files.newDirectoryStream(at("empty"))) {
      secure().move(path("x"), (SecureDirectoryStream<Path>) target, path("new"));
    }
    assertThat(content("empty/new")).isEqualTo("x");
    assertThat(at("dir/x")).doesNotExist();
  }

  @Test
  void moveWithinTheDirectoryRenames() throws IOException {
    secure().move(path("x"), secure(), path("new"));
    assertThat(names("dir")).containsExactly("new", "sub");
  }

  @Test
  void moveReplacesAsAnAtomicMoveDoes() throws IOException {
    Files.writeString(at("dir/y"), "y");
    secure().move(path("y"), secure(), path("x"));
    assertThat(content("dir/x")).isEqualTo("y");
  }

  @Test
  void moveOfAMissingFileIsNoSuchFile() {
    assertThrows(
        NoSuchFileException.class, () -> secure().move(path("missing"), secure(), path("new")));
  }

  // ---- views ----

  @Test
  void aViewOfTheDirectoryItself() throws IOException {
    var view = secure().getFileAttributeView(BasicFileAttributeView.class);
    assertThat(view.readAttributes().isDirectory()).isTrue();
    assertThat(view.readAttributes().fileKey()).isEqualTo(Files.getAttribute(at("dir"), "fileKey"));
    view.setTimes(FileTime.fromMillis(5_000), null, null);
    assertThat(Files.getLastModifiedTime(at("dir")).toMillis()).isEqualTo(5_000);
  }

  @Test
  void aViewOfAnEntry() throws IOException {
    var view = secure().getFileAttributeView(path("x"), PosixFileAttributeView.class);
    assertThat(view.name()).isEqualTo("posix");
    assertThat(view.readAttributes().size()).isEqualTo(1);
    view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(at("dir/x")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aViewOfALinkThatIsNotFollowed() throws IOException {
    Files.createSymbolicLink(at("dir/link"), path("x"));
    var view =
        secure().getFileAttributeView(path("link"), BasicFileAttributeView.class, NOFOLLOW_LINKS);
    assertThat(view.readAttributes().isSymbolicLink()).isTrue();
    var followed = secure().getFileAttributeView(path("link"), BasicFileAttributeView.class);
    assertThat(followed.readAttributes().isRegularFile()).isTrue();
  }

  @Test
  void aViewThatIsNotSupportedIsNull() {
    assertThat(secure().getFileAttributeView(AclFileAttributeView.class)).isNull();
    assertThat(secure().getFileAttributeView(path("x"), AclFileAttributeView.class)).isNull();
  }

  // ---- closed ----

  @Test
  void aClosedStreamDoesNothing() throws IOException {
    SecureDirectoryStream<Path> stream = secure();
    var view = stream.getFileAttributeView(BasicFileAttributeView.class);
    stream.close();
    assertThrows(
        ClosedDirectoryStreamException.class, () -> stream.newDirectoryStream(path("sub")));
    assertThrows(
        ClosedDirectoryStreamException.class, () -> stream.newByteChannel(path("x"), Set.of(READ)));
    assertThrows(ClosedDirectoryStreamException.class, () -> stream.deleteFile(path("x")));
    assertThrows(ClosedDirectoryStreamException.class, () -> stream.deleteDirectory(path("sub")));
    assertThrows(
        ClosedDirectoryStreamException.class, () -> stream.move(path("x"), stream, path("y")));
    assertThrows(ClosedDirectoryStreamException.class, view::readAttributes);
    assertThat(at("dir/x")).exists();
  }
}
