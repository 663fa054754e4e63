package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Directory streams that operate on the directory that is open. */
class SecureDirectoryStreamContractTest extends Contract {
  private static final String CLOSED = "ClosedDirectoryStreamException";

  private SecureDirectoryStream<Path> top;
  private SecureDirectoryStream<Path> dir;

  @BeforeEach
  void openStreams() throws IOException {
    top = stream(root);
    dir = stream(at("dir"));
  }

  @AfterEach
  void closeStreams() throws IOException {
    top.close();
    dir.close();
  }

  private static SecureDirectoryStream<Path> stream(Path directory) throws IOException {
    return (SecureDirectoryStream<Path>) Files.newDirectoryStream(directory);
  }

  private List<String> list(DirectoryStream<Path> stream) {
    List<String> names = new ArrayList<>();
    stream.forEach(entry -> names.add(entry.toString().replace(root + "/", "")));
    names.sort(null);
    return names;
  }

  private String listed(SecureDirectoryStream<Path> in, Path path, LinkOption... options) {
    return outcome(
        () -> {
          try (SecureDirectoryStream<Path> found = in.newDirectoryStream(path, options)) {
            return list(found);
          }
        });
  }

  private String size(SecureDirectoryStream<Path> in, Path path, OpenOption... options) {
    return outcome(
        () -> {
          try (SeekableByteChannel channel = in.newByteChannel(path, Set.of(options))) {
            return channel.size();
          }
        });
  }

  private String deleted(SecureDirectoryStream<Path> in, Path file) {
    return done(() -> in.deleteFile(file));
  }

  private String deletedDirectory(SecureDirectoryStream<Path> in, Path directory) {
    return done(() -> in.deleteDirectory(directory));
  }

  @Test
  void theFilesAreListedOnce() {
    assertThat(list(dir)).containsExactly("dir/sub", "dir/x");
    assertThat(outcome(dir::iterator)).isEqualTo("IllegalStateException");
  }

  @Test
  void directoriesAreOpenedRelativeToTheOpenOne() {
    assertThat(listed(top, path("dir"))).isEqualTo("[dir/sub, dir/x]");
    assertThat(listed(top, path("ld"))).isEqualTo("[ld/sub, ld/x]");
    assertThat(listed(top, path("ld"), NOFOLLOW_LINKS))
        .isEqualTo("FileSystemException ld: " + ELOOP);
    assertThat(listed(top, path("f"))).isEqualTo("NotDirectoryException f");
    assertThat(listed(top, path("f/x"))).isEqualTo("NotDirectoryException f/x");
    assertThat(listed(top, path("missing"))).isEqualTo("NoSuchFileException missing");
    assertThat(listed(top, path(""))).isEqualTo("NoSuchFileException ");
    assertThat(listed(dir, path("."))).isEqualTo("[dir/./sub, dir/./x]");
    assertThat(listed(dir, path("../dir/sub"))).isEqualTo("[]");
    assertThat(listed(dir, at("ld"))).isEqualTo("[ld/sub, ld/x]");
  }

