package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.contract.Subject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code Files.copy} and {@code Files.move}. */
class CopyMoveContractTest extends Contract {
  /** Between the two: 17 truncates what it copies to microseconds. */
  private static final Instant TIME = Instant.ofEpochSecond(1_000_000, 123_456_000);

  private String copy(String source, String target, CopyOption... options) {
    return done(() -> Files.copy(at(source), at(target), options));
  }

  private String move(String source, String target, CopyOption... options) {
    return done(() -> Files.move(at(source), at(target), options));
  }

  @Test
  void aCopyHasTheContentOfTheFile() {
    assertThat(copy("f", "new")).isEqualTo("ok");
    assertThat(at("new")).hasContent("hello");
    assertThat(at("f")).hasContent("hello");
    assertThat(copy("lf", "dir/new")).isEqualTo("ok");
    assertThat(Files.isSymbolicLink(at("dir/new"))).isFalse();
    assertThat(at("dir/new")).hasContent("hello");
  }

  @Test
  void aLargeFileIsCopiedWhole() throws IOException {
    byte[] bytes = new byte[200_001];
    new java.util.Random(1).nextBytes(bytes);
    Files.write(at("big"), bytes);
    assertThat(copy("big", "new")).isEqualTo("ok");
    assertThat(at("new")).hasBinaryContent(bytes);
  }

  @Test
  void aLinkThatIsNotFollowedIsCopiedItself() throws IOException {
    assertThat(copy("dang", "new", NOFOLLOW_LINKS)).isEqualTo("ok");
    assertThat(Files.readSymbolicLink(at("new"))).isEqualTo(path("nowhere"));
    assertThat(copy("dang", "new2")).isEqualTo("NoSuchFileException dang");
    assertThat(copy("loop", "new2")).isEqualTo("FileSystemException loop: " + ELOOP);
  }

  @Test
  void aCopyOfADirectoryIsEmpty() {
    assertThat(copy("dir", "new")).isEqualTo("ok");
    assertThat(at("new")).isEmptyDirectory();
    assertThat(copy("dir", "dir/sub/new", COPY_ATTRIBUTES)).isEqualTo("ok");
    assertThat(at("dir/sub/new")).isEmptyDirectory();
  }

