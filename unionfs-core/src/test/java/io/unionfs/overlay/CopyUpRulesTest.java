package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Rules 8 to 10, 14 and 15: what is copied up, when, and how much of it. */
class CopyUpRulesTest {
  static TreeLayer base() {
    return Layer.builder()
        .file("a/d/f", "abc")
        .file("a/d/g", "other")
        .directory("a/d/full")
        .file("a/d/full/x", "")
        .special("a/d/fifo", FileType.FIFO)
        .with("a/d/f", a -> a.withXattrs(Xattrs.NONE.with("user.z", new byte[] {1})))
        .build();
  }

  interface Act {
    void on(Fixture union) throws ErrnoException, IOException;
  }

  private static DynamicTest check(String name, Act act, String inUpper) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try (Fixture union = Fixture.of(base())) {
            errno(() -> act.on(union));
            assertThat(union.mark("/a/d/f")).isEqualTo(inUpper);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> theseAreTriggers() {
    return Stream.of(
        check("open for write", u -> u.touchOpen("/a/d/f", OpenFlag.WRITE), "regular"),
        check(
            "open for both", u -> u.touchOpen("/a/d/f", OpenFlag.READ, OpenFlag.WRITE), "regular"),
        check(
            "read-only open with TRUNC",
            u -> u.touchOpen("/a/d/f", OpenFlag.READ, OpenFlag.TRUNCATE),
            "regular"),
        check(
            "truncate to the same size",
            u -> u.mount.truncate(Caller.ROOT, Fixture.path("/a/d/f"), 3),
            "regular"),
        check("chmod to the same mode", u -> u.chmod("/a/d/f", 0644), "regular"),
        check(
            "chown that keeps both",
            u -> u.mount.chown(Caller.ROOT, Fixture.path("/a/d/f"), Follow.FOLLOW, -1, -1),
            "regular"),
        check(
            "utimens",
            u ->
                u.mount.setTimes(
                    Caller.ROOT,
                    Fixture.path("/a/d/f"),
                    Follow.FOLLOW,
                    TimeChange.Now.NOW,
                    TimeChange.Omit.OMIT),
            "regular"),
        check("setxattr", u -> set(u, "user.a", XattrMode.SET), "regular"),
        check("a failing REPLACE", u -> set(u, "user.missing", XattrMode.REPLACE), "regular"),
        check("removexattr of an existing one", u -> remove(u, "user.z"), "regular"),
        check("link", u -> u.link("/a/d/second", "/a/d/f"), "regular"),
        check("rename", u -> u.rename("/a/d/f", "/a/d/renamed"), "whiteout"));
  }

  @TestFactory
  Stream<DynamicTest> theseAreNotTriggers() {
    return Stream.of(
        check("read-only open", u -> u.touchOpen("/a/d/f", OpenFlag.READ), "nothing"),
        check(
            "read-only open with APPEND",
            u -> u.touchOpen("/a/d/f", OpenFlag.READ, OpenFlag.APPEND),
            "nothing"),
        check(
            "read-only open with CREAT of an existing file",
            u -> u.touchOpen("/a/d/f", OpenFlag.READ, OpenFlag.CREATE),
            "nothing"),
        check(
            "exclusive creation that fails",
            u -> u.touchOpen("/a/d/f", OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE),
            "nothing"),
        check("removexattr of a missing one", u -> remove(u, "user.missing"), "nothing"),
        check(
            "access for writing",
            u ->
                u.mount.access(
                    Caller.ROOT, Fixture.path("/a/d/f"), java.util.Set.of(AccessMode.WRITE)),
            "nothing"),
        check("rename to itself", u -> u.rename("/a/d/f", "/a/d/f"), "nothing"),
        check(
            "utimens that omits both",
            u ->
                u.mount.setTimes(
                    Caller.ROOT,
                    Fixture.path("/a/d/f"),
                    Follow.FOLLOW,
                    TimeChange.Omit.OMIT,
                    TimeChange.Omit.OMIT),
            "nothing"),
        check("unlink, which leaves a whiteout only", u -> u.unlink("/a/d/f"), "whiteout"));
  }

  private static void set(Fixture union, String name, XattrMode mode) throws ErrnoException {
    union.mount.setXattr(
        Caller.ROOT, Fixture.path("/a/d/f"), Follow.FOLLOW, name, new byte[] {9}, mode);
  }

  private static void remove(Fixture union, String name) throws ErrnoException {
    union.mount.removeXattr(Caller.ROOT, Fixture.path("/a/d/f"), Follow.FOLLOW, name);
  }

  @TestFactory
  Stream<DynamicTest> theParentChainIsCopiedUpByWhatChangesAChild() {
    return Stream.<java.util.Map.Entry<String, Act>>of(
            java.util.Map.entry("create", u -> u.write("/a/d/new", "")),
            java.util.Map.entry("mkdir", u -> u.mkdir("/a/d/new")),
            java.util.Map.entry("symlink", u -> u.symlink("/a/d/new", "t")),
            java.util.Map.entry("mknod", u -> u.mkfifo("/a/d/new")),
            java.util.Map.entry("link", u -> u.link("/a/d/new", "/a/d/f")),
            java.util.Map.entry("rename", u -> u.rename("/a/d/f", "/a/d/new")),
            java.util.Map.entry("unlink", u -> u.unlink("/a/d/f")))
        .map(
            act ->
                DynamicTest.dynamicTest(
                    act.getKey(),
                    () -> {
                      try (Fixture union = Fixture.of(base())) {
                        act.getValue().on(union);
                        assertThat(union.mark("/a")).isEqualTo("directory");
                        assertThat(union.mark("/a/d")).isEqualTo("directory");
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> andNotByOneThatFails() {
    return Stream.<java.util.Map.Entry<Errno, Act>>of(
            java.util.Map.entry(Errno.ENOENT, u -> u.unlink("/a/d/missing")),
            java.util.Map.entry(Errno.EEXIST, u -> u.mkdir("/a/d/f")),
            java.util.Map.entry(Errno.EEXIST, u -> u.link("/a/d/f", "/a/d/g")),
            java.util.Map.entry(Errno.ENOTEMPTY, u -> u.rmdir("/a/d/full")),
            java.util.Map.entry(
                Errno.EACCES, u -> u.as(new Caller(5, 5, java.util.Set.of(), 0)).mkdir("/a/d/n")))
        .map(
            act ->
                DynamicTest.dynamicTest(
                    act.getKey().name(),
                    () -> {
                      try (Fixture union = Fixture.of(base())) {
                        assertThat(errno(() -> act.getValue().on(union))).isEqualTo(act.getKey());
                        assertThat(union.isUntouched()).isTrue();
                      }
                    }));
  }

  @Test
  void truncCopiesNoData() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      List<TraceEvent> events = new ArrayList<>();
      union.mount.setListener(events::add);
      union.touchOpen("/a/d/f", OpenFlag.WRITE, OpenFlag.TRUNCATE);
      union.touchOpen("/a/d/g", OpenFlag.WRITE);
      assertThat(events)
          .filteredOn(TraceEvent.CopiedUp.class::isInstance)
          .containsExactly(
              new TraceEvent.CopiedUp("/a", 0, 0),
              new TraceEvent.CopiedUp("/a/d", 0, 0),
              new TraceEvent.CopiedUp("/a/d/f", 0, 0),
              new TraceEvent.CopiedUp("/a/d/g", 0, 5));
      assertThat(union.stat("/a/d/f").size()).isZero();
    }
  }

  @Test
  void symlinksFifosSocketsAndDevicesAreCopiedUpToo() throws Exception {
    TreeLayer layer =
        Layer.builder()
            .symlink("d/symlink", "tgt")
            .special("d/fifo", FileType.FIFO)
            .special("d/socket", FileType.SOCKET)
            .device("d/character_device", FileType.CHARACTER_DEVICE, 1, 3)
            .device("d/block_device", FileType.BLOCK_DEVICE, 7, 0)
            .build();
    try (Fixture union = Fixture.of(layer)) {
      for (String name : List.of("symlink", "fifo", "socket", "character_device", "block_device")) {
        String path = "/d/" + name;
        Stat before = union.lstat(path);
        union.mount.chown(Caller.ROOT, Fixture.path(path), Follow.NOFOLLOW, 7, 7);
        assertThat(union.mark(path)).isEqualTo(name);
        Stat after = union.lstat(path);
        assertThat(after.attributes().uid()).isEqualTo(7);
        assertThat(after.device()).isEqualTo(before.device());
        assertThat(after.ino()).isEqualTo(before.ino());
      }
      assertThat(((Entry.Special) union.upper("/d/block_device")).device())
          .isEqualTo(new DeviceNumber(7, 0));
    }
  }

  @Test
  void makingACharacterDeviceZeroZeroIsEperm() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      assertThat(
              errno(
                  () ->
                      union.mount.mknod(
                          Caller.ROOT,
                          Fixture.path("/wo"),
                          FileType.CHARACTER_DEVICE,
                          0644,
                          DeviceNumber.NONE)))
          .isEqualTo(Errno.EPERM);
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void unlinkLeavesAWhiteoutOnly() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      List<TraceEvent> events = new ArrayList<>();
      union.mount.setListener(events::add);
      union.unlink("/a/d/f");
      assertThat(events)
          .filteredOn(TraceEvent.CopiedUp.class::isInstance)
          .containsExactly(
              new TraceEvent.CopiedUp("/a", 0, 0), new TraceEvent.CopiedUp("/a/d", 0, 0));
    }
  }

  @Test
  void openingAFifoOrDeviceForWriteIsNotATrigger() throws Exception {
    TreeLayer layer =
        Layer.builder()
            .special("d/fifo", FileType.FIFO)
            .device("d/null", FileType.CHARACTER_DEVICE, 1, 3)
            .device("d/loop", FileType.BLOCK_DEVICE, 7, 0)
            .build();
    try (Fixture union = Fixture.of(layer)) {
      union.touchOpen("/d/fifo", OpenFlag.READ, OpenFlag.WRITE);
      assertThat(union.mark("/d/fifo")).isEqualTo("nothing");
      try (OpenFile reader = union.open("/d/fifo", OpenFlag.READ)) {
        union.touchOpen("/d/fifo", OpenFlag.WRITE);
        assertThat(reader.stat().type()).isEqualTo(FileType.FIFO);
      }
      assertThat(union.mark("/d/fifo")).isEqualTo("nothing");
      for (String device : List.of("/d/null", "/d/loop")) {
        assertThat(errno(() -> union.touchOpen(device, OpenFlag.READ, OpenFlag.WRITE)))
            .isEqualTo(Errno.ENXIO);
        assertThat(union.mark(device)).isEqualTo("nothing");
      }
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void fsyncIsNotATrigger() throws Exception {
    try (Fixture union = Fixture.of(base());
        OpenFile file = union.open("/a/d/f", OpenFlag.READ)) {
      file.sync();
      union.mount.sync();
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void locksAreNotATrigger() throws Exception {
    try (UnionFileSystem union = UnionFileSystem.builder().lower(base()).mount();
        FileChannel channel = FileChannel.open(union.getPath("/a/d/f"), StandardOpenOption.READ)) {
      try (FileLock lock = channel.lock(0, 1, true)) {
        assertThat(lock.isValid()).isTrue();
        assertThat(union.changes()).isEmpty();
      }
    }
  }

  @Test
  void truncateToNothingCopiesNoData() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      List<TraceEvent> events = new ArrayList<>();
      union.mount.setListener(events::add);
      union.mount.truncate(Caller.ROOT, Fixture.path("/a/d/f"), 0);
      assertThat(events).contains(new TraceEvent.CopiedUp("/a/d/f", 0, 0));
      assertThat(union.stat("/a/d/f").size()).isZero();
    }
  }

  @Test
  void allDataIsCopied() throws Exception {
    String data = "0123456789".repeat(20_000);
    try (Fixture union = Fixture.of(Layer.builder().file("f", data).build())) {
      union.touchOpen("/f", OpenFlag.WRITE);
      assertThat(union.mark("/f")).isEqualTo("regular");
      assertThat(union.read("/f")).isEqualTo(data);
    }
  }
}
