package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static io.unionfs.overlay.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Marks;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import io.unionfs.overlay.OverlayOptions.Xino;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private static void assertConflict(Supplier<OverlayOptions> options, String one, String other) {
    assertThatIllegalArgumentException()
        .isThrownBy(options::get)
        .withMessageContainingAll(one, other);
  }

  @Test
  void optionsThatExcludeEachOtherAreBothNamedInWhateverOrderTheyAreSet() {
    OverlayOptions usual = OverlayOptions.DEFAULT;
    for (RedirectDir other : List.of(RedirectDir.FOLLOW, RedirectDir.NOFOLLOW)) {
      String named = "redirect_dir=" + other.name().toLowerCase(Locale.ROOT);
      assertConflict(() -> usual.with(other).with(Metacopy.ON), "metacopy=on", named);
      assertConflict(() -> usual.with(Metacopy.ON).with(other), "metacopy=on", named);
    }
    for (RedirectDir other : List.of(RedirectDir.FOLLOW, RedirectDir.ON)) {
      String named = "redirect_dir=" + other.name().toLowerCase(Locale.ROOT);
      assertConflict(() -> usual.with(other).with(Marks.USER), "userxattr", named);
      assertConflict(() -> usual.with(Marks.USER).with(other), "userxattr", named);
    }
    assertConflict(() -> usual.with(Marks.USER).with(Metacopy.ON), "userxattr", "metacopy=on");
    assertConflict(() -> usual.with(Metacopy.ON).with(Marks.USER), "userxattr", "metacopy=on");
    assertThat(usual.with(Marks.USER).redirectDir()).isEqualTo(RedirectDir.NOFOLLOW);
    assertThat(usual.with(Metacopy.ON).redirectDir()).isEqualTo(RedirectDir.ON);
  }

  @Test
  void noNameLeadsOutOfTheWritableLayer(@TempDir Path host) throws Exception {
    for (String name : List.of("", "a/b", "../x", "/x", "x\0y")) {
      assertThatIllegalArgumentException().isThrownBy(() -> PathName.ofNames("d", name));
    }
    Path upper = Files.createDirectory(host.resolve("upper"));
    Path work = Files.createDirectory(host.resolve("work"));
    try (UpperMedium medium = DirectoryMedium.open(upper, work)) {
      UpperMetadata file = medium.rootMetadata();
      for (String name : List.of("", ".", "..", "../x", "a/b")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> medium.create(medium.root(), name, file, Occupant.NOTHING));
      }
    }
    try (Stream<Path> left = Files.list(host)) {
      assertThat(left).containsExactlyInAnyOrder(upper, work);
    }
  }

  @Test
  void aWorkDirectoryOfAnotherFilesystemIsEinval(@TempDir Path host) throws Exception {
    Path other = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(other), "there is no second filesystem at " + other);
    assumeFalse(Files.getFileStore(host).equals(Files.getFileStore(other)), "they are one");
    Path upper = Files.createDirectory(host.resolve("upper"));
    Path work = Files.createTempDirectory(other, "unionfs");
    try {
      assertThatThrownBy(() -> new MountBuilder().lower(BASE).upper(upper, work).mount())
          .isInstanceOfSatisfying(
              MountException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
          .hasMessageContainingAll(upper.toString(), work.toString());
    } finally {
      Files.delete(work);
    }
  }
}