  @Test
  void channelsAreOpenedRelativeToTheOpenDirectory() throws IOException {
    assertThat(size(top, path("f"))).isEqualTo("5");
    assertThat(size(top, path("dir/x"), READ)).isEqualTo("1");
    assertThat(size(dir, path("../f"))).isEqualTo("5");
    assertThat(size(dir, at("f"))).isEqualTo("5");
    assertThat(size(top, path("missing"))).isEqualTo("NoSuchFileException missing");
    assertThat(size(top, path(""))).isEqualTo("NoSuchFileException ");
    assertThat(size(top, path("lf"), NOFOLLOW_LINKS)).startsWith("IOException: Too many levels");
    assertThat(size(top, path("dir"), WRITE)).isEqualTo("FileSystemException dir: Is a directory");
    assertThat(size(top, path("f"), READ, APPEND)).isEqualTo("IllegalArgumentException");
    assertThat(size(top, path("f"), WRITE, CREATE_NEW)).isEqualTo("FileAlreadyExistsException f");
    assertThat(size(top, path("dang"), WRITE, CREATE_NEW))
        .isEqualTo("FileAlreadyExistsException dang");
    var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try (var channel = dir.newByteChannel(path("new"), Set.of(WRITE, CREATE), mode)) {
      channel.write(ByteBuffer.allocate(3));
    }
    assertThat(Files.size(at("dir/new"))).isEqualTo(3);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at("dir/new"))))
        .isEqualTo("rw-------");
    try (var channel = dir.newByteChannel(path("new"), Set.of(WRITE, DELETE_ON_CLOSE))) {
      assertThat(at("dir/new")).doesNotExist();
      assertThat(channel.size()).isEqualTo(3);
    }
  }

  @Test
  void filesAndDirectoriesAreDeleted() {
    assertThat(deleted(top, path("missing"))).isEqualTo("NoSuchFileException missing");
    assertThat(deleted(top, path("dir"))).isEqualTo("FileSystemException dir: Is a directory");
    assertThat(deleted(top, path(""))).isEqualTo("NoSuchFileException ");
    assertThat(deletedDirectory(top, path("f")))
        .isEqualTo("FileSystemException f: Not a directory");
    assertThat(deletedDirectory(top, path("dir"))).isEqualTo("DirectoryNotEmptyException null");
    assertThat(deletedDirectory(top, path("missing"))).isEqualTo("NoSuchFileException missing");
    assertThat(deletedDirectory(dir, path(".")))
        .isEqualTo("FileSystemException .: Invalid argument");
    assertThat(deletedDirectory(dir, path(".."))).isEqualTo("DirectoryNotEmptyException null");
    assertThat(deletedDirectory(dir, path(""))).isEqualTo("NoSuchFileException ");
    assertThat(deleted(top, path("dang"))).isEqualTo("ok");
    assertThat(deleted(dir, path("x"))).isEqualTo("ok");
    assertThat(deletedDirectory(dir, path("sub"))).isEqualTo("ok");
    assertThat(deletedDirectory(top, path("dir"))).isEqualTo("ok");
    assertThat(Files.exists(at("dir"))).isFalse();
    assertThat(Files.exists(at("dang"), NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void filesMoveFromOneOpenDirectoryToAnother() {
    assertThat(done(() -> top.move(path("f"), dir, path("g")))).isEqualTo("ok");
    assertThat(at("dir/g")).hasContent("hello");
    assertThat(done(() -> dir.move(path("g"), dir, path("x")))).as("it replaces").isEqualTo("ok");
    assertThat(at("dir/x")).hasContent("hello");
    assertThat(done(() -> dir.move(path("x"), dir, at("f")))).isEqualTo("ok");
    assertThat(at("f")).hasContent("hello");
    assertThat(done(() -> top.move(path("missing"), dir, path("g"))))
        .isEqualTo("NoSuchFileException missing -> g");
    assertThat(done(() -> top.move(path("f"), dir, path("sub"))))
        .isEqualTo("FileSystemException f -> sub: Is a directory");
    assertThat(done(() -> top.move(path("f"), null, path("g")))).isEqualTo("NullPointerException");
    assertThat(done(() -> top.move(path("empty"), dir, path("sub/empty")))).isIn("ok", lowerMove());
  }

  /** A directory of a lower layer is not moved: EXDEV, which overlayfs gives too. */
  private String lowerMove() {
    return isUnion()
        ? "AtomicMoveNotSupportedException empty -> sub/empty: Invalid cross-device link"
        : "ok";
  }

  @Test
  void attributesAreOfTheOpenDirectoryOrRelativeToIt() throws IOException {
    var file = top.getFileAttributeView(path("f"), BasicFileAttributeView.class);
    assertThat(file.readAttributes().size()).isEqualTo(5);
    var link = top.getFileAttributeView(path("lf"), PosixFileAttributeView.class, NOFOLLOW_LINKS);
    assertThat(link.readAttributes().isSymbolicLink()).isTrue();
    FileTime time = FileTime.from(Instant.ofEpochSecond(5, 123_456_789));
    file.setTimes(time, null, null);
    assertThat(Files.getLastModifiedTime(at("f")).toInstant())
        .isEqualTo(Instant.ofEpochSecond(5, JDK >= 25 ? 123_456_789 : 123_456_000));
    assertThat(done(() -> link.setTimes(time, null, null)))
        .isEqualTo("FileSystemException lf: " + ELOOP);
    assertThat(done(() -> link.setPermissions(Set.of())))
        .isEqualTo("FileSystemException lf: " + ELOOP);
    assertThat(done(() -> link.setOwner(Files.getOwner(root))))
        .isEqualTo("FileSystemException lf: " + ELOOP);
    var self = dir.getFileAttributeView(PosixFileAttributeView.class);
    assertThat(self.readAttributes().isDirectory()).isTrue();
    self.setPermissions(PosixFilePermissions.fromString("rwx-wx--x"));
    self.setTimes(time, time, null);
    PosixFileAttributes now = Files.readAttributes(at("dir"), PosixFileAttributes.class);
    assertThat(PosixFilePermissions.toString(now.permissions())).isEqualTo("rwx-wx--x");
    assertThat(now.lastModifiedTime().toMillis()).isEqualTo(5123);
    assertThat(self.getOwner()).isEqualTo(now.owner());
    var missing = top.getFileAttributeView(path("missing"), PosixFileAttributeView.class);
    String none = "NoSuchFileException missing";
    assertThat(outcome(missing::readAttributes)).isEqualTo(none);
    assertThat(done(() -> missing.setTimes(time, null, null))).isEqualTo(none);
    assertThat(done(() -> missing.setTimes(null, null, null))).isEqualTo(none);
    assertThat(done(() -> missing.setPermissions(Set.of()))).isEqualTo(none);
    assertThat(done(() -> missing.setGroup(now.group()))).isEqualTo(none);
    var outside = dir.getFileAttributeView(at("f"), BasicFileAttributeView.class);
    assertThat(outside.readAttributes().size()).isEqualTo(5);
  }

  @Test
  void thereAreThreeKindsOfViews() {
    assertThat(top.getFileAttributeView(BasicFileAttributeView.class).name()).isEqualTo("basic");
    assertThat(top.getFileAttributeView(PosixFileAttributeView.class).name()).isEqualTo("posix");
    assertThat(top.getFileAttributeView(FileOwnerAttributeView.class).name()).isEqualTo("posix");
    assertThat(top.getFileAttributeView(UserDefinedFileAttributeView.class)).isNull();
    assertThat(top.getFileAttributeView(path("f"), DosFileAttributeView.class)).isNull();
    assertThat(top.getFileAttributeView(path("f"), AclFileAttributeView.class)).isNull();
    assertThat(outcome(() -> top.getFileAttributeView(null))).isEqualTo("NullPointerException");
  }

  @Test
  void aStreamFollowsItsDirectoryWhenThatIsRenamed() throws IOException {
    Files.createDirectories(at("new/inner"));
    Files.writeString(at("new/inner/n"), "n");
    try (SecureDirectoryStream<Path> inner = stream(at("new/inner"))) {
      Files.move(at("new"), at("renamed"));
      Files.createDirectories(at("new/inner"));
      assertThat(size(inner, path("n"))).isEqualTo("1");
      assertThat(size(inner, path("../inner/n"))).isEqualTo("1");
      assertThat(size(inner, path("m"), WRITE, CREATE)).isEqualTo("0");
      assertThat(at("renamed/inner/m")).exists();
      assertThat(listed(inner, path("."))).isEqualTo("[new/inner/./m, new/inner/./n]");
      inner
          .getFileAttributeView(PosixFileAttributeView.class)
          .setPermissions(PosixFilePermissions.fromString("rwx------"));
      assertThat(Files.getPosixFilePermissions(at("renamed/inner"))).hasSize(3);
      assertThat(Files.getPosixFilePermissions(at("new/inner"))).hasSizeGreaterThan(3);
      assertThat(deleted(inner, path("n"))).isEqualTo("ok");
      assertThat(at("renamed/inner/n")).doesNotExist();
    }
  }

  @Test
  void aRemovedDirectoryHoldsNothing() throws IOException {
    try (SecureDirectoryStream<Path> gone = stream(at("empty"))) {
      Files.delete(at("empty"));
      Files.createDirectory(at("empty"));
      Files.writeString(at("empty/x"), "of another directory");
      assertThat(size(gone, path("x"))).isEqualTo("NoSuchFileException x");
      assertThat(size(gone, path("n"), WRITE, CREATE)).isEqualTo("NoSuchFileException n");
      assertThat(deleted(gone, path("x"))).isEqualTo("NoSuchFileException x");
      assertThat(done(() -> top.move(path("f"), gone, path("x"))))
          .isEqualTo("NoSuchFileException f -> x");
      assertThat(done(() -> gone.move(path("x"), top, path("y"))))
          .isEqualTo("NoSuchFileException x -> y");
      assertThat(listed(gone, path("."))).isEqualTo("[]");
      assertThat(size(gone, path("../f"))).isEqualTo("5");
      assertThat(list(gone)).isEmpty();
      var self = gone.getFileAttributeView(PosixFileAttributeView.class);
      assertThat(self.readAttributes().isDirectory()).isTrue();
      var dot = gone.getFileAttributeView(path("."), PosixFileAttributeView.class);
      assertThat(dot.readAttributes().isDirectory()).isTrue();
      assertThat(at("empty/x")).hasContent("of another directory");
    }
  }

  @Test
  void aRemovedNewDirectoryCanStillBeChangedItself() throws IOException {
    Files.createDirectory(at("new"));
    try (SecureDirectoryStream<Path> gone = stream(at("new"))) {
      Files.delete(at("new"));
      Files.createDirectory(at("new"));
      var self = gone.getFileAttributeView(PosixFileAttributeView.class);
      self.setPermissions(PosixFilePermissions.fromString("r-x------"));
      var dot = gone.getFileAttributeView(path("."), PosixFileAttributeView.class);
      assertThat(PosixFilePermissions.toString(dot.readAttributes().permissions()))
          .isEqualTo("r-x------");
      dot.setPermissions(PosixFilePermissions.fromString("--x------"));
      assertThat(PosixFilePermissions.toString(self.readAttributes().permissions()))
          .isEqualTo("--x------");
      assertThat(Files.getPosixFilePermissions(at("new"))).hasSizeGreaterThan(3);
    }
  }

  @Test
  void aClosedStreamDoesNothing() throws IOException {
    var view = dir.getFileAttributeView(PosixFileAttributeView.class);
    var fileView = dir.getFileAttributeView(path("x"), PosixFileAttributeView.class);
    dir.close();
    dir.close();
    assertThat(outcome(dir::iterator)).isEqualTo("IllegalStateException");
    assertThat(listed(dir, path("sub"))).isEqualTo(CLOSED);
    assertThat(listed(dir, at("dir"))).isEqualTo(CLOSED);
    assertThat(size(dir, path("x"))).isEqualTo(CLOSED);
    assertThat(size(dir, path("x"), READ, APPEND)).isEqualTo(CLOSED);
    assertThat(deleted(dir, path("x"))).isEqualTo(CLOSED);
    assertThat(deletedDirectory(dir, path("sub"))).isEqualTo(CLOSED);
    assertThat(done(() -> dir.move(path("x"), top, path("y")))).isEqualTo(CLOSED);
    assertThat(done(() -> top.move(path("f"), dir, path("y")))).isEqualTo(CLOSED);
    assertThat(outcome(view::readAttributes)).isEqualTo(CLOSED);
    assertThat(done(() -> view.setPermissions(Set.of()))).isEqualTo(CLOSED);
    assertThat(outcome(fileView::readAttributes)).isEqualTo(CLOSED);
    assertThat(dir.getFileAttributeView(BasicFileAttributeView.class)).isNotNull();
  }
}
