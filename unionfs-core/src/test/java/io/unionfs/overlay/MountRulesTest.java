package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static io.unionfs.overlay.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import io.unionfs.overlay.OverlayOptions.Xino;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What holds for a mount as a whole: statfs(2), fsync(2), access times, options. */
class MountRulesTest {
  private static final TreeLayer BASE =
      Layer.builder().file("m/f", "abc").special("fifo", FileType.FIFO).build();

  private static String madeIn(OverlayOptions options, String directory) throws Exception {
    try (Fixture union = Fixture.of(new MountBuilder().lower(BASE).options(options))) {
      union.mkdir("/own");
      union.mkdir(directory + "/new");
      return union.mark(directory + "/new");
    }
  }

  @Test
  void withAnyOptionThatForbidsOfflineChangesANewDirectoryInAMergedOneIsOpaque() throws Exception {
    OverlayOptions usual = OverlayOptions.DEFAULT;
    assertThat(madeIn(usual.with(Xino.ON), "/m")).isEqualTo("opaque");
    assertThat(madeIn(usual.with(Index.ON), "/m")).isEqualTo("opaque");
    assertThat(madeIn(usual.with(RedirectDir.ON), "/m")).isEqualTo("opaque");
    assertThat(madeIn(usual.with(Metacopy.ON), "/m")).isEqualTo("opaque");
    assertThat(madeIn(usual.with(Xino.AUTO), "/m")).isEqualTo("directory");
    assertThat(madeIn(usual.with(RedirectDir.FOLLOW), "/m")).isEqualTo("directory");
  }

  @Test
  void inADirectoryThatMergesWithNothingItIsNot() throws Exception {
    assertThat(madeIn(OverlayOptions.DEFAULT.with(Xino.ON), "/own")).isEqualTo("directory");
  }

  @Test
  void statfsSaysOverlayfsAndTheRoomOfTheWritableLayer() throws Exception {
    try (Fixture union = Fixture.of(BASE)) {
      FileSystemStat stat = union.mount.statfs(Caller.ROOT, path("/m/f"));
      assertThat(stat.type()).isEqualTo(0x794c7630L);
      assertThat(stat.maxNameBytes()).isEqualTo(255);
      assertThat(stat.blocks()).isPositive();
      assertThat(errno(() -> union.mount.statfs(Caller.ROOT, path("/gone"))))
          .isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void aReadOnlyMountHasNoRoom() throws Exception {
    MountBuilder builder =
        new MountBuilder().lower(BASE).writability(MountBuilder.Writability.READ_ONLY);
    try (Fixture union = Fixture.of(builder)) {
      FileSystemStat stat = union.mount.statfs(Caller.ROOT, path("/"));
      assertThat(stat.blocks()).isZero();
      assertThat(stat.freeBlocks()).isZero();
    }
  }

  @Test
  void fsyncOfAFifoIsEinvalAndOfALowerFileDoesNothing() throws Exception {
    try (Fixture union = Fixture.of(BASE);
        OpenFile fifo = union.open("/fifo", OpenFlag.READ);
        OpenFile named = union.open("/m/f", OpenFlag.PATH);
        OpenFile file = union.open("/m/f", OpenFlag.READ)) {
      assertThat(errno(fifo::sync)).isEqualTo(Errno.EINVAL);
      assertThat(errno(named::sync)).isEqualTo(Errno.EBADF);
      file.sync();
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void readingNothingLeavesTheAccessTime() throws Exception {
    try (Fixture union = Fixture.of(BASE)) {
      union.chmod("/m/f", 0600);
      try (OpenFile file = union.open("/m/f", OpenFlag.READ)) {
        assertThat(file.read(ByteBuffer.allocate(0), 0)).isZero();
        assertThat(union.stat("/m/f").attributes().accessed()).isEqualTo(Instant.EPOCH);
        assertThat(file.read(ByteBuffer.allocate(1), 0)).isOne();
        assertThat(union.stat("/m/f").attributes().accessed()).isAfter(Instant.EPOCH);
      }
    }
  }
}
