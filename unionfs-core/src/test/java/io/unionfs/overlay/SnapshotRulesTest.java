package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots of the engine: what is open, what a lookup costs, what is seen by whatever means. */
class SnapshotRulesTest {
  private static final Caller ROOT = Caller.ROOT;

  private final AtomicInteger asked = new AtomicInteger();
  private Mount mount;
  private Instant now = Instant.ofEpochSecond(1_000_000);

  private void mount(MountBuilder builder) throws IOException {
    mount =
        builder
            .lower(
                new CountingLayer(
                    Layer.builder().file("d/lower", "lower").directory("d/sub").build(), asked))
            .clock(() -> now)
            .mount();
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private static PathName path(String path) {
    return PathName.parse(path);
  }

  private OpenFile open(String path, OpenFlag... flags) throws ErrnoException {
    return mount.open(ROOT, path(path), Set.of(flags), 0644);
  }

  private void write(String path, String text) throws ErrnoException {
    try (OpenFile file = open(path, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.TRUNCATE)) {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }
  }

  private String read(String path) throws ErrnoException {
    try (OpenFile file = open(path, OpenFlag.READ)) {
      return read(file);
    }
  }

  private static String read(OpenFile file) throws ErrnoException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    int count = file.read(buffer, 0);
    return new String(buffer.array(), 0, Math.max(0, count), StandardCharsets.UTF_8);
  }

  private Stat stat(String path) {
    return ((Inode) mount.lookup(ROOT, path(path), Follow.NOFOLLOW)).stat();
  }

