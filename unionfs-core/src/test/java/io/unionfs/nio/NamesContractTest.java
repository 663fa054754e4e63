package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Making, removing, listing and finding names. */
class NamesContractTest extends Contract {
  private static final String LONG = "n".repeat(256);

  @Test
  void createFileMakesAnEmptyFile() throws IOException {
    assertThat(Files.createFile(at("new"))).isEqualTo(at("new")).isEmptyFile();
    assertThat(Files.createFile(at("ld/new"))).isEmptyFile();
    assertThat(Files.exists(at("dir/new"))).isTrue();
  }

  @Test
  void createFileFailsWhereTheNameIsTakenOrCannotBe() {
    for (String name : List.of("f", "dir", "lf", "dang", "loop", "dir/.", "dir/..")) {
      assertThat(outcome(() -> Files.createFile(at(name))))
          .isEqualTo("FileAlreadyExistsException " + name);
    }
    assertThat(outcome(() -> Files.createFile(at("missing/x"))))
        .isEqualTo("NoSuchFileException missing/x");
    assertThat(outcome(() -> Files.createFile(at("f/x"))))
        .isEqualTo("FileSystemException f/x: Not a directory");
    assertThat(outcome(() -> Files.createFile(at(LONG))))
        .isEqualTo("FileSystemException " + LONG + ": File name too long");
    assertThat(outcome(() -> Files.createFile(at("loop/x"))))
        .isEqualTo("FileSystemException loop/x: " + ELOOP);
  }

  @Test
  void createDirectoryMakesOne() throws IOException {
    assertThat(Files.createDirectory(at("new"))).isEmptyDirectory();
    assertThat(Files.createDirectories(at("a/b/c"))).isEmptyDirectory();
    assertThat(Files.createDirectories(at("ld/y"))).isEmptyDirectory();
    assertThat(at("dir/y")).isEmptyDirectory();
  }

  @Test
  void createDirectoryFailsWhereTheNameIsTakenOrCannotBe() {
    assertThat(outcome(() -> Files.createDirectory(at("f"))))
        .isEqualTo("FileAlreadyExistsException f");
    assertThat(outcome(() -> Files.createDirectory(at("dang"))))
        .isEqualTo("FileAlreadyExistsException dang");
    assertThat(outcome(() -> Files.createDirectory(at("missing/x"))))
        .isEqualTo("NoSuchFileException missing/x");
    assertThat(outcome(() -> Files.createDirectory(at("f/x"))))
        .isEqualTo("FileSystemException f/x: Not a directory");
    assertThat(outcome(() -> Files.createDirectories(at("f"))))
        .isEqualTo("FileAlreadyExistsException f");
    assertThat(outcome(() -> Files.createDirectory(path("/"))))
        .isEqualTo("FileAlreadyExistsException /");
  }

  @Test
  void initialPermissionsAreLessTheUmask() throws IOException {
    var all = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxrwx-w-"));
    Files.createFile(at("new"), all);
    Files.createDirectory(at("newdir"), all);
    for (String name : List.of("new", "newdir")) {
      String bits = PosixFilePermissions.toString(Files.getPosixFilePermissions(at(name)));
      assertThat(bits).startsWith("rwx").endsWith("-").doesNotContain("rwxrwxrwx");
    }
    assertThat(outcome(() -> Files.createFile(at("n"), attribute("unix:mode", 0600))))
        .isEqualTo("UnsupportedOperationException");
    assertThat(outcome(() -> Files.createFile(at("n"), attribute("posix:permissions", 1))))
        .isEqualTo("ClassCastException");
    assertThat(
            outcome(() -> Files.createSymbolicLink(at("n"), path("x"), attribute("unix:mode", 1))))
        .isEqualTo("UnsupportedOperationException");
    assertThat(at("n")).doesNotExist();
  }