  @Test
  void attributesAreCopiedWhenAsked() throws IOException {
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rwx-w---x"));
    view("f").write("k", ByteBuffer.wrap("v".getBytes()));
    Files.setLastModifiedTime(at("f"), FileTime.from(TIME));
    assertThat(copy("f", "with", COPY_ATTRIBUTES)).isEqualTo("ok");
    assertThat(copy("f", "without")).isEqualTo("ok");
    assertThat(Files.getLastModifiedTime(at("with"))).isEqualTo(FileTime.from(TIME));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at("with"))))
        .isEqualTo("rwx-w---x");
    assertThat(view("with").list()).containsExactly("k");
    assertThat(Files.getLastModifiedTime(at("without"))).isNotEqualTo(FileTime.from(TIME));
    assertThat(view("without").list()).isEmpty();
  }

  private UserDefinedFileAttributeView view(String name) {
    return Files.getFileAttributeView(at(name), UserDefinedFileAttributeView.class);
  }

  @Test
  void aCopyFailsWhereSomethingIsUnlessItIsToBeReplaced() {
    for (String taken : List.of("h", "empty", "lf", "dang")) {
      String expected = taken.equals("h") ? "ok" : "FileAlreadyExistsException " + taken;
      assertThat(copy("f", taken)).isEqualTo(expected);
    }
    for (String taken : List.of("empty", "lf", "dang", "loop")) {
      assertThat(copy("f", taken, REPLACE_EXISTING)).isEqualTo("ok");
      assertThat(at(taken)).hasContent("hello");
    }
    assertThat(copy("f", "dir", REPLACE_EXISTING)).isEqualTo("DirectoryNotEmptyException dir");
    assertThat(copy("f", "missing/x")).isEqualTo("NoSuchFileException missing/x");
    assertThat(copy("f", "f/x")).isEqualTo("FileSystemException f/x: Not a directory");
    assertThat(copy("missing", "new")).isEqualTo("NoSuchFileException missing");
    assertThat(copy("f/x", "new"))
        .isEqualTo(
            JDK >= 25 ? "NoSuchFileException f/x" : "FileSystemException f/x: Not a directory");
  }

  @Test
  void aCopyOntoTheSameFileDoesNothing() {
    assertThat(copy("f", "f")).isEqualTo("ok");
    assertThat(copy("f", "h", REPLACE_EXISTING)).isEqualTo("ok");
    assertThat(at("f")).hasContent("hello");
    assertThat(copy("dir", "dir", REPLACE_EXISTING)).isEqualTo("ok");
    assertThat(at("dir/x")).exists();
  }

  @Test
  void optionsThatAreNotOfACopyOrMoveAreRefused() {
    assertThat(copy("f", "new", ATOMIC_MOVE)).isEqualTo("UnsupportedOperationException");
    assertThat(move("f", "new", COPY_ATTRIBUTES)).isEqualTo("UnsupportedOperationException");
    assertThat(copy("f", "new", (CopyOption) null)).isEqualTo("NullPointerException");
    assertThat(move("f", "new", (CopyOption) null)).isEqualTo("NullPointerException");
  }

  @Test
  void streamsAreCopiedToAndFromFiles() throws IOException {
    assertThat(Files.copy(new ByteArrayInputStream("in".getBytes()), at("new"))).isEqualTo(2);
    assertThat(at("new")).hasContent("in");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(Files.copy(at("f"), out)).isEqualTo(5);
    assertThat(out).hasToString("hello");
    assertThat(outcome(() -> Files.copy(new ByteArrayInputStream(new byte[0]), at("f"))))
        .isEqualTo("FileAlreadyExistsException f");
  }

  @Test
  void aMoveTakesTheFileAway() {
    for (CopyOption[] options : new CopyOption[][] {{}, {ATOMIC_MOVE}, {NOFOLLOW_LINKS}}) {
      assertThat(move("f", "new", options)).isEqualTo("ok");
      assertThat(at("f")).doesNotExist();
      assertThat(at("new")).hasContent("hello");
      assertThat(move("new", "dir/f", options)).isEqualTo("ok");
      assertThat(move("dir/f", "f", options)).isEqualTo("ok");
    }
    assertThat(move("lf", "link")).isEqualTo("ok");
    assertThat(Files.isSymbolicLink(at("link"))).isTrue();
    assertThat(move("empty", "dir/empty")).isEqualTo("ok");
    assertThat(at("dir/empty")).isEmptyDirectory();
  }

  @Test
  void aMovedFileKeepsItsAttributes() throws IOException {
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rwx-w---x"));
    Files.setLastModifiedTime(at("f"), FileTime.from(TIME));
    assertThat(move("f", "dir/new")).isEqualTo("ok");
    assertThat(Files.getLastModifiedTime(at("dir/new"))).isEqualTo(FileTime.from(TIME));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(at("dir/new"))))
        .isEqualTo("rwx-w---x");
  }

  @Test
  void aDirectoryThatIsNewMovesWithWhatIsInIt() throws IOException {
    Files.createDirectories(at("new/a/b"));
    Files.writeString(at("new/a/b/c"), "deep");
    assertThat(move("new", "dir/moved", ATOMIC_MOVE)).isEqualTo("ok");
    assertThat(at("dir/moved/a/b/c")).hasContent("deep");
    assertThat(move("dir/moved", "dir/moved/a/b/d"))
        .isEqualTo("FileSystemException dir/moved -> dir/moved/a/b/d: Invalid argument");
  }

  @Test
  void aMoveFailsWhereSomethingIsUnlessItIsToBeReplaced() {
    assertThat(move("f", "empty")).isEqualTo("FileAlreadyExistsException empty");
    assertThat(move("f", "dang")).isEqualTo("FileAlreadyExistsException dang");
    assertThat(move("f", "dir", REPLACE_EXISTING)).isEqualTo("DirectoryNotEmptyException dir");
    assertThat(move("f", "missing/x")).isEqualTo("NoSuchFileException f -> missing/x");
    assertThat(move("f", "lf/x")).isEqualTo("FileSystemException f -> lf/x: Not a directory");
    assertThat(move("missing", "new")).isEqualTo("NoSuchFileException missing");
    assertThat(move("f", "n".repeat(256)))
        .isEqualTo("FileSystemException f -> " + "n".repeat(256) + ": File name too long");
    assertThat(move("f", "empty", REPLACE_EXISTING)).isEqualTo("ok");
    assertThat(at("empty")).hasContent("hello");
    assertThat(move("empty", "lf", REPLACE_EXISTING)).isEqualTo("ok");
    assertThat(Files.isSymbolicLink(at("lf"))).isFalse();
  }

  @Test
  void anAtomicMoveReplacesAsRenameDoes() {
    assertThat(move("f", "dir/x", ATOMIC_MOVE)).isEqualTo("ok");
    assertThat(at("dir/x")).hasContent("hello");
    assertThat(move("dir/x", "empty", ATOMIC_MOVE))
        .isEqualTo("FileSystemException dir/x -> empty: Is a directory");
    assertThat(move("missing", "new", ATOMIC_MOVE)).isEqualTo("NoSuchFileException missing -> new");
  }

  @Test
  void aMoveOntoTheSameFileDoesNothing() {
    assertThat(move("f", "f")).isEqualTo("ok");
    assertThat(move("f", "h", REPLACE_EXISTING)).isEqualTo("ok");
    assertThat(at("f")).exists();
    assertThat(at("h")).exists();
  }

  @Test
  void filesAreMovedAndCopiedBetweenFilesystems() throws IOException {
    Path other = Files.createTempDirectory("other");
    try {
      Files.copy(at("f"), other.resolve("a"), COPY_ATTRIBUTES);
      assertThat(other.resolve("a")).hasContent("hello");
      Files.move(other.resolve("a"), at("new"));
      assertThat(at("new")).hasContent("hello");
      assertThat(other.resolve("a")).doesNotExist();
    } finally {
      Subject.removeTree(other);
    }
  }
}
