package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code FileStore}. */
class FileStoreContractTest extends Contract {
  private FileStore store;

  @BeforeEach
  void findStore() throws IOException {
    store = Files.getFileStore(at("f"));
  }

  @Test
  void theStoreHasANameAndAType() {
    assertThat(store.name()).isNotNull();
    assertThat(store.type()).isNotEmpty();
    assertThat(store.toString()).isNotNull();
  }

  @Test
  void theStoreOfAWritableFileIsNotReadOnly() {
    assertThat(store.isReadOnly()).isFalse();
  }

  @Test
  void sizesAreInBytes() throws IOException {
    assertThat(store.getTotalSpace()).isPositive();
    assertThat(store.getUsableSpace()).isNotNegative();
    assertThat(store.getUnallocatedSpace()).isNotNegative();
  }

  @Test
  void noMoreIsFreeThanThereIs() throws IOException {
    assertThat(store.getUnallocatedSpace()).isLessThanOrEqualTo(store.getTotalSpace());
    assertThat(store.getUsableSpace()).isLessThanOrEqualTo(store.getTotalSpace());
  }

  @Test
  void theBlockSizeIsPositive() throws IOException {
    assertThat(store.getBlockSize()).isPositive();
  }

  @Test
  void spacesAreReadByName() throws IOException {
    assertThat(store.getAttribute("totalSpace")).isEqualTo(store.getTotalSpace());
    assertThat(store.getAttribute("usableSpace")).isInstanceOf(Long.class);
    assertThat(store.getAttribute("unallocatedSpace")).isInstanceOf(Long.class);
  }

  @Test
  void anUnknownAttributeIsUnsupported() {
    assertThrows(UnsupportedOperationException.class, () -> store.getAttribute("foo"));
    assertThrows(UnsupportedOperationException.class, () -> store.getAttribute("foo:bar"));
  }

  @Test
  void theViewsOfItsFilesAreSupported() {
    assertThat(store.supportsFileAttributeView(BasicFileAttributeView.class)).isTrue();
    assertThat(store.supportsFileAttributeView(PosixFileAttributeView.class)).isTrue();
    assertThat(store.supportsFileAttributeView(FileOwnerAttributeView.class)).isTrue();
    assertThat(store.supportsFileAttributeView(UserDefinedFileAttributeView.class)).isTrue();
    assertThat(store.supportsFileAttributeView(AclFileAttributeView.class)).isFalse();
  }

  @Test
  void viewsAreSupportedByName() {
    for (String name : new String[] {"basic", "posix", "owner", "unix", "user", "dos"}) {
      assertThat(store.supportsFileAttributeView(name)).as(name).isTrue();
    }
    assertThat(store.supportsFileAttributeView("acl")).isFalse();
    assertThat(store.supportsFileAttributeView("foo")).isFalse();
  }

  @Test
  void aViewOfTheStoreThatIsNotThereIsNull() {
    assertThat(store.getFileStoreAttributeView(FileStoreAttributeView.class)).isNull();
  }

  @Test
  void filesOfOneStoreHaveEqualStores() throws IOException {
    FileStore other = Files.getFileStore(at("dir"));
    assertThat(other).isEqualTo(store).hasSameHashCodeAs(store);
  }

  @Test
  void theStoreOfALinkIsThatOfItsTarget() throws IOException {
    assertThat(Files.getFileStore(at("lf"))).isEqualTo(store);
    failsOn(at("dang"), NoSuchFileException.class, () -> Files.getFileStore(at("dang")));
  }

  @Test
  void theStoreOfAMissingFileIsNoSuchFile() {
    failsOn(at("missing"), NoSuchFileException.class, () -> Files.getFileStore(at("missing")));
  }

  @Test
  void theStoreIsOneOfTheFilesystems() {
    assertThat(fs.getFileStores()).contains(store);
  }
}