  private static java.nio.file.attribute.FileAttribute<Object> attribute(
      String name, Object value) {
    return new java.nio.file.attribute.FileAttribute<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Object value() {
        return value;
      }
    };
  }

  @Test
  void temporaryFilesCanBeMade() throws IOException {
    assertThat(Files.createTempFile(root, "a", ".b").getFileName().toString()).endsWith(".b");
    assertThat(Files.createTempDirectory(root, "a")).isEmptyDirectory();
  }

  @Test
  void createSymbolicLinkKeepsTheTarget() throws IOException {
    Files.createSymbolicLink(at("new"), path("../some/where"));
    assertThat(Files.readSymbolicLink(at("new"))).isEqualTo(path("../some/where"));
    assertThat(outcome(() -> Files.createSymbolicLink(at("f"), path("x"))))
        .isEqualTo("FileAlreadyExistsException f");
    assertThat(outcome(() -> Files.createSymbolicLink(at("missing/l"), path("x"))))
        .isEqualTo("NoSuchFileException missing/l");
    assertThat(outcome(() -> Files.createSymbolicLink(at("e"), path(""))))
        .isEqualTo("NoSuchFileException e");
  }

  @Test
  void readSymbolicLinkWantsASymbolicLink() {
    assertThat(outcome(() -> Files.readSymbolicLink(at("lf")))).isEqualTo("f");
    assertThat(outcome(() -> Files.readSymbolicLink(at("f")))).isEqualTo("NotLinkException f");
    assertThat(outcome(() -> Files.readSymbolicLink(at("dir")))).isEqualTo("NotLinkException dir");
    assertThat(outcome(() -> Files.readSymbolicLink(at("missing"))))
        .isEqualTo("NoSuchFileException missing");
    assertThat(outcome(() -> Files.readSymbolicLink(at("f/x"))))
        .isEqualTo("FileSystemException f/x: Not a directory");
  }

  @Test
  void createLinkGivesAFileAFurtherName() throws IOException {
    Files.createLink(at("new"), at("f"));
    Files.writeString(at("new"), "changed");
    assertThat(at("f")).hasContent("changed");
    assertThat(Files.isSameFile(at("f"), at("new"))).isTrue();
    Files.createLink(at("link"), at("dang"));
    assertThat(Files.readSymbolicLink(at("link"))).isEqualTo(path("nowhere"));
    assertThat(outcome(() -> Files.createLink(at("n"), at("dir"))))
        .isEqualTo("FileSystemException n -> dir: Operation not permitted");
    assertThat(outcome(() -> Files.createLink(at("n"), at("missing"))))
        .isEqualTo("NoSuchFileException n -> missing");
    assertThat(outcome(() -> Files.createLink(at("empty"), at("f"))))
        .isEqualTo("FileAlreadyExistsException empty -> f");
    assertThat(outcome(() -> Files.createLink(at("f/x"), at("f"))))
        .isEqualTo("FileSystemException f/x -> f: Not a directory");
  }

  @Test
  void deleteRemovesFilesLinksAndEmptyDirectories() {
    for (String name : List.of("f", "h", "lf", "ld", "dang", "loop", "empty", "dir/sub")) {
      assertThat(done(() -> Files.delete(at(name)))).as(name).isEqualTo("ok");
      assertThat(Files.exists(at(name), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
    assertThat(at("dir/x")).exists();
  }

  @Test
  void deleteFailsForWhatIsNotThereOrNotEmpty() {
    assertThat(done(() -> Files.delete(at("missing")))).isEqualTo("NoSuchFileException missing");
    assertThat(done(() -> Files.delete(at("dir")))).isEqualTo("DirectoryNotEmptyException dir");
    assertThat(done(() -> Files.delete(at("f/x"))))
        .isEqualTo("FileSystemException f/x: Not a directory");
    assertThat(done(() -> Files.delete(at("empty/."))))
        .isEqualTo("FileSystemException empty/.: Invalid argument");
    assertThat(done(() -> Files.delete(path("/"))))
        .isEqualTo("FileSystemException /: Device or resource busy");
  }

  @Test
  void deleteIfExistsTellsWhetherThereWasSomething() {
    assertThat(outcome(() -> Files.deleteIfExists(at("f")))).isEqualTo("true");
    assertThat(outcome(() -> Files.deleteIfExists(at("f")))).isEqualTo("false");
    assertThat(outcome(() -> Files.deleteIfExists(at("missing/x")))).isEqualTo("false");
    assertThat(outcome(() -> Files.deleteIfExists(at("dir"))))
        .isEqualTo("DirectoryNotEmptyException dir");
    assertThat(outcome(() -> Files.deleteIfExists(at("h/x"))))
        .isEqualTo("FileSystemException h/x: Not a directory");
  }

  @Test
  void aNameCanBeMadeAgainAfterItWasRemoved() throws IOException {
    Files.delete(at("f"));
    Files.createDirectory(at("f"));
    assertThat(at("f")).isEmptyDirectory();
    Files.delete(at("dir/x"));
    Files.delete(at("dir/sub"));
    Files.delete(at("dir"));
    Files.createDirectory(at("dir"));
    assertThat(at("dir")).isEmptyDirectory();
  }

  @Test
  void listingsGiveEveryNameOnce() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("dir", "empty", "f", "h", "lf", "ld", "dang", "loop");
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(at("ld"), "[x-z]")) {
      assertThat(files).containsExactly(at("ld/x"));
    }
    try (Stream<Path> files = Files.walk(at("dir"))) {
      assertThat(files).containsExactlyInAnyOrder(at("dir"), at("dir/sub"), at("dir/x"));
    }
    try (Stream<Path> files =
        Files.find(root, 9, (file, attributes) -> attributes.isSymbolicLink())) {
      assertThat(files).hasSize(4);
    }
  }

  @Test
  void aWalkThatFollowsLinksFindsTheLoop() {
    assertThat(
            outcome(
                () -> {
                  Files.createSymbolicLink(at("dir/up"), path(".."));
                  try (var files = Files.walk(root, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
                    return files.count();
                  }
                }))
        .isEqualTo("UncheckedIOException");
  }

  @Test
  void onlyDirectoriesCanBeListed() {
    assertThat(outcome(() -> Files.newDirectoryStream(at("f"))))
        .isEqualTo("NotDirectoryException f");
    assertThat(outcome(() -> Files.newDirectoryStream(at("f/x"))))
        .isEqualTo("NotDirectoryException f/x");
    assertThat(outcome(() -> Files.newDirectoryStream(at("missing"))))
        .isEqualTo("NoSuchFileException missing");
    assertThat(outcome(() -> Files.newDirectoryStream(at("loop"))))
        .isEqualTo("FileSystemException loop: " + ELOOP);
  }

  @Test
  void aDirectoryStreamGivesOneIteratorWhileItIsOpen() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(at("dir"));
    Iterator<Path> files = stream.iterator();
    assertThat(outcome(stream::iterator)).isEqualTo("IllegalStateException");
    assertThat(files.next()).isIn(at("dir/x"), at("dir/sub"));
    assertThat(done(files::remove)).isEqualTo("UnsupportedOperationException");
    stream.close();
    stream.close();
    assertThat(files.hasNext()).isFalse();
    assertThat(outcome(files::next)).isEqualTo("NoSuchElementException");
    assertThat(outcome(stream::iterator)).isEqualTo("IllegalStateException");
    DirectoryStream<Path> closed = Files.newDirectoryStream(at("dir"));
    closed.close();
    assertThat(outcome(closed::iterator)).isEqualTo("IllegalStateException");
  }

  @Test
  void aFilterThatFailsEndsTheIteration() throws IOException {
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(
            at("dir"),
            file -> {
              throw new IOException("boo");
            })) {
      assertThat(outcome(() -> stream.iterator().hasNext()))
          .isEqualTo("DirectoryIteratorException");
    }
    List<Path> seen = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(at("dir"), seen::add)) {
      stream.forEach(file -> assertThat(seen).contains(file));
    }
    assertThat(seen).hasSize(2);
  }

  @Test
  void existsFollowsLinksUnlessTold() {
    assertThat(Files.exists(at("lf"))).isTrue();
    assertThat(Files.exists(at("dang"))).isFalse();
    assertThat(Files.notExists(at("dang"))).isTrue();
    assertThat(Files.exists(at("dang"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.exists(at("loop"))).isFalse();
    assertThat(Files.notExists(at("loop"))).isFalse();
    assertThat(Files.exists(at("f/x"))).isFalse();
    assertThat(Files.notExists(at("f/x"))).isEqualTo(JDK >= 25);
    assertThat(Files.exists(at("missing/x"))).isFalse();
  }

  @Test
  void isSameFileComparesFiles() {
    assertThat(outcome(() -> Files.isSameFile(at("f"), at("h")))).isEqualTo("true");
    assertThat(outcome(() -> Files.isSameFile(at("f"), at("lf")))).isEqualTo("true");
    assertThat(outcome(() -> Files.isSameFile(at("f"), at("dir/../f")))).isEqualTo("true");
    assertThat(outcome(() -> Files.isSameFile(at("f"), at("dir/x")))).isEqualTo("false");
    assertThat(outcome(() -> Files.isSameFile(at("missing"), at("missing")))).isEqualTo("true");
    assertThat(outcome(() -> Files.isSameFile(at("f"), at("missing"))))
        .isEqualTo("NoSuchFileException missing");
    assertThat(outcome(() -> Files.isSameFile(at("f"), at("f/x"))))
        .isEqualTo("FileSystemException f/x: Not a directory");
  }

  @Test
  void realPathsHaveNoLinksUnlessTold() {
    assertThat(outcome(() -> at("ld/x").toRealPath())).isEqualTo("dir/x");
    assertThat(outcome(() -> at("ld/../f").toRealPath())).isEqualTo("f");
    assertThat(outcome(() -> at("ld/x").toRealPath(LinkOption.NOFOLLOW_LINKS))).isEqualTo("ld/x");
    assertThat(outcome(() -> at("dir/../f").toRealPath(LinkOption.NOFOLLOW_LINKS))).isEqualTo("f");
    assertThat(outcome(() -> at("ld/../f").toRealPath(LinkOption.NOFOLLOW_LINKS)))
        .isEqualTo("ld/../f");
    assertThat(outcome(() -> at("dang").toRealPath())).isEqualTo("NoSuchFileException dang");
    assertThat(outcome(() -> at("dang").toRealPath(LinkOption.NOFOLLOW_LINKS))).isEqualTo("dang");
    assertThat(outcome(() -> at("loop").toRealPath()))
        .isEqualTo("FileSystemException loop: " + ELOOP);
    assertThat(outcome(() -> at("f/../f").toRealPath()))
        .isEqualTo("FileSystemException f/../f: Not a directory");
    assertThat(outcome(() -> at("missing/../f").toRealPath(LinkOption.NOFOLLOW_LINKS)))
        .isEqualTo("NoSuchFileException missing");
  }

  @Test
  void fortyLinksAreFollowedAndNoMore() throws IOException {
    Files.createSymbolicLink(at("l1"), path("f"));
    for (int i = 2; i <= 41; i++) {
      Files.createSymbolicLink(at("l" + i), path("l" + (i - 1)));
    }
    assertThat(Files.exists(at("l40"))).isTrue();
    assertThat(outcome(() -> at("l40").toRealPath())).isEqualTo("f");
    assertThat(outcome(() -> Files.size(at("l41")))).isEqualTo("FileSystemException l41: " + ELOOP);
    assertThat(outcome(() -> at("l41").toRealPath()))
        .isEqualTo("FileSystemException l41: " + ELOOP);
  }

  @Test
  void hiddenFilesBeginWithADot() throws IOException {
    assertThat(Files.isHidden(at(".x"))).isTrue();
    assertThat(Files.isHidden(at("x"))).isFalse();
    assertThat(Files.isHidden(path("/"))).isFalse();
  }
}
