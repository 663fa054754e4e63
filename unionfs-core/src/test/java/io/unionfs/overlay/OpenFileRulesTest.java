package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.bytes;
import static io.unionfs.overlay.Fixture.errno;
import static io.unionfs.overlay.Fixture.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.concurrency.Meanwhile;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules 17, 19, 28, 30, 31, 36 and 37: identity, open files, read-only mounts, limits. */
class OpenFileRulesTest {
  private static Fixture union() throws Exception {
    return Fixture.of(Layer.builder().file("d/f", "abcdef").build());
  }

  @Test
  void theInodeNumberIsConstantAcrossCopyUp() throws Exception {
    try (Fixture union = union()) {
      long file = union.stat("/d/f").ino();
      long directory = union.stat("/d").ino();
      union.append("/d/f", "!");
      assertThat(union.stat("/d/f").ino()).isEqualTo(file);
      assertThat(union.stat("/d").ino()).isEqualTo(directory);
      assertThat(file).isNotEqualTo(directory);
    }
  }

  @Test
  void aWriteThroughOneNameOfALowerHardLinkBreaksIt() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("a", "abc").hardLink("b", "a").hardLink("c", "a").build())) {
      assertThat(union.stat("/a").links()).isEqualTo(3);
      assertThat(union.stat("/a").ino()).isEqualTo(union.stat("/b").ino());
      union.write("/a", "NEW");
      assertThat(union.stat("/a").links()).isEqualTo(1);
      assertThat(union.stat("/b").links()).isEqualTo(3);
      assertThat(union.read("/a")).isEqualTo("NEW");
      assertThat(union.read("/b")).isEqualTo("abc");
      assertThat(union.stat("/a").ino()).isNotEqualTo(union.stat("/b").ino());
    }
  }

  @Test
  void hardLinksOfTheWritableLayerShareDataAndCount() throws Exception {
    try (Fixture union = union()) {
      union.link("/d/z", "/d/f");
      union.append("/d/z", "!");
      assertThat(union.read("/d/f")).isEqualTo("abcdef!");
      assertThat(union.stat("/d/f").links()).isEqualTo(2);
      assertThat(union.stat("/d/f").ino()).isEqualTo(union.stat("/d/z").ino());
      union.unlink("/d/f");
      assertThat(union.stat("/d/z").links()).isEqualTo(1);
    }
  }

  @Test
  void aReaderThatOpenedTheFileBeforeCopyUpSeesLaterWrites() throws Exception {
    try (Fixture union = union();
        OpenFile reader = union.open("/d/f", OpenFlag.READ)) {
      try (OpenFile writer = union.open("/d/f", OpenFlag.WRITE)) {
        writer.write(bytes("ZZZ"), 0);
      }
      assertThat(read(reader)).isEqualTo("ZZZdef");
      assertThat(reader.stat().ino()).isEqualTo(union.stat("/d/f").ino());
      union.append("/d/f", "-more");
      assertThat(read(reader)).isEqualTo("ZZZdef-more");
    }
  }

  @Test
  void anOpenFileKeepsItsDataAfterUnlink() throws Exception {
    try (Fixture union = union();
        OpenFile lower = union.open("/d/f", OpenFlag.READ)) {
      union.write("/u", "upper");
      try (OpenFile upper = union.open("/u", OpenFlag.READ, OpenFlag.WRITE)) {
        union.unlink("/u");
        union.unlink("/d/f");
        assertThat(read(lower)).isEqualTo("abcdef");
        assertThat(read(upper)).isEqualTo("upper");
        assertThat(upper.stat().links()).isZero();
        upper.write(bytes("UPPER"), 0);
        assertThat(read(upper)).isEqualTo("UPPER");
      }
      union.write("/d/f", "another file");
      assertThat(read(lower)).isEqualTo("abcdef");
      assertThat(lower.stat().ino()).isNotEqualTo(union.stat("/d/f").ino());
    }
  }

  @Test
  void anOpenFileThatWasCopiedUpKeepsItsDataAfterUnlinkAndReplacement() throws Exception {
    try (Fixture union = union();
        OpenFile reader = union.open("/d/f", OpenFlag.READ)) {
      union.append("/d/f", "!");
      union.write("/other", "replacement");
      union.rename("/other", "/d/f");
      assertThat(read(reader)).isEqualTo("abcdef!");
      assertThat(reader.stat().links()).isZero();
      assertThat(union.read("/d/f")).isEqualTo("replacement");
    }
  }

  @Test
  void readingALowerFileNeverUpdatesItsAccessTime() throws Exception {
    try (Fixture union = union()) {
      union.read("/d/f");
      assertThat(union.stat("/d/f").attributes().accessed()).isEqualTo(Instant.EPOCH);
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void withoutAWritableLayerChangesGiveErofs() throws Exception {
    MountBuilder builder =
        new MountBuilder()
            .lower(Layer.builder().file("d/f", "abc").build())
            .writability(MountBuilder.Writability.READ_ONLY);
    try (Fixture union = Fixture.of(builder)) {
      assertThat(errno(() -> union.touchOpen("/d/f", OpenFlag.WRITE))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.write("/new", ""))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.mkdir("/new"))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.unlink("/d/f"))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.unlink("/missing"))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.rmdir("/d"))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.rename("/d", "/e"))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.chmod("/d/f", 0600))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.link("/l", "/d/f"))).isEqualTo(Errno.EROFS);
      assertThat(errno(() -> union.symlink("/l", "x"))).isEqualTo(Errno.EROFS);
      assertThat(union.mount.access(Caller.ROOT, Fixture.path("/d/f"), Set.of(AccessMode.WRITE)))
          .isEqualTo(Errno.EROFS);
    }
  }

  @Test
  void onAReadOnlyMountMkdirOfAnExistingNameIsEexistAndCreatOfAnExistingFileOpensIt()
      throws Exception {
    MountBuilder builder =
        new MountBuilder()
            .lower(Layer.builder().file("d/f", "abc").build())
            .writability(MountBuilder.Writability.READ_ONLY);
    try (Fixture union = Fixture.of(builder)) {
      assertThat(errno(() -> union.mkdir("/d"))).isEqualTo(Errno.EEXIST);
      union.touchOpen("/d/f", OpenFlag.READ, OpenFlag.CREATE);
    }
  }

  @Test
  void fiveHundredLowerLayersMountAndOneMoreIsRefused() throws Exception {
    MountBuilder builder = new MountBuilder();
    for (int i = 0; i < 500; i++) {
      builder.lower(Layer.builder().file("f" + i, "").build());
    }
    try (Fixture union = Fixture.of(builder)) {
      assertThat(union.ls("/")).hasSize(500);
    }
    builder.lower(Layer.builder().build());
    org.assertj.core.api.Assertions.assertThatThrownBy(builder::mount)
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
        .hasMessageContaining("501")
        .hasMessageContaining("limit is 500");
  }

  @Test
  void withoutAWritableLayerChangesOfAttributesAndContentGiveErofsToo() throws Exception {
    MountBuilder builder =
        new MountBuilder()
            .lower(Layer.builder().file("d/f", "abc").build())
            .writability(MountBuilder.Writability.READ_ONLY);
    try (Fixture union = Fixture.of(builder);
        OpenFile file = union.open("/d/f", OpenFlag.READ)) {
      Mount mount = union.mount;
      PathName path = Fixture.path("/d/f");
      TimeChange now = TimeChange.Now.NOW;
      for (Fixture.Call call :
          List.<Fixture.Call>of(
              () -> mount.truncate(Caller.ROOT, path, 3),
              () -> union.touchOpen("/d/f", OpenFlag.READ, OpenFlag.TRUNCATE),
              () -> mount.chown(Caller.ROOT, path, Follow.FOLLOW, 1, 1),
              () -> mount.setTimes(Caller.ROOT, path, Follow.FOLLOW, now, now),
              () ->
                  mount.setXattr(
                      Caller.ROOT, path, Follow.FOLLOW, "user.a", new byte[0], XattrMode.SET),
              () -> mount.removeXattr(Caller.ROOT, path, Follow.FOLLOW, "user.a"),
              () -> union.mkfifo("/new"),
              () -> mount.chmod(Caller.ROOT, file, 0600))) {
        assertThat(errno(call)).isEqualTo(Errno.EROFS);
      }
    }
  }

  @Test
  void anOpenThatRacesAnUnlinkIsEnoentAndNothingElse() throws Exception {
    try (Fixture union = union();
        Meanwhile meanwhile = new Meanwhile()) {
      meanwhile.again(
          "writes",
          () -> {
            union.write("/race", "x");
            union.unlink("/race");
            return true;
          });
      for (int i = 0; meanwhile.goesOn(i < 20_000); i++) {
        assertThat(errno(() -> union.read("/race"))).isIn(null, Errno.ENOENT);
      }
      meanwhile.end();
    }
  }

  @Test
  void aListenerThatThrowsFailsTheCallerAndNotTheOperation() throws Exception {
    try (Fixture union = union()) {
      union.mount.setListener(
          event -> {
            if (event instanceof io.unionfs.trace.TraceEvent.CopiedUp) {
              throw new IllegalStateException("listener");
            }
          });
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> union.append("/d/f", "!"))
          .hasMessage("listener");
      union.mount.setListener(null);
      union.append("/d/f", "?");
      assertThat(union.read("/d/f")).isEqualTo("abcdef?");
    }
  }

  @Test
  void aNegativePositionIsRefusedFirst() throws Exception {
    try (Fixture union = Fixture.of(Layer.builder().file("f", "lower").build());
        OpenFile lower = union.open("/f", OpenFlag.READ);
        OpenFile upper = union.open("/new", OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
        OpenFile appended = union.open("/new", OpenFlag.WRITE, OpenFlag.APPEND)) {
      assertThat(Fixture.errno(() -> lower.read(ByteBuffer.allocate(1), -1)))
          .isEqualTo(Errno.EINVAL);
      assertThat(Fixture.errno(() -> lower.write(ByteBuffer.allocate(1), -1)))
          .isEqualTo(Errno.EINVAL);
      assertThat(Fixture.errno(() -> upper.read(ByteBuffer.allocate(1), Long.MIN_VALUE)))
          .isEqualTo(Errno.EINVAL);
      assertThat(Fixture.errno(() -> upper.write(ByteBuffer.allocate(0), -1)))
          .isEqualTo(Errno.EINVAL);
      assertThat(Fixture.errno(() -> appended.write(ByteBuffer.allocate(1), -1)))
          .isEqualTo(Errno.EINVAL);
      assertThat(upper.size()).isZero();
    }
  }

  @Test
  void anInterruptedThreadWritesAndTheInterruptStaysPending() throws Exception {
    try (Fixture union = Fixture.of(Layer.builder().build());
        OpenFile file =
            union.mount.open(
                Caller.ROOT,
                Fixture.path("/f"),
                EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE),
                0644)) {
      Thread.currentThread().interrupt();
      assertThat(file.write(ByteBuffer.wrap(new byte[3]), 0)).isEqualTo(3);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(file.write(ByteBuffer.wrap(new byte[3]), 0)).isEqualTo(3);
    }
  }

  @Test
  void whatIsClosedIsEbadfAndWhatIsUnmountedEio() throws Exception {
    Fixture union = Fixture.of(Layer.builder().file("f", "low").file("d/x", "").build());
    PathName path = Fixture.path("/f");
    OpenFile reader = union.mount.open(Caller.ROOT, path, EnumSet.of(OpenFlag.READ), 0);
    OpenFile writer = union.mount.open(Caller.ROOT, path, EnumSet.of(OpenFlag.WRITE), 0);
    OpenFile directory =
        union.mount.open(Caller.ROOT, Fixture.path("/d"), EnumSet.of(OpenFlag.READ), 0);
    List<Fixture.Call> calls =
        List.of(
            () -> reader.read(ByteBuffer.allocate(1), 0),
            () -> writer.write(ByteBuffer.wrap(new byte[1]), 0),
            () -> writer.truncate(0),
            writer::sync,
            () -> union.mount.chmod(Caller.ROOT, writer, 0600),
            () -> union.mount.getXattr(Caller.ROOT, reader, "user.a"),
            () -> union.mount.list(directory));
    List<Fixture.Call> mounts =
        List.of(
            () -> union.mount.list(Caller.ROOT, Fixture.path("/")),
            () -> union.mount.open(Caller.ROOT, path, EnumSet.of(OpenFlag.READ), 0),
            () -> union.mount.mkdir(Caller.ROOT, Fixture.path("/n"), 0755),
            () -> union.mount.statfs(Caller.ROOT, path),
            () -> union.mount.provenance(path),
            union.mount::changes,
            union.mount::sync);
    OpenFile left = union.mount.open(Caller.ROOT, path, EnumSet.of(OpenFlag.READ), 0);
    for (OpenFile file : List.of(reader, writer, directory)) {
      file.close();
      file.close();
    }
    for (Fixture.Call call : calls) {
      assertThat(Fixture.errno(call)).isEqualTo(Errno.EBADF);
    }
    union.close();
    for (Fixture.Call call : mounts) {
      assertThat(Fixture.errno(call)).isEqualTo(Errno.EIO);
    }
    assertThat(Fixture.errno(() -> left.read(ByteBuffer.allocate(1), 0))).isEqualTo(Errno.EIO);
    assertThat(union.mount.lookup(Caller.ROOT, path, Follow.FOLLOW)).isEqualTo(Errno.EIO);
    left.close();
  }

  @Test
  void anOpenThatAsksForNoRightIsEinval() throws Exception {
    TreeLayer lower =
        Layer.builder().file("d/secret", "").with("d", old -> old.withMode(0711)).build();
    try (Fixture union = Fixture.of(lower)) {
      Caller other = new Caller(1000, 1000, Set.of(), 022);
      PathName directory = Fixture.path("/d");
      assertThat(Fixture.errno(() -> union.mount.list(other, directory))).isEqualTo(Errno.EACCES);
      assertThat(
              Fixture.errno(
                  () -> union.mount.open(other, directory, EnumSet.of(OpenFlag.DIRECTORY), 0)))
          .isEqualTo(Errno.EINVAL);
      try (OpenFile named = union.mount.open(other, directory, EnumSet.of(OpenFlag.PATH), 0)) {
        assertThat(Fixture.errno(() -> union.mount.list(named))).isEqualTo(Errno.EBADF);
      }
    }
  }
}
