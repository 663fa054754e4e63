package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots of the engine, where files and directories are open, watched, unlinked or shared. */
class SnapshotEdgesTest {
  private static final Caller ROOT = Caller.ROOT;
  private static final int DATA = 1 << 16;

  private Mount mount;

  @BeforeEach
  void mount() throws IOException {
    mount = new MountBuilder().lower(Layer.builder().file("d/lower", "lower").build()).mount();
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private static PathName path(String path) {
    return PathName.parse(path);
  }

  private OpenFile open(PathName path, OpenFlag... flags) throws ErrnoException {
    return mount.open(ROOT, path, Set.of(flags), 0644);
  }

  private OpenFile open(String path) throws ErrnoException {
    return open(path(path), OpenFlag.READ);
  }

  private void write(String path, byte[] data) throws ErrnoException {
    try (OpenFile file = open(path(path), OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE)) {
      file.write(ByteBuffer.wrap(data), 0);
    }
  }

  private void write(String path, String text) throws ErrnoException {
    write(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private String read(String path) throws ErrnoException {
    try (OpenFile file = open(path)) {
      ByteBuffer buffer = ByteBuffer.allocate(100);
      int count = file.read(buffer, 0);
      return new String(buffer.array(), 0, Math.max(0, count), StandardCharsets.UTF_8);
    }
  }

  private static void assertFails(
      Errno errno, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  // ---- what is frozen ----

  /** Whoever has the layer may close what he reads twice, as anything that can be closed. */
  @Test
  void whatIsReadOfAFrozenLayerMayBeClosedTwice() throws Exception {
    write("/f", "frozen");
    mount.snapshot("s");
    TreeLayer frozen = (TreeLayer) mount.lowerLayers().get(1);
    Content content = ((Entry.File) frozen.root().lookup("f")).content();
    Content.Reader reader = content.open();
    reader.close();
    reader.close();
    assertThat(read("/f")).isEqualTo("frozen");
  }

  /** Of a layer in the middle the numbers say nothing: they are the writable layer's. */
  @Test
  void whatWasCopiedUpTellsFromWhichLayer() throws Exception {
    mount.mkdir(ROOT, path("/made"), 0755);
    write("/made/new", "new");
    write("/d/lower", "copied from the lowest layer");
    mount.snapshot("s");
    write("/made/new", "copied from the frozen one");
    mount.chmod(ROOT, path("/d/lower"), Follow.FOLLOW, 0600);
    write("/made/own", "no copy");
    assertThat(mount.copiedUp())
        .extracting(CopiedUp::path, CopiedUp::fromLayer)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("/d", 1),
            org.assertj.core.groups.Tuple.tuple("/d/lower", 1),
            org.assertj.core.groups.Tuple.tuple("/made", 1),
            org.assertj.core.groups.Tuple.tuple("/made/new", 1));
    for (String copied : List.of("/", "/made", "/made/new", "/d/lower")) {
      LayerEntry.Held held = (LayerEntry.Held) mount.layersOf(path(copied)).entries().get(0);
      assertThat(held.copiedFrom()).as(copied).hasValue(1);
    }
  }

  @Test
  void aPictureOfWhatIsFrozenIsNotKept() throws Exception {
    write("/f", new byte[DATA]);
    WeakReference<?> picture = new WeakReference<>(mount.upperDirectory().getFileSystem());
    MountSnapshot snapshot = mount.snapshot("s");
    long start = System.nanoTime();
    while (picture.get() != null && System.nanoTime() - start < 20_000_000_000L) {
      System.gc();
      Thread.sleep(20);
    }
    assertThat(picture.get()).as("still held").isNull();
    mount.restore(snapshot);
  }

  /** One who was about to map while the file was closed finds it closed: it may be frozen. */
  @Test
  void aFileThatIsClosedDoesNotGrowByAMapping() throws Exception {
    write("/f", "f");
    OpenFile file = open(path("/f"), OpenFlag.READ, OpenFlag.WRITE);
    UpperInode inode = file.upper();
    List<Errno> failed = new ArrayList<>();
    Thread mapping =
        new Thread(
            () -> {
              try {
                file.map(MapMode.READ_WRITE, 0, DATA);
              } catch (ErrnoException e) {
                failed.add(e.errno());
              }
            });
    Thread closing =
        new Thread(
            () -> {
              try {
                file.close();
              } catch (ErrnoException e) {
                throw new AssertionError(e);
              }
            });
    inode.storing().lock();
    try {
      mapping.start();
      while (!inode.storing().hasQueuedThread(mapping)) {
        Thread.onSpinWait();
      }
      closing.start();
      while (!file.isClosed()) {
        Thread.onSpinWait();
      }
    } finally {
      inode.storing().unlock();
    }
    mapping.join();
    closing.join();
    assertThat(failed).containsExactly(Errno.EBADF);
    assertThat(inode.size()).isEqualTo(1);
  }

  /** A read goes through a few of the files between, not through all. */
  @Test
  void manySnapshotsOfAFileThatSharesItsDataCanBeRead() throws Exception {
    byte[] lower = new byte[DATA];
    lower[DATA / 2] = 'x';
    Layer layer = Layer.builder().file("f", new String(lower, StandardCharsets.ISO_8859_1)).build();
    try (Mount sharing =
        new MountBuilder().memory(MemoryMedium.SHARED_BLOCKS).lower(layer).mount()) {
      for (int time = 1; time <= 2000; time++) {
        try (OpenFile file = sharing.open(ROOT, path("/f"), Set.of(OpenFlag.WRITE), 0)) {
          file.write(ByteBuffer.wrap(new byte[] {(byte) time}), 0);
        }
        sharing.snapshot("s" + time);
      }
      try (OpenFile file = sharing.open(ROOT, path("/f"), Set.of(OpenFlag.READ), 0)) {
        ByteBuffer read = ByteBuffer.allocate(1);
        file.read(read, DATA / 2);
        assertThat(read.get(0)).isEqualTo((byte) 'x');
        file.read(read.clear(), 0);
        assertThat(read.get(0)).isEqualTo((byte) 2000);
      }
      assertThat(sharing.blockUse().copiedBytes())
          .as("what was copied, mostly a block of the file")
          .isLessThan(2000L * DATA / 2);
    }
  }

  // ---- what is counted ----

  @Test
  void dataThatOnlyAnOpenFileHoldsIsNotInTheSnapshot() throws Exception {
    write("/f", new byte[DATA]);
    MountSnapshot snapshot;
    OpenFile nameless = open("/f");
    mount.unlink(ROOT, path("/f"));
    snapshot = mount.snapshot("s");
    assertThat(mount.blockUse().heldBytes()).isEqualTo(DATA);
    nameless.close();
    assertThat(mount.blockUse().heldBytes()).isZero();
    mount.restore(snapshot);
    assertThat(mount.blockUse().heldBytes()).isZero();
  }

  @Test
  void whatWasCopiedWasCopiedWhateverComesBack() throws Exception {
    MountSnapshot snapshot = mount.snapshot("s");
    for (int time = 1; time <= 2; time++) {
      open(path("/d/lower"), OpenFlag.WRITE).close();
      assertThat(mount.blockUse().copiedBytes()).isEqualTo(5L * time);
      mount.restore(snapshot);
      assertThat(mount.blockUse().copiedBytes()).isEqualTo(5L * time);
    }
  }

  // ---- open directories ----

  /** What went with a tree is removed: nothing is found in it, and nothing brings it back. */
  @Test
  void aDirectoryThatWentIsEmptyForWhoHasItOpen() throws Exception {
    MountSnapshot start = mount.snapshot("start");
    for (boolean frozen : new boolean[] {false, true}) {
      mount.mkdir(ROOT, path("/new"), 0755);
      write("/new/f", "f");
      if (frozen) {
        mount.snapshot("with it");
      }
      try (OpenFile directory = open("/new")) {
        assertThat(mount.lookup(ROOT, path("f").at(directory), Follow.FOLLOW))
            .isInstanceOf(Inode.class);
        mount.restore(start);
        PathName inside = path("f").at(directory);
        assertThat(mount.lookup(ROOT, inside, Follow.FOLLOW)).isEqualTo(Errno.ENOENT);
        assertFails(Errno.ENOENT, () -> open(inside, OpenFlag.READ));
        assertFails(Errno.ENOENT, () -> open(inside, OpenFlag.WRITE));
        assertFails(Errno.ENOENT, () -> open(inside, OpenFlag.WRITE, OpenFlag.CREATE));
        assertFails(Errno.ENOENT, () -> mount.chmod(ROOT, inside, Follow.FOLLOW, 0600));
        assertFails(Errno.ENOENT, () -> mount.truncate(ROOT, inside, 0));
        assertFails(Errno.ENOENT, () -> mount.link(ROOT, inside, Follow.NOFOLLOW, path("/linked")));
        assertFails(Errno.ENOENT, () -> mount.unlink(ROOT, inside));
      }
      assertThat(mount.changes()).isEmpty();
    }
  }

  // ---- watches ----

  private Watch watch(String path, List<DirectoryEvent> told) throws ErrnoException {
    return mount
        .watcher()
        .add(
            ROOT,
            path(path),
            Set.of(DirectoryEvent.Kind.CREATED),
            (watch, event) -> told.add(event));
  }

  @Test
  void eachWatchIsOfThePathByWhichItWasMade() throws Exception {
    mount.mkdir(ROOT, path("/a"), 0755);
    List<DirectoryEvent> toldOld = new ArrayList<>();
    List<DirectoryEvent> toldNew = new ArrayList<>();
    Watch old = watch("/a", toldOld);
    mount.rename(ROOT, path("/a"), path("/b"), Set.of());
    Watch now = watch("/b", toldNew);
    mount.restore(mount.snapshot("s"));
    assertThat(old.isOpen()).isFalse();
    assertThat(toldOld).containsExactly(DirectoryEvent.GONE);
    assertThat(now.isOpen()).isTrue();
    write("/b/f", "f");
    assertThat(toldNew)
        .containsExactly(
            DirectoryEvent.OVERFLOW, new DirectoryEvent(DirectoryEvent.Kind.CREATED, "f"));
  }

  @Test
  void aDirectoryThatCameBackIsNotGoneWhenTheOldOneIsClosed() throws Exception {
    mount.mkdir(ROOT, path("/a"), 0755);
    MountSnapshot snapshot = mount.snapshot("s");
    List<DirectoryEvent> told = new ArrayList<>();
    Watch watch = watch("/a", told);
    OpenFile removed = open("/a");
    mount.rmdir(ROOT, path("/a"));
    assertThat(told).isEmpty();
    mount.restore(snapshot);
    assertThat(told).containsExactly(DirectoryEvent.OVERFLOW);
    removed.close();
    assertThat(watch.isOpen()).isTrue();
    assertThat(told).containsExactly(DirectoryEvent.OVERFLOW);
  }

  /** A snapshot alone brings nothing back. */
  @Test
  void aRemovedDirectoryIsGoneWhenItIsClosedOverASnapshotToo() throws Exception {
    mount.mkdir(ROOT, path("/a"), 0755);
    List<DirectoryEvent> told = new ArrayList<>();
    Watch watch = watch("/a", told);
    OpenFile removed = open("/a");
    mount.rmdir(ROOT, path("/a"));
    mount.snapshot("s");
    removed.close();
    assertThat(watch.isOpen()).isFalse();
    assertThat(told).containsExactly(DirectoryEvent.GONE);
  }
}
