package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** {@code createFile}, {@code createDirectory}, {@code createDirectories}. */
class FilesCreateContractTest extends Contract {
  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }

  private String permissionsOf(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** {@code creationTime} is no attribute that a file can be created with. */
  private static FileAttribute<FileTime> unsupported() {
    return new FileAttribute<>() {
      @Override
      public String name() {
        return "basic:creationTime";
      }

      @Override
      public FileTime value() {
        return FileTime.fromMillis(0);
      }
    };
  }

  // ---- createFile ----

  @Test
  void createFileMakesANewAndEmptyFile() throws IOException {
    Files.createFile(at("new"));
    assertThat(Files.isRegularFile(at("new"))).isTrue();
    assertThat(Files.size(at("new"))).isZero();
  }

  @Test
  void createFileReturnsTheFile() throws IOException {
    assertThat(Files.createFile(at("new"))).isEqualTo(at("new"));
  }

  @Test
  void createFileFailsIfTheFileExists() {
    failsOn(at("f"), FileAlreadyExistsException.class, () -> Files.createFile(at("f")));
  }

  @Test
  void createFileLeavesAnExistingFileAsItIs() throws IOException {
    assertThrows(FileAlreadyExistsException.class, () -> Files.createFile(at("f")));
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void createFileOfTheNameOfADirectoryFails() {
    failsOn(at("dir"), FileAlreadyExistsException.class, () -> Files.createFile(at("dir")));
  }

  @Test
  void createFileDoesNotFollowADanglingLink() {
    failsOn(at("dang"), FileAlreadyExistsException.class, () -> Files.createFile(at("dang")));
    assertThat(at("nowhere")).doesNotExist();
  }

  @Test
  void createFileWithoutTheParentFails() {
    failsOn(at("missing/x"), NoSuchFileException.class, () -> Files.createFile(at("missing/x")));
  }

  @Test
  void createFileBelowAFileFails() {
    failsOn(at("f/x"), FileSystemException.class, () -> Files.createFile(at("f/x")));
  }

  @Test
  void createFileFollowsALinkToTheParent() throws IOException {
    Files.createFile(at("ld/new"));
    assertThat(at("dir/new")).exists();
  }

  @Test
  void createFileSetsPermissionsAtomically() throws IOException {
    Files.createFile(at("new"), permissions("r-x------"));
    assertThat(permissionsOf(at("new"))).isEqualTo("r-x------");
  }

  @Test
  void createFileWithAnAttributeThatCannotBeSetAtomicallyIsUnsupported() {
    assertThrows(
        UnsupportedOperationException.class, () -> Files.createFile(at("new"), unsupported()));
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void ofAttributesOfOneNameTheLastCounts() throws IOException {
    Files.createFile(at("new"), permissions("rwx------"), permissions("r--------"));
    assertThat(permissionsOf(at("new"))).isEqualTo("r--------");
  }

  // ---- createDirectory ----

  @Test
  void createDirectoryMakesANewDirectory() throws IOException {
    assertThat(Files.createDirectory(at("new"))).isEqualTo(at("new"));
    assertThat(at("new")).isEmptyDirectory();
  }

  @Test
  void createDirectoryOfAnExistingNameIsFileAlreadyExists() {
    failsOn(at("dir"), FileAlreadyExistsException.class, () -> Files.createDirectory(at("dir")));
    failsOn(at("f"), FileAlreadyExistsException.class, () -> Files.createDirectory(at("f")));
  }

  @Test
  void createDirectoryOfTheNameOfALinkIsFileAlreadyExists() {
    failsOn(at("dang"), FileAlreadyExistsException.class, () -> Files.createDirectory(at("dang")));
    failsOn(at("ld"), FileAlreadyExistsException.class, () -> Files.createDirectory(at("ld")));
  }

  @Test
  void createDirectoryOfTheRootIsFileAlreadyExists() {
    Path top = root.getRoot();
    failsOn(top, FileAlreadyExistsException.class, () -> Files.createDirectory(top));
  }

  @Test
  void createDirectoryWithoutTheParentFails() {
    failsOn(
        at("missing/x"), NoSuchFileException.class, () -> Files.createDirectory(at("missing/x")));
  }

  @Test
  void createDirectoryBelowAFileFails() {
    failsOn(at("f/x"), FileSystemException.class, () -> Files.createDirectory(at("f/x")));
  }

  @Test
  void createDirectorySetsPermissionsAtomically() throws IOException {
    Files.createDirectory(at("new"), permissions("rwx--x---"));
    assertThat(permissionsOf(at("new"))).isEqualTo("rwx--x---");
  }

  @Test
  void createDirectoryWithAnAttributeThatCannotBeSetAtomicallyIsUnsupported() {
    assertThrows(
        UnsupportedOperationException.class, () -> Files.createDirectory(at("new"), unsupported()));
    assertThat(at("new")).doesNotExist();
  }

  @Test
  void aNewDirectoryCountsInItsParentsLinks() throws IOException {
    int before = (int) Files.getAttribute(at("dir"), "unix:nlink");
    Files.createDirectory(at("dir/new"));
    int after = (int) Files.getAttribute(at("dir"), "unix:nlink");
    // A merged directory of overlayfs has always 1, as on btrfs.
    assertThat(after).isIn(before + 1, 1);
  }

  @Test
  void aNewEntryChangesTheTimeOfItsDirectory() throws IOException {
    Files.setLastModifiedTime(at("dir"), FileTime.fromMillis(1000));
    Files.createFile(at("dir/new"));
    assertThat(Files.getLastModifiedTime(at("dir")).toMillis()).isGreaterThan(1000);
  }

  // ---- createDirectories ----

  @Test
  void createDirectoriesMakesNonexistentParentsFirst() throws IOException {
    assertThat(Files.createDirectories(at("a/b/c"))).isEqualTo(at("a/b/c"));
    assertThat(Files.isDirectory(at("a/b/c"))).isTrue();
  }

  @Test
  void createDirectoriesOfAnExistingDirectoryIsNoFailure() throws IOException {
    assertThat(Files.createDirectories(at("dir"))).isEqualTo(at("dir"));
    assertThat(at("dir/x")).exists();
  }

  @Test
  void createDirectoriesOfAnExistingFileIsFileAlreadyExists() {
    failsOn(at("f"), FileAlreadyExistsException.class, () -> Files.createDirectories(at("f")));
  }

  @Test
  void createDirectoriesBelowAFileFails() {
    assertThrows(IOException.class, () -> Files.createDirectories(at("f/a/b")));
  }

  @Test
  void createDirectoriesOfALinkToADirectoryIsNoFailure() throws IOException {
    // On 17 and before 19 it was FileAlreadyExistsException in older updates; 17 and 25 follow it.
    Files.createDirectories(at("ld"));
    assertThat(Files.isSymbolicLink(at("ld"))).isTrue();
  }

  @Test
  void createDirectoriesOfADanglingLinkIsFileAlreadyExists() {
    assertThrows(FileAlreadyExistsException.class, () -> Files.createDirectories(at("dang")));
  }

  @Test
  void createDirectoriesGivesTheAttributesToEachNewDirectory() throws IOException {
    Files.createDirectories(at("a/b"), permissions("rwx-----x"));
    assertThat(permissionsOf(at("a"))).isEqualTo("rwx-----x");
    assertThat(permissionsOf(at("a/b"))).isEqualTo("rwx-----x");
  }

  @Test
  void createDirectoriesDoesNotMakeWhatDotDotTakesBack() throws IOException {
    Files.createDirectories(at("a/b/../c"));
    // Not said by the Javadoc: the names are relativized first.
    assertThat(names("a")).containsExactly("c");
  }

  @Test
  void createDirectoriesOfTheRootIsNoFailure() throws IOException {
    assertThat(Files.createDirectories(root.getRoot())).isEqualTo(root.getRoot());
  }
}
