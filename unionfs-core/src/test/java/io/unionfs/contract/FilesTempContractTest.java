package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** {@code createTempFile}, {@code createTempDirectory} in a directory. */
class FilesTempContractTest extends Contract {
  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void aTempFileIsNewAndEmptyInTheDirectory() throws IOException {
    Path file = Files.createTempFile(at("dir"), null, null);
    assertThat(file.getParent()).isEqualTo(at("dir"));
    assertThat(Files.size(file)).isZero();
  }

  @Test
  void aTempFileBelongsToTheDirectorysFilesystem() throws IOException {
    assertThat(Files.createTempFile(root, null, null).getFileSystem()).isSameAs(fs);
  }

  @Test
  void aTempFileHasPrefixAndSuffix() throws IOException {
    assertThat(Files.createTempFile(root, "pre", ".suf").getFileName().toString())
        .startsWith("pre")
        .endsWith(".suf");
  }

  @Test
  void aTempFileWithoutSuffixEndsInTmp() throws IOException {
    assertThat(Files.createTempFile(root, "pre", null).toString()).endsWith(".tmp");
  }

  /**
   * "May have more restrictive permissions than files created by createFile": the JDK asks for them
   * on the default provider and leaves it on others.
   */
  @Test
  void aTempFileIsNoMoreAccessibleThanANewFile() throws IOException {
    String usual = permissions(Files.createFile(at("new")));
    assertThat(permissions(Files.createTempFile(root, null, null)))
        .isEqualTo(subject == Subject.DEFAULT_PROVIDER ? "rw-------" : usual);
  }

  @Test
  void aTempFileTakesPermissions() throws IOException {
    var wanted = PosixFilePermissions.fromString("rwxr-x---");
    Path file =
        Files.createTempFile(root, null, null, PosixFilePermissions.asFileAttribute(wanted));
    assertThat(permissions(file)).isEqualTo("rwxr-x---");
  }

  @Test
  void aTempFileWithAnIllegalPrefixIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Files.createTempFile(root, "a/b", null));
    assertThrows(IllegalArgumentException.class, () -> Files.createTempFile(root, null, "/x"));
  }

  @Test
  void aTempFileInAMissingDirectoryFails() {
    assertThrows(NoSuchFileException.class, () -> Files.createTempFile(at("missing"), null, null));
  }

  @Test
  void twoTempFilesAreTwo() throws IOException {
    assertThat(Files.createTempFile(root, "a", "b"))
        .isNotEqualTo(Files.createTempFile(root, "a", "b"));
  }

  @Test
  void aTempDirectoryIsNewAndEmptyInTheDirectory() throws IOException {
    Path directory = Files.createTempDirectory(at("dir"), "pre");
    assertThat(directory.getParent()).isEqualTo(at("dir"));
    assertThat(directory.getFileName().toString()).startsWith("pre");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aTempDirectoryIsNoMoreAccessibleThanANewDirectory() throws IOException {
    String usual = permissions(Files.createDirectory(at("new")));
    assertThat(permissions(Files.createTempDirectory(root, null)))
        .isEqualTo(subject == Subject.DEFAULT_PROVIDER ? "rwx------" : usual);
  }

  @Test
  void aTempDirectoryInAMissingDirectoryFails() {
    assertThrows(NoSuchFileException.class, () -> Files.createTempDirectory(at("missing"), null));
  }

  @Test
  void aTempDirectoryWithAnIllegalPrefixIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Files.createTempDirectory(root, "a/b"));
  }
}
