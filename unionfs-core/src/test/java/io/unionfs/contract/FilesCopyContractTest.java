package io.unionfs.contract;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code copy}, in its three forms. */
class FilesCopyContractTest extends Contract {
  private static final FileTime TIME = FileTime.fromMillis(1_000_000);

  private Path copy(String source, String target, CopyOption... options) throws IOException {
    return Files.copy(at(source), at(target), options);
  }

  @Test
  void copyReturnsTheTarget() throws IOException {
    assertThat(copy("f", "new")).isEqualTo(at("new"));
  }

  @Test
  void aCopyHasTheSourcesContent() throws IOException {
    copy("f", "new");
    assertThat(content("new")).isEqualTo("hello");
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void aCopyIsAFileOfItsOwn() throws IOException {
    copy("f", "new");
    Files.writeString(at("new"), "changed");
    assertThat(content("f")).isEqualTo("hello");
    assertThat(Files.isSameFile(at("f"), at("new"))).isFalse();
  }

  @Test
  void aLargeFileIsCopiedWhole() throws IOException {
    byte[] bytes = new byte[300_001];
    new Random(1).nextBytes(bytes);
    Files.write(at("big"), bytes);
    copy("big", "new");
    assertThat(Files.mismatch(at("big"), at("new"))).isEqualTo(-1);
  }

  @Test
  void copyFailsIfTheTargetExists() throws IOException {
    failsOn(at("dir/x"), FileAlreadyExistsException.class, () -> copy("f", "dir/x"));
    assertThat(content("dir/x")).isEqualTo("x");
  }

  @Test
  void copyFailsIfTheTargetIsALink() {
    failsOn(at("dang"), FileAlreadyExistsException.class, () -> copy("f", "dang"));
    failsOn(at("ld"), FileAlreadyExistsException.class, () -> copy("f", "ld"));
    assertThat(at("nowhere")).doesNotExist();
  }

  @Test
  void copyOntoTheSameFileDoesNothing() throws IOException {
    assertThat(copy("f", "f")).isEqualTo(at("f"));
    copy("f", "h");
    copy("f", "h", REPLACE_EXISTING);
    copy("dir", "dir");
    assertThat(content("f")).isEqualTo("hello");
    assertThat(Files.isSameFile(at("f"), at("h"))).isTrue();
  }

  @Test
  void copyOfADirectoryMakesAnEmptyDirectory() throws IOException {
    copy("dir", "new");
    assertThat(at("new")).isEmptyDirectory();
  }

  @Test
  void aDirectoryIsCopiedIntoItself() throws IOException {
    copy("dir", "dir/new");
    assertThat(at("dir/new")).isEmptyDirectory();
  }

  @Test
  void copyOfALinkCopiesItsFinalTarget() throws IOException {
    copy("lf", "new");
    assertThat(Files.isSymbolicLink(at("new"))).isFalse();
    assertThat(content("new")).isEqualTo("hello");
    copy("ld", "new2");
    assertThat(at("new2")).isEmptyDirectory();
  }

  @Test
  void copyOfALinkThatIsNotFollowedCopiesTheLink() throws IOException {
    copy("lf", "new", NOFOLLOW_LINKS);
    assertThat(Files.readSymbolicLink(at("new"))).isEqualTo(path("f"));
    copy("dang", "new2", NOFOLLOW_LINKS);
    assertThat(Files.readSymbolicLink(at("new2"))).isEqualTo(path("nowhere"));
  }

  @Test
  void copyOfADanglingLinkIsNoSuchFile() {
    failsOn(at("dang"), NoSuchFileException.class, () -> copy("dang", "new"));
  }

  @Test
  void copyOfALoopFails() {
    failsOn(at("loop"), FileSystemException.class, () -> copy("loop", "new"));
  }

  @Test
  void copyOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> copy("missing", "new"));
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void copyOfAMissingFileReplacesNothing() throws IOException {
    assertThrows(NoSuchFileException.class, () -> copy("missing", "f", REPLACE_EXISTING));
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void copyIntoAMissingDirectoryIsNoSuchFile() {
    failsOn(at("missing/x"), NoSuchFileException.class, () -> copy("f", "missing/x"));
  }

  @Test
  void copyToBelowAFileFails() {
    failsOn(at("f/x"), FileSystemException.class, () -> copy("dir/x", "f/x"));
  }

  @Test
  void replaceExistingReplacesAFile() throws IOException {
    copy("f", "dir/x", REPLACE_EXISTING);
    assertThat(content("dir/x")).isEqualTo("hello");
  }

  @Test
  void replaceExistingReplacesOnlyTheNameAndNotItsOtherLinks() throws IOException {
    copy("dir/x", "h", REPLACE_EXISTING);
    assertThat(content("f")).isEqualTo("hello");
    assertThat(content("h")).isEqualTo("x");
  }

  @Test
  void replaceExistingReplacesAnEmptyDirectory() throws IOException {
    copy("f", "empty", REPLACE_EXISTING);
    assertThat(content("empty")).isEqualTo("hello");
  }

  @Test
  void replaceExistingOfADirectoryThatIsNotEmptyFails() {
    failsOn(at("dir"), DirectoryNotEmptyException.class, () -> copy("f", "dir", REPLACE_EXISTING));
    failsOn(
        at("dir"), DirectoryNotEmptyException.class, () -> copy("empty", "dir", REPLACE_EXISTING));
    assertThat(at("dir/x")).exists();
  }

  @Test
  void replaceExistingReplacesTheLinkItselfAndNotItsTarget() throws IOException {
    copy("dir/x", "lf", REPLACE_EXISTING);
    assertThat(Files.isSymbolicLink(at("lf"))).isFalse();
    assertThat(content("lf")).isEqualTo("x");
    assertThat(content("f")).isEqualTo("hello");
    copy("f", "dang", REPLACE_EXISTING);
    assertThat(content("dang")).isEqualTo("hello");
    assertThat(at("nowhere")).doesNotExist();
  }

  @Test
  void copyAttributesCopiesAtLeastTheLastModifiedTime() throws IOException {
    Files.setLastModifiedTime(at("f"), TIME);
    copy("f", "new", COPY_ATTRIBUTES);
    assertThat(Files.getLastModifiedTime(at("new"))).isEqualTo(TIME);
  }

  @Test
  void copyAttributesCopiesPermissionsAndOwner() throws IOException {
    Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rwx-w---x"));
    copy("f", "new", COPY_ATTRIBUTES);
    assertThat(Files.getPosixFilePermissions(at("new")))
        .isEqualTo(PosixFilePermissions.fromString("rwx-w---x"));
    assertThat(Files.getOwner(at("new"))).isEqualTo(Files.getOwner(at("f")));
  }

  @Test
  void copyAttributesCopiesUserDefinedAttributes() throws IOException {
    Files.setAttribute(at("f"), "user:k", bytes("v"));
    copy("f", "new", COPY_ATTRIBUTES);
    assertThat((byte[]) Files.getAttribute(at("new"), "user:k")).isEqualTo("v".getBytes());
  }

  @Test
  void copyAttributesOfADirectoryCopiesItsAttributesToo() throws IOException {
    Files.setPosixFilePermissions(at("dir"), PosixFilePermissions.fromString("rwx-----x"));
    Files.setLastModifiedTime(at("dir"), TIME);
    copy("dir", "new", COPY_ATTRIBUTES);
    assertThat(Files.getPosixFilePermissions(at("new")))
        .isEqualTo(PosixFilePermissions.fromString("rwx-----x"));
    assertThat(Files.getLastModifiedTime(at("new"))).isEqualTo(TIME);
  }

  @Test
  void withoutCopyAttributesTheCopyIsNew() throws IOException {
    Files.setLastModifiedTime(at("f"), TIME);
    Files.setAttribute(at("f"), "user:k", bytes("v"));
    copy("f", "new");
    assertThat(Files.getLastModifiedTime(at("new"))).isGreaterThan(TIME);
    var view = Files.getFileAttributeView(at("new"), UserDefinedFileAttributeView.class);
    assertThat(view.list()).isEmpty();
  }

  @Test
  void atomicMoveIsNoOptionOfACopy() {
    assertThrows(UnsupportedOperationException.class, () -> copy("f", "new", ATOMIC_MOVE));
  }

  @Test
  void anOptionOfOthersIsUnsupported() {
    assertThrows(UnsupportedOperationException.class, () -> copy("f", "new", new CopyOption() {}));
  }

  // ---- from and to streams ----

  @Test
  void copyFromAStreamReturnsTheNumberOfBytes() throws IOException {
    byte[] bytes = new byte[20_000];
    assertThat(Files.copy(new ByteArrayInputStream(bytes), at("new"))).isEqualTo(20_000);
    assertThat(Files.size(at("new"))).isEqualTo(20_000);
  }

  @Test
  void copyFromAStreamFailsIfTheTargetExists() {
    for (String target : new String[] {"f", "lf", "dang", "dir"}) {
      failsOn(
          at(target),
          FileAlreadyExistsException.class,
          () -> Files.copy(new ByteArrayInputStream(new byte[1]), at(target)));
    }
  }

  @Test
  void copyFromAStreamReplacesAFileWhenAsked() throws IOException {
    Files.copy(new ByteArrayInputStream("in".getBytes()), at("f"), REPLACE_EXISTING);
    assertThat(content("f")).isEqualTo("in");
    assertThat(content("h")).isEqualTo("hello");
  }

  @Test
  void copyFromAStreamReplacesALinkItself() throws IOException {
    Files.copy(new ByteArrayInputStream("in".getBytes()), at("lf"), REPLACE_EXISTING);
    assertThat(Files.isSymbolicLink(at("lf"))).isFalse();
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void copyFromAStreamDoesNotReplaceADirectoryThatIsNotEmpty() {
    failsOn(
        at("dir"),
        DirectoryNotEmptyException.class,
        () -> Files.copy(new ByteArrayInputStream(new byte[1]), at("dir"), REPLACE_EXISTING));
  }

  @Test
  void copyFromAStreamKnowsNoOtherOption() {
    assertThrows(
        UnsupportedOperationException.class,
        () -> Files.copy(new ByteArrayInputStream(new byte[1]), at("new"), COPY_ATTRIBUTES));
  }

  @Test
  void copyToAStreamWritesAllBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(Files.copy(at("f"), out)).isEqualTo(5);
    assertThat(out).hasToString("hello");
  }

  @Test
  void copyToAStreamFollowsLinks() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Files.copy(at("lf"), out);
    assertThat(out).hasToString("hello");
  }

