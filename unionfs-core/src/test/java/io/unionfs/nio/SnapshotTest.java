package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.Quota;
import io.unionfs.overlay.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots through the filesystem: what they show, what goes on, what is let go. */
class SnapshotTest {
  private static final Layer BASE =
      Layer.builder()
          .file("etc/motd", "hello")
          .file("etc/old", "old")
          .directory("srv")
          .file("srv/data", "data")
          .build();

  private UnionFileSystem fs;

  @BeforeEach
  void mount() throws IOException {
    fs = UnionFileSystem.builder().lower(BASE).mount();
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
  }

  private Path path(String path) {
    return fs.getPath(path);
  }

  /** All that is shown, with what tells files apart; access times aside. */
  private Map<String, String> tree() throws IOException {
    Map<String, String> shown = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(path("/"))) {
      for (Path file : (Iterable<Path>) paths::iterator) {
        Map<String, Object> unix =
            new TreeMap<>(Files.readAttributes(file, "unix:*", NOFOLLOW_LINKS));
        unix.remove("lastAccessTime");
        String content =
            Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString()
                : Files.isRegularFile(file) ? Files.readString(file) : "";
        shown.put(file.toString(), unix + content);
      }
    }
    return shown;
  }

  private void change() throws IOException {
    Files.writeString(path("/etc/motd"), " world", StandardOpenOption.APPEND);
    Files.delete(path("/etc/old"));
    Files.createDirectories(path("/var/log"));
    Files.writeString(path("/var/log/one"), "1");
    Files.createLink(path("/var/log/two"), path("/var/log/one"));
    Files.createSymbolicLink(path("/link"), path("etc/motd"));
    Files.setAttribute(path("/var/log/one"), "user:k", ByteBuffer.wrap(new byte[] {7}));
    Files.setAttribute(path("/var"), "unix:mode", 0711);
    UnionFiles.createFifo(path("/pipe"));
    try (FileChannel sparse =
        FileChannel.open(path("/sparse"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(new byte[] {1}), 1 << 20);
    }
  }

  @Test
  void aSnapshotChangesNothingThatIsShown() throws IOException {
    change();
    Map<String, String> before = tree();

    fs.snapshot();

    assertThat(tree()).isEqualTo(before);
    fs.snapshot();
    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void restoreShowsWhatWasShown() throws IOException {
    change();
    Map<String, String> before = tree();
    Snapshot snapshot = fs.snapshot();
    for (int time = 0; time < 3; time++) {
      Files.writeString(path("/var/log/one"), "changed");
      Files.delete(path("/etc/motd"));
      Files.createDirectory(path("/etc/motd"));
      Files.move(path("/sparse"), path("/var/sparse"));
      Files.delete(path("/pipe"));
      Files.setAttribute(path("/"), "unix:mode", 0700);
      assertThat(tree()).isNotEqualTo(before);

      fs.restore(snapshot);

      assertThat(tree()).isEqualTo(before);
      assertThat(fs.changes()).isEmpty();
    }
  }

  @Test
  void snapshotsNestAndOlderAndNewerOnesStayGood() throws IOException {
    Map<Snapshot, Map<String, String>> taken = new java.util.LinkedHashMap<>();
    taken.put(fs.snapshot(), tree());
    for (int i = 0; i < 5; i++) {
      Files.writeString(path("/etc/motd"), "" + i, StandardOpenOption.APPEND);
      Files.writeString(path("/new" + i), "new");
      Files.deleteIfExists(path("/new" + (i - 2)));
      taken.put(fs.snapshot(), tree());
    }
    List<Snapshot> order = List.copyOf(taken.keySet());
    for (int i : new int[] {2, 5, 0, 4, 4, 1, 3}) {
      Files.writeString(path("/lost"), "lost");
      fs.restore(order.get(i));
      assertThat(tree()).isEqualTo(taken.get(order.get(i)));
    }
    Files.writeString(path("/branch"), "of 3");
    Snapshot branch = fs.snapshot();
    Map<String, String> shown = tree();
    fs.restore(order.get(5));
    fs.restore(branch);
    assertThat(tree()).isEqualTo(shown);
  }

  @Test
  void whatWasFrozenIsALayerOfItsOwn() throws IOException {
    change();
    fs.snapshot();

    assertThat(fs.changes()).isEmpty();
    assertThat(fs.lowerLayers()).hasSize(2);
    assertThat(fs.lowerLayers().get(1).name()).isEqualTo("snapshot 1 of " + fs.name());
    assertThat(fs.provenance(path("/var/log/one")).provider()).isEqualTo(1);
    assertThat(fs.provenance(path("/srv/data")).provider()).isZero();
    fs.snapshot();
    assertThat(fs.lowerLayers()).as("nothing was changed since").hasSize(2);

    Files.delete(path("/etc/motd"));
    Files.delete(path("/var/log/two"));
    assertThat(fs.changes())
        .extracting(Change::toString)
        .containsExactly("C /etc", "D /etc/motd", "C /var", "C /var/log", "D /var/log/two");
  }

  @Test
  void theFrozenLayerIsALayerForOtherMounts() throws IOException {
    change();
    fs.snapshot();
    UnionFileSystemBuilder other = UnionFileSystem.builder();
    fs.lowerLayers().forEach(other::lower);
    try (UnionFileSystem mounted = other.mount()) {
      fs.close();
      Files.writeString(mounted.getPath("/etc/motd"), "!", StandardOpenOption.APPEND);
      assertThat(mounted.getPath("/etc/motd")).hasContent("hello world!");
      assertThat(mounted.getPath("/etc/old")).doesNotExist();
      assertThat(Files.getAttribute(mounted.getPath("/var/log/two"), "unix:nlink")).isEqualTo(2);
    }
  }

  @Test
  void anOlderSnapshotAndWhatWasChangedSinceMakeTheWhole() throws IOException {
    Snapshot start = fs.snapshot();
    change();
    fs.snapshot();
    Files.delete(path("/var/log/two"));
    ByteArrayOutputStream layer = new ByteArrayOutputStream();
    fs.writeLayerSince(start, layer);
    ByteArrayOutputStream tree = new ByteArrayOutputStream();
    fs.writeTree(tree);
    Path file = Files.createTempFile("since", ".tar");
    try {
      Files.write(file, layer.toByteArray());
      try (UnionFileSystem mounted = UnionFileSystem.builder().lower(BASE).lower(file).mount()) {
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        mounted.writeTree(again);
        assertThat(again.toByteArray()).isEqualTo(tree.toByteArray());
      }
    } finally {
      Files.delete(file);
    }
    assertThat(fs.changesSince(start)).hasSizeGreaterThan(fs.changes().size());
  }

  @Test
  void writeTreeIsAll() throws IOException {
    change();
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    fs.writeTree(before);

    fs.snapshot();

    ByteArrayOutputStream after = new ByteArrayOutputStream();
    fs.writeTree(after);
    assertThat(after.toByteArray()).isEqualTo(before.toByteArray());
  }

  @Test
  void numbersStayOverSnapshotAndCopyUp() throws IOException {
    Files.writeString(path("/new"), "new");
    Files.writeString(path("/etc/motd"), "copy");
    Object made = Files.getAttribute(path("/new"), "unix:ino");
    Object copied = Files.getAttribute(path("/etc/motd"), "unix:ino");
    fs.snapshot();
    Files.writeString(path("/other"), "other");
    assertThat(Files.getAttribute(path("/other"), "unix:ino")).isNotEqualTo(made);

    Files.writeString(path("/new"), "changed");
    Files.writeString(path("/etc/motd"), "changed");

    assertThat(Files.getAttribute(path("/new"), "unix:ino")).isEqualTo(made);
    assertThat(Files.getAttribute(path("/etc/motd"), "unix:ino")).isEqualTo(copied);
  }

  @Test
  void aNumberIsNeverGivenTwice() throws IOException {
    Snapshot empty = fs.snapshot();
    Files.writeString(path("/one"), "1");
    Object one = Files.getAttribute(path("/one"), "unix:ino");
    fs.restore(empty);
    Files.writeString(path("/two"), "2");
    assertThat(Files.getAttribute(path("/two"), "unix:ino")).isNotEqualTo(one);
  }

  // ---- what is open ----

  @Test
  void aReaderKeepsWhatItOpened() throws IOException {
    Files.writeString(path("/f"), "before");
    try (FileChannel reader = FileChannel.open(path("/f"))) {
      fs.snapshot();
      Files.writeString(path("/f"), "after!");
      ByteBuffer read = ByteBuffer.allocate(6);
      reader.read(read, 0);
      assertThat(new String(read.array())).isEqualTo("before");
      assertThat(path("/f")).hasContent("after!");
    }
  }

  @Test
  void aLockStaysInTheWay() throws IOException {
    Files.writeString(path("/f"), "f");
    try (FileChannel reader = FileChannel.open(path("/f"));
        FileLock lock = reader.lock(0, 1, true)) {
      fs.snapshot();
      assertThat(lock.isValid()).isTrue();
      try (FileChannel writer = FileChannel.open(path("/f"), StandardOpenOption.WRITE)) {
        assertThatThrownBy(writer::tryLock).isInstanceOf(OverlappingFileLockException.class);
      }
    }
  }

  @Test
  void aWriterIsRefusedByName() throws IOException {
    try (UnionFileSystem tracked =
        UnionFileSystem.builder().lower(BASE).trackOpenResources().mount()) {
      try (OutputStream out = Files.newOutputStream(tracked.as("1000:1000").getPath("/tmp-log"))) {
        out.write(1);
      } catch (java.nio.file.AccessDeniedException e) {
        // Only root may write there; what follows does.
      }
      try (FileChannel log =
          FileChannel.open(
              tracked.getPath("/srv/log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        assertThatThrownBy(tracked::snapshot)
            .isInstanceOf(FileSystemException.class)
            .hasMessage("/srv/log: a snapshot needs that no file is open for writing: /srv/log")
            .satisfies(
                refused ->
                    assertThat(refused.getSuppressed())
                        .singleElement()
                        .satisfies(
                            opened ->
                                assertThat(opened.getStackTrace())
                                    .anyMatch(
                                        at ->
                                            at.getMethodName().equals("aWriterIsRefusedByName"))));
        log.write(ByteBuffer.wrap(new byte[] {1}));
        assertThat(tracked.lowerLayers()).hasSize(1);
      }
      tracked.snapshot();
      assertThat(tracked.lowerLayers()).hasSize(2);
    }
  }

  @Test
  void restoreClosesWhatIsOpenOfAllViews() throws IOException {
    Snapshot snapshot = fs.snapshot();
    FileChannel writer =
        FileChannel.open(path("/f"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = writer.lock();
    FileChannel reader = FileChannel.open(fs.as("1000").getPath("/srv/data"));
    DirectoryStream<Path> directory = Files.newDirectoryStream(path("/etc"));

    fs.restore(snapshot);

    assertThatThrownBy(() -> writer.write(ByteBuffer.wrap(new byte[] {1})))
        .isInstanceOf(ClosedChannelException.class);
    assertThat(lock.isValid()).isFalse();
    assertThatThrownBy(() -> reader.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> directory.iterator().next())
        .isInstanceOfAny(ClosedDirectoryStreamException.class, IllegalStateException.class);
    fs.assertNoOpenResources();
  }

  @Test
  void aDirectoryStreamGoesOnOverASnapshot() throws IOException {
    Files.createDirectory(path("/d"));
    Files.writeString(path("/d/f"), "f");
    try (var stream =
        (java.nio.file.SecureDirectoryStream<Path>) Files.newDirectoryStream(path("/d"))) {
      fs.snapshot();
      assertThat(stream).hasSize(1);
      stream.deleteFile(path("f"));
      assertThat(path("/d/f")).doesNotExist();
    }
  }

  // ---- watches ----

  @Test
  void watchesGoOnOverASnapshot() throws Exception {
    Files.createDirectory(path("/d"));
    try (WatchService service = fs.newWatchService()) {
      WatchKey key = path("/d").register(service, StandardWatchEventKinds.ENTRY_CREATE);
      fs.snapshot();
      Files.writeString(path("/d/f"), "f");
      assertThat(service.poll(10, TimeUnit.SECONDS)).isSameAs(key);
      assertThat(key.pollEvents())
          .extracting(event -> event.context().toString())
          .containsExactly("f");
    }
  }

  @Test
  void restoreTellsWatchersToLookAnew() throws Exception {
    Snapshot snapshot = fs.snapshot();
    Files.createDirectory(path("/d"));
    try (WatchService service = fs.newWatchService()) {
      WatchKey stays = path("/srv").register(service, StandardWatchEventKinds.ENTRY_CREATE);
      WatchKey goes = path("/d").register(service, StandardWatchEventKinds.ENTRY_CREATE);

      fs.restore(snapshot);

      assertThat(stays.isValid()).isTrue();
      assertThat(stays.pollEvents())
          .extracting(event -> (Object) event.kind())
          .containsExactly(StandardWatchEventKinds.OVERFLOW);
      assertThat(goes.isValid()).isFalse();
      stays.reset();
      Files.writeString(path("/srv/new"), "new");
      assertThat(stays.pollEvents()).hasSize(1);
    }
  }

  // ---- space ----

  @Test
  void whatIsFrozenCountsAndRestoreGivesBackTheRest() throws IOException {
    Files.write(path("/f"), new byte[10_000]);
    Usage frozen = fs.usage();
    assertThat(frozen).isEqualTo(new Usage(12_288, 1));
    Snapshot snapshot = fs.snapshot();
    assertThat(fs.usage()).isEqualTo(frozen);
    for (int time = 0; time < 3; time++) {
      Files.write(path("/g"), new byte[5_000]);
      Files.write(path("/f"), new byte[1], StandardOpenOption.APPEND);
      assertThat(fs.usage()).isEqualTo(new Usage(12_288 + 8_192 + 12_288, 3));

      fs.restore(snapshot);

      assertThat(fs.usage()).isEqualTo(frozen);
    }
  }

  @Test
  void whatWasUnlinkedWhileOpenIsNotInTheSnapshot() throws IOException {
    Files.write(path("/f"), new byte[10_000]);
    FileChannel reader = FileChannel.open(path("/f"));
    Files.delete(path("/f"));
    Snapshot snapshot = fs.snapshot();
    assertThat(fs.usage()).isEqualTo(new Usage(12_288, 1));
    ByteBuffer read = ByteBuffer.allocate(20_000);
    assertThat(reader.read(read)).isEqualTo(10_000);
    reader.close();
    assertThat(fs.usage()).isEqualTo(Usage.NONE);
    fs.restore(snapshot);
    assertThat(fs.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void theQuotaIsForAllLayersTogether() throws IOException {
    try (UnionFileSystem small =
        UnionFileSystem.builder().lower(BASE).quota(new Quota(16_384, 100)).mount()) {
      Files.write(small.getPath("/one"), new byte[8_192]);
      Snapshot snapshot = small.snapshot();
      Files.write(small.getPath("/two"), new byte[8_192]);
      assertThatThrownBy(() -> Files.write(small.getPath("/three"), new byte[1]))
          .hasMessageContaining("No space left on device");
      small.restore(snapshot);
      Files.write(small.getPath("/three"), new byte[8_192]);
    }
  }

  // ---- where there are none ----

  @Test
  void aSnapshotOfAnotherMountIsRefusedAndNothingIsClosed() throws IOException {
    try (UnionFileSystem other = UnionFileSystem.builder().lower(BASE).mount();
        FileChannel reader = FileChannel.open(path("/srv/data"))) {
      Snapshot foreign = other.snapshot();
      assertThatThrownBy(() -> fs.restore(foreign)).isInstanceOf(IllegalArgumentException.class);
      assertThat(reader.isOpen()).isTrue();
    }
  }

  @Test
  void aClosedFilesystemHasNone() throws IOException {
    Snapshot snapshot = fs.snapshot();
    fs.close();
    assertThatThrownBy(fs::snapshot).isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> fs.restore(snapshot)).isInstanceOf(ClosedFileSystemException.class);
  }

  @Test
  void otherMountsSayWhyTheyHaveNone(@TempDir Path temporary) throws IOException {
    try (UnionFileSystem onDisk =
            UnionFileSystem.builder().lower(BASE).upper(temporary.resolve("upper")).mount();
        UnionFileSystem readOnly = UnionFileSystem.builder().lower(BASE).readOnly().mount();
        UnionFileSystem outer =
            UnionFileSystem.builder()
                .lower(BASE)
                .mountAt("/srv", fs, MountAccess.READ_WRITE)
                .mount()) {
      assertThatThrownBy(onDisk::snapshot)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("in a directory");
      assertThatThrownBy(readOnly::snapshot)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("read-only");
      assertThatThrownBy(outer::snapshot)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("mounted");
    }
  }
}
