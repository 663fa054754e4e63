package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Filesystems mounted in a union. That names, errors and values are the kernel's is held by {@code
 * MountedInsideDifferentialTest}; here is what random programs do not reach.
 */
class MountAtTest {
  private static final String BUSY = "Device or resource busy";
  private static final String CROSS = "Invalid cross-device link";
  private static final String READ_ONLY = "Read-only file system";

  private UnionFileSystem volume;
  private UnionFileSystem fs;

  @BeforeEach
  void mount() throws IOException {
    volume =
        UnionFileSystem.builder()
            .lower(
                Layer.builder()
                    .file("data", "volume\n")
                    .directory("sub")
                    .symlink("sub/up", "../../../etc/motd")
                    .symlink("absolute", "/etc/motd")
                    .build())
            .mount();
    fs = union().mountAt("/srv/vol", volume, MountAccess.READ_WRITE).mount();
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
    volume.close();
  }

  private static UnionFileSystemBuilder union() {
    return UnionFileSystem.builder()
        .lower(
            Layer.builder()
                .file("etc/motd", "union\n")
                .file("srv/vol/hidden", "hidden\n")
                .symlink("link", "srv/vol/sub")
                .build());
  }

  private Path at(String path) {
    return fs.getPath(path);
  }

  private static void fails(String reason, ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            FileSystemException.class, e -> assertThat(e.getReason()).isEqualTo(reason));
  }

  private List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(at(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  // ---- what is seen ----

  @Test
  void theMountedRootHidesWhatLiesBelow() throws IOException {
    assertThat(names("/srv/vol")).containsExactly("absolute", "data", "sub");
    assertThat(names("/srv")).containsExactly("vol");
    assertThat(at("/srv/vol/hidden")).doesNotExist();
    assertThat(Files.getAttribute(at("/srv/vol"), "unix:ino"))
        .isEqualTo(Files.getAttribute(volume.getPath("/"), "unix:ino"));
  }

  @Test
  void pathsLeadInAndOut() throws IOException {
    assertThat(Files.readString(at("/srv/vol/../../etc/motd"))).isEqualTo("union\n");
    assertThat(Files.readString(at("/srv/vol/sub/up"))).isEqualTo("union\n");
    assertThat(Files.readString(at("/srv/vol/absolute"))).isEqualTo("union\n");
    assertThat(Files.readString(at("/link/../data"))).isEqualTo("volume\n");
    assertThat(at("/link/..").toRealPath()).isEqualTo(at("/srv/vol"));
    assertThat(at("/link/up").toRealPath()).isEqualTo(at("/etc/motd"));
  }

  @Test
  void theDevicesAndStoresDiffer() throws IOException {
    assertThat(Files.getAttribute(at("/srv/vol"), "unix:dev"))
        .isEqualTo(Files.getAttribute(volume.getPath("/"), "unix:dev"))
        .isNotEqualTo(Files.getAttribute(at("/srv"), "unix:dev"));
    assertThat(Files.isSameFile(at("/srv/vol/data"), volume.getPath("/data"))).isTrue();
    FileStore store = Files.getFileStore(at("/srv/vol/data"));
    assertThat(store).isNotEqualTo(Files.getFileStore(at("/srv")));
    assertThat(store.toString()).isEqualTo("/srv/vol (" + volume.name() + ")");
    assertThat(fs.getFileStores()).containsExactly(Files.getFileStore(at("/")), store);
  }

  @Test
  void whatIsWrittenIsTheVolumesAndNotTheUnions() throws IOException {
    Files.writeString(at("/srv/vol/new"), "new\n");
    assertThat(Files.readString(volume.getPath("/new"))).isEqualTo("new\n");
    Files.writeString(volume.getPath("/back"), "back\n");
    assertThat(Files.readString(at("/srv/vol/back"))).isEqualTo("back\n");
    assertThat(fs.changes()).isEmpty();
    assertThat(volume.changes()).hasToString("[A /back, A /new]");
    assertThat(fs.toLayer().root().lookup("srv")).isNull();
    assertThat(fs.provenance(at("/srv/vol/hidden")).provider()).isZero();
    Files.writeString(at("/etc/more"), "");
    assertThat(fs.upper().resolve("srv")).doesNotExist();
  }

  @Test
  void usersHaveTheirRightsInIt() throws IOException {
    Path root = volume.getPath("/");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    UnionFileSystem app = fs.as(new Caller(1000, 1000, Set.of(), 022));
    assertThatThrownBy(() -> Files.readString(app.getPath("/srv/vol/data")))
        .isInstanceOf(AccessDeniedException.class);
    Files.setAttribute(root, "unix:uid", 1000);
    Files.writeString(app.getPath("/srv/vol/mine"), "");
    assertThat(Files.getAttribute(volume.getPath("/mine"), "unix:uid")).isEqualTo(1000);
    fails("Operation not permitted", () -> Files.setAttribute(app.getPath("/etc"), "unix:uid", 1));
  }

  @Test
  void usersAreThoseOfTheTreeThatIsSeen() throws IOException {
    UnionFileSystem etc =
        UnionFileSystem.builder()
            .lower(Layer.builder().file("passwd", "app:x:77:78::/:/bin/sh\n").build())
            .mount();
    try (etc;
        UnionFileSystem seen =
            union().mountAt("/etc", etc, MountAccess.READ_ONLY).user("app").mount()) {
      assertThat(seen.caller().uid()).isEqualTo(77);
    }
  }

  @Test
  void theExportHoldsWhatIsSeen(@TempDir Path directory) throws IOException {
    Files.createLink(volume.getPath("/twice"), volume.getPath("/data"));
    Files.createLink(at("/etc/again"), at("/etc/motd"));
    fs.exportTo(directory.resolve("tree"));
    assertThat(directory.resolve("tree/srv/vol/data")).hasContent("volume");
    assertThat(directory.resolve("tree/srv/vol/hidden")).doesNotExist();
    assertThat(directory.resolve("tree/etc/again")).hasContent("union");
  }

  // ---- from one side to the other ----

  @Test
  void linksAndRenamesDoNotCross() throws IOException {
    fails(CROSS, () -> Files.createLink(at("/srv/vol/l"), at("/etc/motd")));
    assertThatThrownBy(
            () -> Files.move(at("/etc/motd"), at("/srv/vol/m"), StandardCopyOption.ATOMIC_MOVE))
        .isInstanceOf(AtomicMoveNotSupportedException.class);
    Files.move(at("/etc/motd"), at("/srv/vol/m"));
    assertThat(Files.readString(volume.getPath("/m"))).isEqualTo("union\n");
    assertThat(fs.changes()).hasToString("[C /etc, D /etc/motd]");
  }

  @Test
  void theMountPointIsBusy() throws IOException {
    fails(BUSY, () -> Files.delete(at("/srv/vol")));
    fails(BUSY, () -> Files.move(at("/srv/vol"), at("/elsewhere"), StandardCopyOption.ATOMIC_MOVE));
    assertThatThrownBy(() -> Files.delete(at("/srv")))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(names("/srv/vol")).contains("data");
  }

  /** The kernel lets a directory above be renamed; the mount is of the directory, not the path. */
  @Test
  void theMountGoesWithADirectoryThatIsRenamed() throws IOException {
    try (UnionFileSystem inner = UnionFileSystem.builder().lower(layerOf("inside")).mount();
        UnionFileSystem moving =
            UnionFileSystem.builder()
                .lower(Layer.builder().directory("a/b/c").build())
                .options(OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.ON))
                .mountAt("/a/b/c", inner, MountAccess.READ_WRITE)
                .mount()) {
      Files.move(moving.getPath("/a"), moving.getPath("/z"));
      assertThat(moving.getPath("/z/b/c/inside")).exists();
      assertThat(moving.getPath("/z/b/c/inside/..").toRealPath())
          .isEqualTo(moving.getPath("/z/b/c"));
      try (DirectoryStream<Path> open = Files.newDirectoryStream(moving.getPath("/z/b/c/inside"))) {
        Files.move(moving.getPath("/z/b"), moving.getPath("/y"));
        SecureDirectoryStream<Path> stream = (SecureDirectoryStream<Path>) open;
        Path up = moving.getPath("../../c/inside");
        assertThat(
                stream
                    .getFileAttributeView(up, BasicFileAttributeView.class)
                    .readAttributes()
                    .isDirectory())
            .isTrue();
      }
      assertThat(moving.changes()).hasToString("[D /a, A /y, A /y/c, A /z]");
    }
  }

  private static Layer layerOf(String directory) {
    return Layer.builder().directory(directory).build();
  }

  // ---- read-only ----

  @Test
  void nothingIsChangedThroughAReadOnlyPlace() throws IOException {
    try (UnionFileSystem reading =
        union().mountAt("/srv/vol", volume, MountAccess.READ_ONLY).mount()) {
      Path data = reading.getPath("/srv/vol/data");
      Path fresh = reading.getPath("/srv/vol/fresh");
      assertThat(Files.readString(data)).isEqualTo("volume\n");
      assertThat(Files.isWritable(data)).isFalse();
      assertThat(Files.getFileStore(data).isReadOnly()).isTrue();
      fails(READ_ONLY, () -> Files.writeString(data, "x"));
      fails(READ_ONLY, () -> Files.writeString(fresh, "x"));
      fails(READ_ONLY, () -> Files.createDirectory(fresh));
      fails(READ_ONLY, () -> Files.createSymbolicLink(fresh, data));
      fails(READ_ONLY, () -> UnionFiles.createFifo(fresh));
      fails(READ_ONLY, () -> Files.delete(data));
      fails(READ_ONLY, () -> Files.move(data, fresh));
      fails(READ_ONLY, () -> Files.setLastModifiedTime(data, FileTime.fromMillis(0)));
      fails(READ_ONLY, () -> Files.setAttribute(data, "unix:mode", 0600));
      fails(READ_ONLY, () -> Files.setAttribute(data, "unix:uid", 1));
      fails(
          READ_ONLY,
          () ->
              Files.getFileAttributeView(data, XattrFileAttributeView.class)
                  .set("user.k", new byte[1], XattrMode.SET));
      assertThatThrownBy(() -> Files.createDirectory(data))
          .isInstanceOf(FileAlreadyExistsException.class);
      try (DirectoryStream<Path> open = Files.newDirectoryStream(reading.getPath("/srv/vol"))) {
        SecureDirectoryStream<Path> stream = (SecureDirectoryStream<Path>) open;
        fails(READ_ONLY, () -> stream.deleteFile(reading.getPath("data")));
        PosixFileAttributeView view = stream.getFileAttributeView(PosixFileAttributeView.class);
        fails(READ_ONLY, () -> view.setPermissions(Set.of()));
      }
      assertThat(volume.changes()).isEmpty();
      Files.writeString(at("/srv/vol/data"), "by the other place\n");
      assertThat(Files.readString(data)).isEqualTo("by the other place\n");
    }
  }

  // ---- open things ----

  @Test
  void locksAreOnTheFileWhoeverShowsIt() throws IOException {
    try (FileChannel one = FileChannel.open(at("/srv/vol/data"), StandardOpenOption.WRITE);
        FileChannel other = FileChannel.open(volume.getPath("/data"), StandardOpenOption.WRITE)) {
      one.lock();
      assertThatThrownBy(other::lock).isInstanceOf(OverlappingFileLockException.class);
    }
  }

  @Test
  void directoriesInItAreWatched() throws Exception {
    try (WatchService service = fs.newWatchService()) {
      WatchKey key = at("/srv/vol/sub").register(service, StandardWatchEventKinds.ENTRY_CREATE);
      Files.writeString(volume.getPath("/sub/made"), "");
      assertThat(service.take()).isSameAs(key);
      assertThat(key.pollEvents())
          .singleElement()
          .satisfies(event -> assertThat(event.context()).hasToString("made"));
    }
  }

  @Test
  void aSecureStreamGoesInAndOut() throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(at("/srv/vol/sub"))) {
      SecureDirectoryStream<Path> stream = (SecureDirectoryStream<Path>) open;
      try (var up = stream.newDirectoryStream(at("../../vol"))) {
        List<String> found = new ArrayList<>();
        up.forEach(file -> found.add(file.getFileName().toString()));
        assertThat(found).containsExactlyInAnyOrder("absolute", "data", "sub");
      }
      try (var channel = stream.newByteChannel(fs.getPath("up"), Set.of(StandardOpenOption.READ))) {
        assertThat(channel.size()).isEqualTo(6);
      }
      try (var vol = Files.newDirectoryStream(at("/srv/vol"));
          var channel =
              ((SecureDirectoryStream<Path>) vol)
                  .newByteChannel(fs.getPath("absolute"), Set.of(StandardOpenOption.READ))) {
        assertThat(channel.size()).isEqualTo(6); // an absolute link begins at the outer root
      }
      stream
          .newByteChannel(
              fs.getPath("made"), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
          .close();
      assertThat(volume.getPath("/sub/made")).exists();
      try (DirectoryStream<Path> srv = Files.newDirectoryStream(at("/srv"))) {
        SecureDirectoryStream<Path> outer = (SecureDirectoryStream<Path>) srv;
        fails(BUSY, () -> outer.deleteDirectory(fs.getPath("vol")));
        assertThatThrownBy(() -> stream.move(fs.getPath("made"), outer, fs.getPath("made")))
            .isInstanceOf(AtomicMoveNotSupportedException.class);
        stream.move(fs.getPath("made"), outer, fs.getPath("vol/moved"));
      }
      assertThat(volume.getPath("/moved")).exists();
    }
  }

  // ---- several, and their end ----

  @Test
  void oneOnAnotherHidesItAndOneInAnotherIsInside() throws IOException {
    try (UnionFileSystem upon = UnionFileSystem.builder().lower(layerOf("upon")).mount();
        UnionFileSystem nested = UnionFileSystem.builder().lower(layerOf("nested")).mount();
        UnionFileSystem all =
            union()
                .mountAt("/srv/vol", volume, MountAccess.READ_WRITE)
                .mountAt("/link", nested, MountAccess.READ_WRITE)
                .mountAt("/srv/vol", upon, MountAccess.READ_WRITE)
                .mount()) {
      assertThat(all.getPath("/srv/vol/upon")).exists();
      assertThat(all.getPath("/srv/vol/data")).doesNotExist();
      assertThat(all.getPath("/srv/vol/..").toRealPath()).isEqualTo(all.getPath("/srv"));
      assertThat(all.getPath("/link")).satisfies(link -> assertThat(Files.exists(link)).isFalse());
    }
    try (UnionFileSystem nested = UnionFileSystem.builder().lower(layerOf("nested")).mount();
        UnionFileSystem all =
            union()
                .mountAt("/srv/vol", volume, MountAccess.READ_WRITE)
                .mountAt("/link", nested, MountAccess.READ_WRITE)
                .mount()) {
      assertThat(all.getPath("/srv/vol/sub/nested")).exists();
      assertThat(all.getPath("/srv/vol/sub/nested/../../data")).exists();
      fails(BUSY, () -> Files.delete(all.getPath("/srv/vol/sub")));
    }
  }

  @Test
  void theOuterOneClosesItsChannelsAndLeavesTheVolumeOpen() throws IOException {
    FileChannel through = FileChannel.open(at("/srv/vol/data"), StandardOpenOption.READ);
    FileChannel direct = FileChannel.open(volume.getPath("/data"), StandardOpenOption.READ);
    fs.close();
    assertThat(through.isOpen()).isFalse();
    assertThat(direct.isOpen()).isTrue();
    direct.close();
    volume.assertNoOpenResources();
    assertThat(Files.readString(volume.getPath("/data"))).isEqualTo("volume\n");
  }

  @Test
  void aClosedVolumeIsClosedWhereItIsMounted() throws IOException {
    volume.close();
    assertThatThrownBy(() -> Files.readString(at("/srv/vol/data")))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThat(Files.readString(at("/etc/motd"))).isEqualTo("union\n");
    assertThatThrownBy(() -> union().mountAt("/srv/vol", volume, MountAccess.READ_WRITE).mount())
        .isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void whereNoDirectoryIsNothingIsMounted() {
    assertThatThrownBy(() -> union().mountAt("/none", volume, MountAccess.READ_WRITE).mount())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("/none: there is nothing to mount on: make the directory first");
    fails(
        "is not a directory: nothing can be mounted on it",
        () -> union().mountAt("/etc/motd", volume, MountAccess.READ_WRITE).mount());
    for (String path : List.of("srv/vol", "", "/", "//")) {
      assertThatThrownBy(() -> union().mountAt(path, volume, MountAccess.READ_WRITE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
