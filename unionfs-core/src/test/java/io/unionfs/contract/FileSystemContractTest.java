package io.unionfs.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

/** {@code FileSystem}. The default provider's cannot be closed, which is what is asked of it. */
class FileSystemContractTest extends Contract {
  private boolean isDefault() {
    return subject == Subject.DEFAULT_PROVIDER;
  }

  /** Closes the filesystem, if that is possible. */
  private boolean closed() throws Exception {
    if (isDefault()) {
      assertThrows(UnsupportedOperationException.class, fs::close);
      assertThat(fs.isOpen()).isTrue();
      return false;
    }
    fs.close();
    return true;
  }

  @Test
  void theProviderMadeIt() {
    assertThat(fs.provider()).isNotNull();
    assertThat(root.getFileSystem().provider()).isSameAs(fs.provider());
  }

  @Test
  void theProviderIsInstalled() {
    assertThat(FileSystemProvider.installedProviders())
        .anyMatch(provider -> provider.getScheme().equals(fs.provider().getScheme()));
  }

  @Test
  void itIsOpenAndWritable() {
    assertThat(fs.isOpen()).isTrue();
    assertThat(fs.isReadOnly()).isFalse();
  }

  @Test
  void theSeparatorIsASlash() {
    assertThat(fs.getSeparator()).isEqualTo("/");
  }

  @Test
  void thereIsOneRoot() {
    assertThat(fs.getRootDirectories()).containsExactly(path("/"));
  }

  @Test
  void theRootExists() {
    for (Path top : fs.getRootDirectories()) {
      assertThat(Files.isDirectory(top)).isTrue();
    }
  }

  @Test
  void theBasicViewIsAlwaysSupported() {
    assertThat(fs.supportedFileAttributeViews())
        .contains("basic", "posix", "owner", "unix", "user");
  }

  @Test
  void theSupportedViewsCannotBeChanged() {
    assertThrows(
        UnsupportedOperationException.class, () -> fs.supportedFileAttributeViews().add("x"));
  }

  @Test
  void thereAreFileStores() {
    for (FileStore store : fs.getFileStores()) {
      assertThat(store.name()).isNotNull();
      return;
    }
    throw new AssertionError("no file store");
  }

  @Test
  void iteratorsOfRootsAndStoresDoNotRemove() {
    Iterator<Path> roots = fs.getRootDirectories().iterator();
    roots.next();
    assertThrows(UnsupportedOperationException.class, roots::remove);
  }

  // ---- closed ----

  @Test
  void closeMakesItClosedAndCanBeRepeated() throws Exception {
    if (closed()) {
      assertThat(fs.isOpen()).isFalse();
      fs.close();
    }
  }

  @Test
  void whatLooksAtFilesOfAClosedFilesystemFails() throws Exception {
    Path file = at("f");
    if (closed()) {
      assertThrows(ClosedFileSystemException.class, () -> Files.size(file));
      assertThrows(ClosedFileSystemException.class, () -> Files.readString(file));
      assertThrows(ClosedFileSystemException.class, () -> Files.newDirectoryStream(root));
      assertThrows(ClosedFileSystemException.class, file::toRealPath);
      assertThrows(ClosedFileSystemException.class, () -> fs.provider().checkAccess(file));
      assertThrows(ClosedFileSystemException.class, () -> Files.getFileStore(file));
    }
  }

  @Test
  void whatChangesFilesOfAClosedFilesystemFails() throws Exception {
    Path file = at("f");
    Path other = at("new");
    if (closed()) {
      assertThrows(ClosedFileSystemException.class, () -> Files.delete(file));
      assertThrows(ClosedFileSystemException.class, () -> Files.createDirectory(other));
      assertThrows(ClosedFileSystemException.class, () -> Files.createFile(other));
      assertThrows(ClosedFileSystemException.class, () -> Files.move(file, other));
      assertThrows(ClosedFileSystemException.class, () -> Files.copy(file, other));
      assertThrows(ClosedFileSystemException.class, () -> Files.createLink(other, file));
      assertThrows(ClosedFileSystemException.class, () -> Files.createSymbolicLink(other, file));
      assertThrows(ClosedFileSystemException.class, () -> Files.setAttribute(file, "unix:mode", 0));
    }
  }

  @Test
  void openChannelsAreClosedWithTheFilesystem() throws Exception {
    FileChannel channel = FileChannel.open(at("f"));
    SeekableByteChannel other = Files.newByteChannel(at("f"));
    if (closed()) {
      assertThat(channel.isOpen()).isFalse();
      assertThat(other.isOpen()).isFalse();
      assertThrows(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1)));
    }
    channel.close();
    other.close();
  }

  @Test
  void openDirectoryStreamsAreClosedWithTheFilesystem() throws Exception {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (closed()) {
      assertThrows(IllegalStateException.class, stream::iterator);
    } else {
      assertThat(stream).isNotEmpty();
    }
    stream.close();
  }

  @Test
  void watchServicesAreClosedWithTheFilesystem() throws Exception {
    WatchService service = fs.newWatchService();
    if (closed()) {
      assertThrows(ClosedWatchServiceException.class, service::poll);
    }
    service.close();
  }

  @Test
  void aClosedFilesystemMakesNoWatchServices() throws Exception {
    if (closed()) {
      assertThrows(ClosedFileSystemException.class, fs::newWatchService);
    }
  }

  // ---- watch service and lookup exist ----

  @Test
  void eachWatchServiceIsNew() throws Exception {
    try (WatchService one = fs.newWatchService();
        WatchService other = fs.newWatchService()) {
      assertThat(one).isNotSameAs(other);
    }
  }

  @Test
  void thereIsALookupOfUsers() {
    assertThat(fs.getUserPrincipalLookupService()).isNotNull();
  }
}
