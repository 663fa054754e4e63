package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.OverlayOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is mounted in a union, and what of it is open, when one of them ends or changes. */
class MountedAndClosedTest {
  private UnionFileSystem volume;
  private UnionFileSystem fs;

  @BeforeEach
  void mount() throws IOException {
    volume =
        UnionFileSystem.builder()
            .lower(Layer.builder().file("data", "volume").file("sub/deep/f", "f").build())
            .mount();
    fs = union().mountAt("/srv/vol", volume, MountAccess.READ_WRITE).mount();
  }

  private static UnionFileSystemBuilder union() {
    return UnionFileSystem.builder()
        .options(OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON))
        .lower(
            Layer.builder()
                .directory("srv/vol")
                .file("srv/motd", "union")
                .symlink("srv/link", "motd/")
                .build());
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
    volume.close();
  }

  @Test
  void whatIsOpenOfAVolumeIsClosedWithIt() throws Exception {
    UnionFileSystem view = fs.as(new Caller(0, 0, Set.of(), 022));
    FileChannel channel = FileChannel.open(fs.getPath("/srv/vol/data"), StandardOpenOption.READ);
    FileChannel viewed = FileChannel.open(view.getPath("/srv/vol/data"), StandardOpenOption.READ);
    FileChannel written =
        FileChannel.open(
            fs.getPath("/srv/vol/new"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    AsynchronousFileChannel asynchronous =
        AsynchronousFileChannel.open(fs.getPath("/srv/vol/data"), StandardOpenOption.READ);
    SecureDirectoryStream<Path> stream =
        (SecureDirectoryStream<Path>) Files.newDirectoryStream(fs.getPath("/srv/vol/sub"));
    FileChannel outer = FileChannel.open(fs.getPath("/srv/motd"), StandardOpenOption.READ);

    volume.close();

    for (FileChannel closed : new FileChannel[] {channel, viewed}) {
      assertThat(closed.isOpen()).isFalse();
      assertThatThrownBy(() -> closed.read(ByteBuffer.allocate(1)))
          .isInstanceOf(ClosedChannelException.class);
    }
    assertThatThrownBy(() -> written.write(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> asynchronous.read(ByteBuffer.allocate(1), 0).get())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> stream.deleteFile(fs.getPath("f")))
        .isInstanceOf(ClosedDirectoryStreamException.class);
    assertThat(outer.read(ByteBuffer.allocate(9))).isEqualTo(5);
    assertThat(fs.openResources())
        .extracting(OpenResource::toString)
        .containsExactly("file channel on /srv/motd");
    outer.close();
    view.assertNoOpenResources();
    fs.assertNoOpenResources();
  }

  @Test
  void whatIsOpenOfAVolumeIsToldByBothUntilItIsClosed() throws IOException {
    try (InputStream in = Files.newInputStream(fs.getPath("/srv/vol/data"));
        DirectoryStream<Path> names = Files.newDirectoryStream(fs.getPath("/srv/vol"))) {
      assertThat(in.read()).isEqualTo('v');
      assertThat(names).hasSize(2);
      for (UnionFileSystem one : new UnionFileSystem[] {fs, volume}) {
        assertThat(one.openResources())
            .extracting(OpenResource::toString)
            .containsExactly("directory stream on /srv/vol", "file channel on /srv/vol/data");
      }
    }
    fs.assertNoOpenResources();
    volume.assertNoOpenResources();
  }

  // ---- the directories that are covered ----

  /** A directory that somebody holds open is gone, for who watches it, when he lets it go. */
  private WatchKey watched(WatchService service, String directory) throws IOException {
    return volume.getPath(directory).register(service, StandardWatchEventKinds.ENTRY_CREATE);
  }

  @Test
  void whatIsCoveredIsLetGoWithTheOuterOne() throws IOException {
    try (WatchService service = volume.newWatchService();
        UnionFileSystem nested = UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
      Files.createDirectory(volume.getPath("/covered"));
      WatchKey key = watched(service, "/covered");
      try (UnionFileSystem all =
          union()
              .mountAt("/srv/vol", volume, MountAccess.READ_WRITE)
              .mountAt("/srv/vol/covered", nested, MountAccess.READ_WRITE)
              .mount()) {
        Files.delete(volume.getPath("/covered"));
        assertThat(all.getPath("/srv/vol/data")).exists();
        assertThat(key.isValid()).isTrue();
      }
      assertThat(key.isValid()).isFalse();
    }
  }

  @Test
  void whatIsCoveredIsLetGoWhenTheMountFails() throws IOException {
    try (WatchService service = volume.newWatchService();
        UnionFileSystem nested = UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
      Files.createDirectory(volume.getPath("/covered"));
      WatchKey key = watched(service, "/covered");
      UnionFileSystemBuilder failing =
          union()
              .mountAt("/srv/vol", volume, MountAccess.READ_WRITE)
              .mountAt("/srv/vol/covered", nested, MountAccess.READ_WRITE)
              .user("nobody-has-this-name");
      assertThatThrownBy(failing::mount).isInstanceOf(UserPrincipalNotFoundException.class);
      Files.delete(volume.getPath("/covered"));
      assertThat(key.isValid()).isFalse();
    }
  }

  @Test
  void theOuterOneClosesAfterWhatItCovers() throws IOException {
    try (UnionFileSystem nested =
        UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
      UnionFileSystem all =
          union()
              .mountAt("/srv/vol", volume, MountAccess.READ_WRITE)
              .mountAt("/srv/vol/sub", nested, MountAccess.READ_WRITE)
              .mount();
      volume.close();
      all.close();
      assertThat(all.isOpen()).isFalse();
    }
  }

  // ---- names that change between the steps of one call ----

  /** Does {@code change} when {@code told} hears of the {@code n}th lookup. */
  private static void atLookup(int n, UnionFileSystem told, Change change) {
    AtomicInteger heard = new AtomicInteger();
    told.setListener(
        event -> {
          if (heard.incrementAndGet() == n) {
            try {
              change.run();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }
        });
  }

  private interface Change {
    void run() throws IOException;
  }

  @Test
  void aDirectoryThatGoesWhileItIsRegisteredIsNotThere() throws IOException {
    int failed = 0;
    try (WatchService service = fs.newWatchService()) {
      for (int n = 1; n < 40; n++) {
        Files.createDirectories(volume.getPath("/a/b"));
        atLookup(n, volume, () -> Files.move(volume.getPath("/a"), volume.getPath("/away")));
        try {
          fs.getPath("/srv/vol/a/b").register(service, StandardWatchEventKinds.ENTRY_CREATE);
        } catch (NoSuchFileException e) {
          failed++;
        }
        volume.setListener(null);
        Path moved = volume.getPath("/away");
        if (Files.exists(moved)) {
          Files.move(moved, volume.getPath("/a"));
        }
      }
    }
    assertThat(failed).isPositive();
  }

  @Test
  void aDirectoryThatGoesWhileWhatIsMountedOnItIsToBeRemovedIsNotThere() throws IOException {
    UnionFileSystem user = fs.as(new Caller(1000, 1000, Set.of(), 022));
    int failed = 0;
    Files.setAttribute(fs.getPath("/srv"), "unix:mode", 01777);
    for (int n = 1; n < 40; n++) {
      atLookup(n, fs, () -> Files.move(fs.getPath("/srv"), fs.getPath("/away")));
      assertThatThrownBy(() -> Files.delete(user.getPath("/srv/vol")))
          .isInstanceOf(FileSystemException.class);
      fs.setListener(null);
      if (Files.exists(fs.getPath("/away"))) {
        failed++;
        Files.move(fs.getPath("/away"), fs.getPath("/srv"));
      }
    }
    assertThat(failed).isPositive();
  }

  @Test
  void aLinkToANameWithASlashLeadsToNoFileFromAnOpenDirectoryEither() throws IOException {
    assertThatThrownBy(() -> Files.readString(fs.getPath("/srv/vol/../link")))
        .hasMessage("/srv/vol/../link: Not a directory");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(fs.getPath("/srv/vol"))) {
      SecureDirectoryStream<Path> stream = (SecureDirectoryStream<Path>) open;
      assertThatThrownBy(
              () -> stream.newByteChannel(fs.getPath("../link"), Set.of(StandardOpenOption.READ)))
          .hasMessage("../link: Not a directory");
    }
  }
}
