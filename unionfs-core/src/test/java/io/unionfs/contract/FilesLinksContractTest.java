package io.unionfs.contract;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Symbolic and hard links, {@code isSameFile}. */
class FilesLinksContractTest extends Contract {
  private Path link(String name, String target) throws IOException {
    return Files.createSymbolicLink(at(name), path(target));
  }

  @Test
  void createSymbolicLinkReturnsTheLink() throws IOException {
    assertThat(link("new", "f")).isEqualTo(at("new"));
    assertThat(Files.isSymbolicLink(at("new"))).isTrue();
  }

  @Test
  void theTargetOfALinkMayBeMissing() throws IOException {
    link("new", "not/there");
    assertThat(Files.readSymbolicLink(at("new"))).isEqualTo(path("not/there"));
    assertThat(Files.exists(at("new"))).isFalse();
    assertThat(Files.exists(at("new"), NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void aRelativeTargetIsRelativeToTheLink() throws IOException {
    link("dir/new", "x");
    assertThat(content("dir/new")).isEqualTo("x");
    link("dir/up", "../f");
    assertThat(content("dir/up")).isEqualTo("hello");
  }

  @Test
  void anAbsoluteTargetIsKept() throws IOException {
    Files.createSymbolicLink(at("new"), at("f"));
    assertThat(Files.readSymbolicLink(at("new"))).isEqualTo(at("f"));
    assertThat(content("new")).isEqualTo("hello");
  }

  @Test
  void createSymbolicLinkOfAnExistingNameFails() {
    for (String name : new String[] {"f", "dir", "lf", "dang"}) {
      failsOn(at(name), FileAlreadyExistsException.class, () -> link(name, "f"));
    }
  }

  @Test
  void createSymbolicLinkWithoutTheParentFails() {
    failsOn(at("missing/x"), NoSuchFileException.class, () -> link("missing/x", "f"));
  }

  @Test
  void aLinkTakesNoAttributes() {
    assertThrows(
        UnsupportedOperationException.class,
        () ->
            Files.createSymbolicLink(
                at("new"),
                path("f"),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------"))));
  }

  @Test
  void readSymbolicLinkDoesNotFollow() throws IOException {
    link("new", "lf");
    assertThat(Files.readSymbolicLink(at("new"))).isEqualTo(path("lf"));
  }

  @Test
  void theTargetThatIsReadBelongsToTheSameFilesystem() throws IOException {
    assertThat(Files.readSymbolicLink(at("lf")).getFileSystem()).isSameAs(fs);
  }

  @Test
  void readSymbolicLinkOfWhatIsNoLinkIsNotLink() {
    failsOn(at("f"), NotLinkException.class, () -> Files.readSymbolicLink(at("f")));
    failsOn(at("dir"), NotLinkException.class, () -> Files.readSymbolicLink(at("dir")));
  }

  @Test
  void readSymbolicLinkOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> Files.readSymbolicLink(at("missing")));
  }

  @Test
  void aLinkToALinkIsFollowedToTheEnd() throws IOException {
    link("l1", "lf");
    link("l2", "l1");
    assertThat(content("l2")).isEqualTo("hello");
  }

  @Test
  void aLoopOfLinksFails() {
    failsOn(at("loop"), FileSystemException.class, () -> Files.size(at("loop")));
    failsOn(at("loop/x"), FileSystemException.class, () -> Files.size(at("loop/x")));
  }

  @Test
  void fortyLinksAreFollowedAndNotMore() throws IOException {
    link("l1", "f");
    for (int i = 2; i <= 41; i++) {
      link("l" + i, "l" + (i - 1));
    }
    assertThat(content("l40")).isEqualTo("hello");
    assertThrows(FileSystemException.class, () -> content("l41"));
  }

  @Test
  void dotDotAfterALinkGoesToTheTargetsParent() throws IOException {
    Files.createDirectory(at("dir/sub/deep"));
    Files.writeString(at("dir/sub/y"), "y");
    link("deep", "dir/sub/deep");
    assertThat(content("deep/../y")).isEqualTo("y");
  }

  @Test
  void aLinkWithASlashAtItsEndIsFollowed() {
    assertThat(Files.isDirectory(path(at("ld") + "/."), NOFOLLOW_LINKS)).isTrue();
  }

  // ---- hard links ----

  @Test
  void createLinkMakesAnotherNameOfTheFile() throws IOException {
    assertThat(Files.createLink(at("new"), at("dir/x"))).isEqualTo(at("new"));
    assertThat(Files.isSameFile(at("new"), at("dir/x"))).isTrue();
    assertThat(Files.getAttribute(at("new"), "unix:nlink")).isEqualTo(2);
  }

  @Test
  void whatIsWrittenUnderOneNameIsReadUnderTheOther() throws IOException {
    Files.createLink(at("new"), at("f"));
    Files.writeString(at("new"), "changed");
    assertThat(content("f")).isEqualTo("changed");
    assertThat(content("h")).isEqualTo("changed");
  }

  @Test
  void createLinkOfAnExistingNameFails() {
    failsOn(at("h"), FileAlreadyExistsException.class, () -> Files.createLink(at("h"), at("f")));
    failsOn(
        at("dang"), FileAlreadyExistsException.class, () -> Files.createLink(at("dang"), at("f")));
  }

  @Test
  void createLinkToAMissingFileIsNoSuchFile() {
    assertThrows(NoSuchFileException.class, () -> Files.createLink(at("new"), at("missing")));
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void createLinkToADirectoryFails() {
    assertThrows(FileSystemException.class, () -> Files.createLink(at("new"), at("dir")));
  }

  @Test
  void createLinkToALinkLinksTheLinkItself() throws IOException {
    // The Javadoc leaves it open; link(2) does not follow.
    Files.createLink(at("new"), at("lf"));
    assertThat(Files.isSymbolicLink(at("new"))).isTrue();
  }

  @Test
  void theLastNameThatGoesTakesTheFile() throws IOException {
    Files.delete(at("f"));
    assertThat(content("h")).isEqualTo("hello");
    Files.delete(at("h"));
    assertThat(at("h")).doesNotExist();
  }

  // ---- isSameFile ----

  @Test
  void equalPathsAreTheSameFileEvenIfItDoesNotExist() throws IOException {
    assertThat(Files.isSameFile(at("missing"), at("missing"))).isTrue();
  }

  @Test
  void isSameFileFollowsLinks() throws IOException {
    assertThat(Files.isSameFile(at("f"), at("lf"))).isTrue();
    assertThat(Files.isSameFile(at("dir"), at("ld/sub/.."))).isTrue();
  }

  @Test
  void differentFilesAreNotTheSame() throws IOException {
    assertThat(Files.isSameFile(at("f"), at("dir/x"))).isFalse();
    assertThat(Files.isSameFile(at("f"), at("dir"))).isFalse();
  }

  @Test
  void isSameFileIsSymmetric() throws IOException {
    assertThat(Files.isSameFile(at("lf"), at("h"))).isEqualTo(Files.isSameFile(at("h"), at("lf")));
    assertThat(Files.isSameFile(at("h"), at("lf"))).isTrue();
  }

  @Test
  void isSameFileOfAMissingFileIsNoSuchFile() {
    failsOn(
        at("missing"), NoSuchFileException.class, () -> Files.isSameFile(at("missing"), at("f")));
    failsOn(
        at("missing"), NoSuchFileException.class, () -> Files.isSameFile(at("f"), at("missing")));
  }

  @Test
  void pathsOfDifferentProvidersAreNotTheSameFile() throws Exception {
    withForeign(foreign -> assertThat(Files.isSameFile(at("f"), foreign)).isFalse());
  }
}