  @Test
  void copyToAStreamOfAMissingFileIsNoSuchFile() {
    failsOn(
        at("missing"),
        NoSuchFileException.class,
        () -> Files.copy(at("missing"), new ByteArrayOutputStream()));
  }

  // ---- between filesystems ----

  @Test
  void aFileIsCopiedToAnotherProvidersFilesystem() throws Exception {
    withForeign(
        foreign -> {
          Path target = Files.createTempFile("contract", "copy");
          Path elsewhere = subject == Subject.DEFAULT_PROVIDER ? foreign : target;
          try {
            Files.copy(at("f"), elsewhere, REPLACE_EXISTING, COPY_ATTRIBUTES);
            assertThat(Files.readString(elsewhere)).isEqualTo("hello");
            assertThat(Files.getLastModifiedTime(elsewhere).toMillis())
                .isEqualTo(Files.getLastModifiedTime(at("f")).toMillis());
          } finally {
            Files.delete(target);
          }
        });
  }

  @Test
  void aFileIsCopiedFromAnotherProvidersFilesystem() throws Exception {
    withForeign(
        foreign -> {
          Path source = Files.createTempFile("contract", "copy");
          Path elsewhere = subject == Subject.DEFAULT_PROVIDER ? foreign : source;
          try {
            Files.writeString(elsewhere, "from elsewhere");
            Files.copy(elsewhere, at("new"));
            assertThat(content("new")).isEqualTo("from elsewhere");
            assertThrows(FileAlreadyExistsException.class, () -> Files.copy(elsewhere, at("f")));
            Files.copy(elsewhere, at("f"), REPLACE_EXISTING);
            assertThat(content("f")).isEqualTo("from elsewhere");
          } finally {
            Files.delete(source);
          }
        });
  }
}
