package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.overlay.Provenance.Voice;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a union mount does beside what every filesystem does. */
class UnionFileSystemTest {
  private static final TreeLayer BASE =
      Layer.builder()
          .file("etc/motd", "base")
          .file("etc/old", "old")
          .file("data/x", "x")
          .directory("empty")
          .special("fifo", FileType.FIFO)
          .device("null", FileType.CHARACTER_DEVICE, 1, 3)
          .build();
  private static final TreeLayer TOP = Layer.builder().file("etc/motd", "top").build();

  private UnionFileSystem union;

  @BeforeEach
  void mount() throws IOException {
    union = UnionFileSystem.builder().lower(BASE).lower(TOP).mount();
  }

  @AfterEach
  void unmount() throws IOException {
    union.close();
  }

  private Path at(String path) {
    return union.getPath(path);
  }

  // ---- the union ----

  @Test
  void provenanceTellsWhoProvidesAndWhoIsHidden() throws IOException {
    assertThat(union.provenance(at("/etc/motd")).provider()).isEqualTo(1);
    Files.writeString(at("/etc/motd"), "mine");
    assertThat(union.provenance(at("etc/motd")).voices())
        .containsExactly(
            new Voice(TraceEvent.UPPER, Says.SHOWN),
            new Voice(1, Says.HIDDEN),
            new Voice(0, Says.HIDDEN));
    assertThatThrownBy(() -> union.provenance(at("/missing")))
        .isInstanceOf(NoSuchFileException.class);
    try (UnionFileSystem other = UnionFileSystem.builder().lower(BASE).mount()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> union.provenance(other.getPath("/etc")));
    }
  }

  @Test
  void syncWritesOutWhatTheWritableLayerHoldsBack(@TempDir Path stored) throws IOException {
    Instant written = Instant.parse("2001-02-03T04:05:06Z");
    try (UnionFileSystem onDisk =
        UnionFileSystem.builder()
            .lower(BASE)
            .upper(stored.resolve("upper"), stored.resolve("work"))
            .clock(() -> written)
            .mount()) {
      Files.writeString(onDisk.getPath("/etc/motd"), "mine");
      Path motd = stored.resolve("upper/etc/motd");
      assertThat(Files.getLastModifiedTime(motd).toInstant()).isAfter(written);
      onDisk.sync();
      assertThat(Files.getLastModifiedTime(motd).toInstant()).isEqualTo(written);
    }
    try (UnionFileSystem readOnly = UnionFileSystem.builder().lower(BASE).readOnly().mount()) {
      readOnly.sync();
      assertThat(readOnly.usage().inodes()).isZero();
    }
    union.close();
    assertThatThrownBy(union::sync).isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void changesAreThoseOfDockerDiff() throws IOException {
    assertThat(union.changes()).isEmpty();
    Files.writeString(at("/etc/motd"), "mine");
    Files.delete(at("/etc/old"));
    Files.createDirectory(at("/new"));
    assertThat(union.changes())
        .extracting(Object::toString)
        .containsExactly("C /etc", "C /etc/motd", "D /etc/old", "A /new");
  }

  @Test
  void theWritableLayerCanBePutUnderAnotherMount() throws IOException {
    Files.writeString(at("/etc/motd"), "mine");
    Files.delete(at("/etc/old"));
    try (UnionFileSystem other =
        UnionFileSystem.builder().lower(BASE).lower(TOP).lower(union.toLayer()).mount()) {
      assertThat(other.getPath("/etc/motd")).hasContent("mine");
      assertThat(other.getPath("/etc/old")).doesNotExist();
      assertThat(other.changes()).isEmpty();
    }
  }

  @Test
  void theWritableLayerIsShownWithItsWhiteoutsAndCannotBeChanged() throws IOException {
    Files.writeString(at("/etc/motd"), "mine");
    Files.delete(at("/etc/old"));
    Path upper = union.upper();
    assertThat(upper.resolve("etc/motd")).hasContent("mine");
    assertThat(upper.resolve("etc/old")).exists().isEmptyFile();
    try (var files = Files.walk(upper)) {
      assertThat(files.map(file -> upper.relativize(file).toString()))
          .containsExactlyInAnyOrder("", "etc", "etc/motd", "etc/old");
    }
    Path file = upper.resolve("etc/motd");
    for (ThrowingCallable change :
        List.<ThrowingCallable>of(
            () -> Files.writeString(file, "x"),
            () -> Files.delete(file),
            () -> Files.createFile(upper.resolve("new")),
            () -> Files.createDirectory(upper.resolve("new")),
            () -> Files.createLink(upper.resolve("new"), file),
            () -> Files.createSymbolicLink(upper.resolve("new"), file),
            () -> Files.move(file, upper.resolve("new")),
            () -> Files.copy(file, upper.resolve("new")),
            () -> Files.setAttribute(file, "lastModifiedTime", null),
            () -> FileChannel.open(file, StandardOpenOption.WRITE).close(),
            () ->
                Files.getFileAttributeView(file, PosixFileAttributeView.class)
                    .setPermissions(Set.of()))) {
      assertThatThrownBy(change).isInstanceOf(ReadOnlyFileSystemException.class);
    }
    assertThat(Files.isWritable(file)).isFalse();
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).size()).isEqualTo(4);
    Files.copy(file, at("/copy"));
    assertThat(at("/copy")).hasContent("mine");
  }

  @Test
  void theListenerHearsOfCopyUps() throws IOException {
    List<TraceEvent> events = new ArrayList<>();
    union.setListener(events::add);
    Files.writeString(at("/etc/motd"), "mine", StandardOpenOption.APPEND);
    assertThat(events).contains(new TraceEvent.CopiedUp("/etc/motd", 1, 3));
    union.setListener(null);
    events.clear();
    Files.size(at("/etc/motd"));
    assertThat(events).isEmpty();
  }

  @Test
  void aListenerMayHaveNamesLookedUpLayerByLayer() throws IOException {
    List<TraceEvent> events = new ArrayList<>();
    union.setListener(events::add, LookupStrategy.SCAN);
    Files.size(at("/etc/motd"));
    assertThat(events)
        .contains(new TraceEvent.Probe("/etc/motd", 1), new TraceEvent.Hit("/etc/motd", 1))
        .doesNotContain(new TraceEvent.Probe("/etc/motd", TraceEvent.INDEX));
    union.setListener(events::add);
    events.clear();
    Files.size(at("/etc/motd"));
    assertThat(events).contains(new TraceEvent.Probe("/etc/motd", TraceEvent.INDEX));
    union.setListener(null, LookupStrategy.SCAN);
    assertThat(at("/etc/motd")).hasContent("top");
  }

  @Test
  void bothStrategiesShowTheSame() throws IOException {
    try (UnionFileSystem scanning =
        UnionFileSystem.builder().lower(BASE).lower(TOP).strategy(LookupStrategy.SCAN).mount()) {
      assertThat(scanning.getPath("/etc/motd")).hasContent("top");
      assertThat(scanning.getPath("/etc/old")).hasContent("old");
    }
  }

  // ---- where the union shows ----

  @Test
  void aLowerDirectoryMovesOnlyWhenItIsEmpty() throws IOException {
    assertThatThrownBy(() -> Files.move(at("/data"), at("/new")))
        .isInstanceOf(DirectoryNotEmptyException.class)
        .hasMessage("/data");
    assertThatThrownBy(() -> Files.move(at("/data"), at("/new"), ATOMIC_MOVE))
        .isInstanceOfSatisfying(
            AtomicMoveNotSupportedException.class,
            e -> assertThat(e.getReason()).isEqualTo("Invalid cross-device link"));
    assertThat(at("/new")).doesNotExist();
    Files.move(at("/empty"), at("/new"));
    assertThat(at("/new")).isEmptyDirectory();
    assertThat(at("/empty")).doesNotExist();
  }

  @Test
  void theInodeNumberSurvivesCopyUpAndRename() throws IOException {
    Object ino = Files.getAttribute(at("/data/x"), "unix:ino");
    Files.writeString(at("/data/x"), "changed");
    assertThat(Files.getAttribute(at("/data/x"), "unix:ino")).isEqualTo(ino);
    Files.move(at("/data/x"), at("/moved"));
    assertThat(Files.getAttribute(at("/moved"), "unix:ino")).isEqualTo(ino);
  }

  @Test
  void specialFilesAreShownAndNotOpened() throws IOException {
    assertThat(Files.readAttributes(at("/fifo"), BasicFileAttributes.class).isOther()).isTrue();
    assertThat(Files.getAttribute(at("/null"), "unix:rdev")).isEqualTo(0x103L);
    for (String name : List.of("/fifo", "/null")) {
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              () -> Files.readAllBytes(at(name)),
              () -> Files.copy(at(name), at("/copy")),
              () -> Files.getAttribute(at(name), "user:k"))) {
        assertThatThrownBy(use)
            .isInstanceOfSatisfying(
                FileSystemException.class,
                e -> assertThat(e.getReason()).isEqualTo("No such device or address"));
      }
      assertThat(at("/copy")).doesNotExist();
      Files.move(at(name), at("/moved"));
      assertThat(Files.readAttributes(at("/moved"), BasicFileAttributes.class).isOther()).isTrue();
      Files.delete(at("/moved"));
    }
  }

  @Test
  void namesOfAnyBytesCanBeUsed() throws IOException {
    TreeLayer odd = Layer.builder().file("caf\uDCE9/\uDCFF", "latin").build();
    try (UnionFileSystem other = UnionFileSystem.builder().lower(odd).mount()) {
      assertThat(other.getPath("/caf\uDCE9/\uDCFF")).hasContent("latin");
      try (DirectoryStream<Path> files = Files.newDirectoryStream(other.getPath("/"))) {
        assertThat(files).containsExactly(other.getPath("/caf\uDCE9"));
      }
    }
  }

  @Test
  void aLinksTargetIsKeptToTheByte() throws IOException {
    TreeLayer links = Layer.builder().symlink("l", "..//a/./b//").build();
    try (UnionFileSystem other = UnionFileSystem.builder().lower(links).mount()) {
      Path target = Files.readSymbolicLink(other.getPath("/l"));
      assertThat(target).hasToString("..//a/./b//").isEqualTo(other.getPath("../a/./b"));
      Files.createSymbolicLink(other.getPath("/m"), target);
      Files.copy(other.getPath("/l"), other.getPath("/n"), NOFOLLOW_LINKS);
      for (String copy : List.of("/m", "/n")) {
        assertThat(Files.readSymbolicLink(other.getPath(copy))).hasToString("..//a/./b//");
      }
    }
  }

  @Test
  void aUserWithoutRightsIsDenied() throws IOException {
    Caller user = new Caller(1000, 1000, Set.of(), 022);
    try (UnionFileSystem other = UnionFileSystem.builder().lower(BASE).user(user).mount()) {
      assertThat(other.getPath("/etc/motd")).hasContent("base");
      assertThatThrownBy(() -> Files.writeString(other.getPath("/etc/motd"), "x"))
          .isInstanceOf(AccessDeniedException.class)
          .hasMessage("/etc/motd");
      assertThat(Files.isWritable(other.getPath("/etc/motd"))).isFalse();
    }
  }

  // ---- two mounts ----

  @Test
  void twoMountsAreTwoFilesystems() throws IOException {
    try (UnionFileSystem other = UnionFileSystem.builder().lower(BASE).lower(TOP).mount()) {
      Path there = other.getPath("/etc/motd");
      assertThat(at("/etc/motd")).isNotEqualTo(there);
      assertThat(Files.isSameFile(at("/etc/motd"), there)).isFalse();
      assertThat(Files.getAttribute(there, "unix:dev"))
          .isNotEqualTo(Files.getAttribute(at("/etc/motd"), "unix:dev"));
      assertThatThrownBy(() -> Files.createLink(other.getPath("/l"), at("/etc/motd")))
          .isInstanceOfSatisfying(
              FileSystemException.class,
              e -> assertThat(e.getReason()).isEqualTo("Invalid cross-device link"));
      Files.copy(at("/etc/motd"), other.getPath("/copy"), COPY_ATTRIBUTES);
      assertThat(other.getPath("/copy")).hasContent("top");
      Files.move(at("/etc/motd"), other.getPath("/moved"));
      assertThat(other.getPath("/moved")).hasContent("top");
      assertThat(at("/etc/motd")).doesNotExist();
      assertThatThrownBy(() -> Files.move(at("/data/x"), other.getPath("/moved2"), ATOMIC_MOVE))
          .isInstanceOf(AtomicMoveNotSupportedException.class);
      assertThatThrownBy(() -> Files.move(at("/data"), other.getPath("/moved2")))
          .isInstanceOf(DirectoryNotEmptyException.class);
    }
  }

  // ---- the hooks of later releases ----

  @Test
  void aMissMakesNoException() throws IOException {
    UnionFileSystemProvider provider = (UnionFileSystemProvider) union.provider();
    assertThat(provider.exists(at("/etc/motd"))).isTrue();
    assertThat(provider.exists(at("/missing"))).isFalse();
    assertThat(provider.readAttributesIfExists(at("/etc/motd/x"), BasicFileAttributes.class))
        .isNull();
    assertThat(provider.readAttributesIfExists(at("/etc"), BasicFileAttributes.class).isDirectory())
        .isTrue();
    assertThatThrownBy(() -> provider.checkAccess(at("/missing")))
        .isInstanceOf(NoSuchFileException.class)
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    assertThatThrownBy(() -> Files.size(at("/missing")))
        .satisfies(e -> assertThat(e.getStackTrace()).isNotEmpty());
  }

  // ---- closing ----

  @Test
  void aClosedFilesystemRefusesEverything() throws IOException {
    Path file = at("/etc/motd");
    assertThat(union.isOpen()).isTrue();
    union.close();
    union.close();
    assertThat(union.isOpen()).isFalse();
    UnionFileSystemProvider provider = (UnionFileSystemProvider) union.provider();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> Files.readString(file),
            () -> Files.newDirectoryStream(file),
            () -> Files.size(file),
            () -> Files.readAttributes(file, "*"),
            () -> Files.setAttribute(file, "unix:mode", 0),
            () -> Files.delete(file),
            () -> Files.createDirectory(file),
            () -> Files.createSymbolicLink(file, file),
            () -> Files.createLink(file, file),
            () -> Files.readSymbolicLink(file),
            () -> Files.copy(file, file),
            () -> Files.move(file, file),
            () -> Files.isHidden(file),
            () -> Files.getFileStore(file),
            () -> provider.checkAccess(file),
            () -> provider.exists(file),
            () -> provider.readAttributesIfExists(file, BasicFileAttributes.class),
            file::toRealPath,
            () -> union.getPath("/"),
            () -> union.getPathMatcher("glob:*"),
            union::getRootDirectories,
            union::getFileStores,
            union::newWatchService,
            union::getUserPrincipalLookupService,
            union::changes,
            union::toLayer,
            union::upper,
            union::lowerLayers,
            () -> union.provenance(file))) {
      assertThatThrownBy(use).isInstanceOf(ClosedFileSystemException.class);
    }
    assertThat(file.resolve("x").toString()).isEqualTo("/etc/motd/x");
  }

  @Test
  void closingEndsWhatIsOpen() throws IOException {
    FileChannel reader = FileChannel.open(at("/etc/motd"));
    FileChannel writer =
        FileChannel.open(at("/new"), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    DirectoryStream<Path> stream = Files.newDirectoryStream(at("/"));
    Iterator<Path> files = stream.iterator();
    union.close();
    assertThat(reader.isOpen()).isFalse();
    assertThat(writer.isOpen()).isFalse();
    assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(1)))
        .isInstanceOf(java.nio.channels.ClosedChannelException.class);
    assertThat(files.hasNext()).isFalse();
    assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
  }

  // ---- what is not supported ----

  @Test
  void whatIsNotSupportedSaysSo() throws IOException {
    Path file = at("/etc/motd");
    try (FileChannel channel = FileChannel.open(file)) {
      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              file::toFile, () -> channel.map(FileChannel.MapMode.READ_ONLY, 0, 1))) {
        assertThatThrownBy(use).isInstanceOf(UnsupportedOperationException.class);
      }
    }
  }
}