  private static void assertFails(
      Errno errno, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @ParameterizedTest
  @EnumSource(LookupStrategy.class)
  void everyStrategyFindsWhatIsFrozen(LookupStrategy strategy) throws Exception {
    mount(new MountBuilder().strategy(strategy));
    write("/d/new", "new");
    mount.unlink(ROOT, path("/d/lower"));
    mount.rmdir(ROOT, path("/d/sub"));
    mount.mkdir(ROOT, path("/d/sub"), 0700);
    write("/d/sub/in", "in");
    mount.snapshot("one");
    write("/d/new", "changed");
    mount.snapshot("two");

    assertThat(read("/d/new")).isEqualTo("changed");
    assertThat(read("/d/sub/in")).isEqualTo("in");
    assertThat(mount.lookup(ROOT, path("/d/lower"), Follow.FOLLOW)).isEqualTo(Errno.ENOENT);
    assertThat(stat("/d/sub").attributes().mode()).isEqualTo(0700);
    assertThat(stat("/d/sub").links()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(MemoryMedium.class)
  void everyMediumInBlocksHasThem(MemoryMedium memory) throws Exception {
    mount(new MountBuilder().memory(memory));
    write("/f", "one");
    if (memory == MemoryMedium.JIMFS) {
      assertThatThrownBy(() -> mount.snapshot("one"))
          .isInstanceOf(UnsupportedOperationException.class);
      return;
    }
    MountSnapshot one = mount.snapshot("one");
    try (OpenFile file = open("/f", OpenFlag.WRITE, OpenFlag.APPEND)) {
      file.write(ByteBuffer.wrap(new byte[] {'!'}), 0);
    }
    MountSnapshot two = mount.snapshot("two");
    mount.truncate(ROOT, path("/f"), 1);
    assertThat(read("/f")).isEqualTo("o");
    mount.restore(two);
    assertThat(read("/f")).isEqualTo("one!");
    mount.restore(one);
    assertThat(read("/f")).isEqualTo("one");
  }

  @Test
  void underAnIndexThereAreNone() throws Exception {
    OverlayOptions options = OverlayOptions.DEFAULT;
    mount(
        new MountBuilder()
            .options(
                new OverlayOptions(
                    options.redirectDir(),
                    options.metacopy(),
                    OverlayOptions.Index.ON,
                    options.xino(),
                    options.marks(),
                    options.durability())));
    assertThatThrownBy(() -> mount.snapshot("none"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("index=on");
  }

  // ---- cost ----

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 200})
  void aLookupIsOneProbeForEachNameHoweverManySnapshotsThereAre(int snapshots) throws Exception {
    mount(new MountBuilder());
    write("/d/sub/bottom", "bottom");
    for (int i = 0; i < snapshots; i++) {
      write("/d/sub/" + i, "i");
      mount.snapshot("s" + i);
    }
    write("/d/sub/top", "top");
    assertThat(mount.lowerLayers()).hasSize(1 + snapshots);
    stat("/d/sub/bottom");
    asked.set(0);
    List<TraceEvent> events = new ArrayList<>();
    mount.setListener(events::add);
    assertThat(stat("/d/sub/bottom").size()).isEqualTo(6);
    assertThat(mount.lookup(ROOT, path("/d/sub/missing"), Follow.FOLLOW)).isEqualTo(Errno.ENOENT);
    assertThat(events).filteredOn(TraceEvent.Probe.class::isInstance).hasSize(6);
    assertThat(asked.get()).isZero();
  }

  @Test
  void neitherSnapshotNorRestoreLooksAtWhatThereIs() throws Exception {
    mount(new MountBuilder());
    write("/d/sub/f", "f");
    MountSnapshot one = mount.snapshot("one");
    write("/d/sub/f", "g");
    MountSnapshot two = mount.snapshot("two");
    mount.snapshot("three");
    mount.restore(one);
    mount.restore(two);
    assertThat(two.tree().root().known().isEmpty()).isTrue();
    stat("/d/lower");
    Directory looked = (Directory) two.tree().root().known().get("d");
    assertThat(((LowerDirectory) looked.children().get("sub")).known().isEmpty()).isTrue();
  }

  @Test
  void aFirstLookAfterASnapshotAsksNoLayerBelow() throws Exception {
    mount(new MountBuilder());
    write("/d/sub/f", "f");
    stat("/d/lower");
    mount.snapshot("s");
    asked.set(0);
    stat("/d/sub/f");
    stat("/d/lower");
    assertThat(asked.get()).isZero();
  }

  // ---- what is open ----

  @Test
  void aWriterIsInTheWayTillItIsClosed() throws Exception {
    mount(new MountBuilder());
    MountSnapshot start = mount.snapshot("start");
    OpenFile first = open("/f", OpenFlag.WRITE, OpenFlag.CREATE);
    OpenFile second = open("/d/lower", OpenFlag.WRITE, OpenFlag.READ);
    OpenFile reader = open("/d/lower", OpenFlag.READ);
    for (OpenFile writer : List.of(first, second)) {
      assertFails(Errno.EBUSY, () -> mount.snapshot("refused"));
      assertFails(Errno.EBUSY, () -> mount.restore(start));
      writer.close();
      writer.close();
    }
    mount.snapshot("done");
    mount.restore(start);
    reader.close();
  }

  @Test
  void aFileThatIsMadeButOpenedForReadingIsNotInTheWay() throws Exception {
    mount(new MountBuilder());
    try (OpenFile made = open("/f", OpenFlag.READ, OpenFlag.CREATE);
        OpenFile cut = open("/d/lower", OpenFlag.READ, OpenFlag.TRUNCATE)) {
      mount.snapshot("s");
      assertThat(made.size()).isZero();
      assertThat(cut.size()).isZero();
    }
  }

  @Test
  void aReaderDoesNotChangeWhatIsFrozen() throws Exception {
    mount(new MountBuilder());
    write("/f", "f");
    try (OpenFile reader = open("/f", OpenFlag.READ)) {
      Instant accessed = stat("/f").attributes().accessed();
      MountSnapshot snapshot = mount.snapshot("s");
      now = now.plusSeconds(100_000);
      assertThat(read(reader)).isEqualTo("f");
      assertThat(read("/f")).isEqualTo("f");
      assertThat(stat("/f").attributes().accessed()).isEqualTo(accessed);
      assertFails(Errno.ESTALE, () -> mount.chmod(ROOT, reader, 0600));
      mount.restore(snapshot);
      assertThat(stat("/f").attributes().accessed()).isEqualTo(accessed);
      assertThat(stat("/f").attributes().mode()).isEqualTo(0644);
    }
  }

  @Test
  void aReaderOfALowerFileStillSeesWhatIsWritten() throws Exception {
    mount(new MountBuilder());
    try (OpenFile reader = open("/d/lower", OpenFlag.READ)) {
      mount.snapshot("s");
      write("/d/lower", "written");
      assertThat(read(reader)).isEqualTo("written");
    }
  }

  @Test
  void anOpenDirectoryIsLedToTheOneInItsPlace() throws Exception {
    mount(new MountBuilder());
    MountSnapshot before = mount.snapshot("before");
    mount.mkdir(ROOT, path("/new"), 0755);
    try (OpenFile stays = open("/d/sub", OpenFlag.READ);
        OpenFile goes = open("/new", OpenFlag.READ)) {
      write("/d/sub/f", "f");
      mount.snapshot("s");
      assertThat(mount.list(stays)).hasSize(1);
      mount.unlink(ROOT, path("f").at(stays));
      assertThat(mount.list(stays)).isEmpty();
      write("/new/g", "g");
      assertThat(mount.list(goes)).hasSize(1);
      write("/d/sub/k", "k");

      mount.restore(before);

      assertThat(mount.list(stays)).isEmpty();
      write("/d/sub/h", "h");
      assertThat(mount.list(stays)).hasSize(1);
      assertFails(Errno.ENOENT, () -> mount.list(goes));
    }
  }

  // ---- as any lower layer ----

  /** In a writable layer it does not matter, but to a copy it does. */
  @Test
  void whatTheKernelCannotReadItDoesNotCopyUp() throws Exception {
    mount(new MountBuilder());
    mount.mkdir(ROOT, path("/dir"), 0755);
    write("/dir/f", "f");
    write("/f", "f");
    for (String changed : List.of("/dir", "/f")) {
      mount.setXattr(
          ROOT, path(changed), Follow.FOLLOW, FileCapability.XATTR, new byte[0], XattrMode.SET);
      mount.chmod(ROOT, path(changed), Follow.FOLLOW, 0700);
    }
    mount.snapshot("s");
    for (String changed : List.of("/dir", "/dir/f", "/f")) {
      assertFails(Errno.EINVAL, () -> mount.chmod(ROOT, path(changed), Follow.FOLLOW, 0711));
    }
    assertThat(mount.changes()).isEmpty();
  }

  // ---- what was changed ----

  @Test
  void changesSinceAnOlderSnapshotAreAllOfThem() throws Exception {
    mount(new MountBuilder());
    MountSnapshot start = mount.snapshot("start");
    write("/d/new", "new");
    MountSnapshot middle = mount.snapshot("middle");
    mount.unlink(ROOT, path("/d/lower"));
    mount.snapshot("end");
    write("/d/sub/f", "f");
    assertThat(mount.changes())
        .extracting(Change::toString)
        .containsExactly("C /d", "C /d/sub", "A /d/sub/f");
    assertThat(mount.changesSince(middle))
        .extracting(Change::toString)
        .containsExactly("C /d", "D /d/lower", "C /d/sub", "A /d/sub/f");
    assertThat(mount.changesSince(start))
        .extracting(Change::toString)
        .containsExactly("C /d", "D /d/lower", "A /d/new", "C /d/sub", "A /d/sub/f");
    mount.restore(start);
    assertThat(mount.changesSince(middle)).extracting(Change::toString).contains("D /d/new");
  }
}
