package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.DirectoryFormat;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Xattrs;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules 1 to 7: what a lookup and a listing show. */
class LookupRulesTest {
  @Test
  void theTopmostEntryWins() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("f", "bottom").build(),
            Layer.builder().file("f", "top").build())) {
      assertThat(union.read("/f")).isEqualTo("top");
      union.write("/f", "upper");
      assertThat(union.read("/f")).isEqualTo("upper");
    }
  }

  @Test
  void aNonDirectoryAtAnyLevelEndsTheMerge() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("n/deep", "").build(),
            Layer.builder().file("n", "a file").build(),
            Layer.builder().file("n/top", "").build())) {
      assertThat(union.ls("/n")).containsExactly("top");
    }
  }

  @Test
  void aDirectoryOverAFileShowsTheDirectoryAndAFileOverADirectoryTheFile() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("k", "file").file("d/x", "").build(),
            Layer.builder().directory("k").file("d", "now a file").build())) {
      assertThat(union.ls("/k")).isEmpty();
      assertThat(union.read("/d")).isEqualTo("now a file");
      assertThat(errno(() -> union.stat("/d/x"))).isEqualTo(Errno.ENOTDIR);
    }
  }

  @Test
  void aMergedDirectoryListsTheUnionOfNames() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("d/a", "").file("d/both", "").build(),
            Layer.builder().file("d/b", "").file("d/both", "").build())) {
      union.write("/d/c", "");
      assertThat(union.ls("/d")).containsExactly("a", "b", "both", "c");
    }
  }

  @Test
  void modeOwnerAndXattrsOfAMergedDirectoryComeFromItsTopmostDirectoryOnly() throws Exception {
    Xattrs low = Xattrs.NONE.with("user.low", new byte[] {1});
    Xattrs top = Xattrs.NONE.with("user.top", new byte[] {2});
    try (Fixture union =
        Fixture.of(
            Layer.builder().directory("d").with("d", a -> a.withXattrs(low)).build(),
            Layer.builder()
                .directory("d")
                .with("d", a -> a.withXattrs(top).withMode(0700).withOwner(7, 8))
                .build())) {
      Stat stat = union.stat("/d");
      assertThat(stat.attributes().mode()).isEqualTo(0700);
      assertThat(stat.attributes().uid()).isEqualTo(7);
      assertThat(stat.attributes().gid()).isEqualTo(8);
      assertThat(stat.attributes().xattrs().names()).containsExactly("user.top");
    }
  }

  @Test
  void aWhiteoutHidesTheNameInAllLayersBelowAndIsItselfHidden() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("d/f", "").file("d/g", "").build(),
            Layer.builder().file("d/f", "").build(),
            Layer.builder().whiteout("d/f").build())) {
      assertThat(errno(() -> union.stat("/d/f"))).isEqualTo(Errno.ENOENT);
      assertThat(errno(() -> union.read("/d/f"))).isEqualTo(Errno.ENOENT);
      assertThat(union.ls("/d")).containsExactly("g");
    }
  }

  @Test
  void aWhiteoutMayStandInAnyLayer() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("f", "bottom").build(),
            Layer.builder().whiteout("f").whiteout("never-was").build(),
            Layer.builder().file("f", "back").build())) {
      assertThat(union.read("/f")).isEqualTo("back");
      assertThat(union.ls("/")).containsExactly("f");
    }
  }

  @Test
  void aListingHidesWhiteoutsInADirectoryThatIsNotMergedToo() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().whiteout("d/w").file("d/r", "").build(),
            Layer.builder().file("other", "").build())) {
      assertThat(union.ls("/d")).containsExactly("r");
      assertThat(errno(() -> union.stat("/d/w"))).isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void anOpaqueDirectoryEndsTheDescent() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("d/bottom", "").build(),
            Layer.builder().opaqueDirectory("d").file("d/middle", "").build(),
            Layer.builder().file("d/top", "").build())) {
      assertThat(union.ls("/d")).containsExactly("middle", "top");
      assertThat(errno(() -> union.stat("/d/bottom"))).isEqualTo(Errno.ENOENT);
    }
  }

  /** [observed, of lower layers and of the writable one] */
  @Test
  void theMarkOfARootIsNotLookedAt() throws Exception {
    try (FileSystem jimfs =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .build())) {
      Path lower = Files.createDirectory(jimfs.getPath("/lower"));
      Path upper = Files.createDirectory(jimfs.getPath("/upper"));
      Files.writeString(lower.resolve("b"), "");
      mark(lower, "user.overlay.opaque", "y");
      mark(upper, "user.overlay.opaque", "y");
      MountBuilder mount =
          new MountBuilder()
              .lower(Layer.builder().file("a", "").build())
              .lower(Layer.ofDirectory(lower))
              .upper(upper, Files.createDirectory(jimfs.getPath("/beside")));
      try (Fixture union = Fixture.of(mount)) {
        assertThat(union.ls("/")).containsExactly("a", "b");
      }
    }
  }

  @Test
  void anOpaqueRootOfAnImagesLayerEndsTheDescent() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("bottom", "").build(),
            Layer.builder().opaqueDirectory("").file("middle", "").build())) {
      assertThat(union.ls("/")).containsExactly("middle");
    }
  }

  @Test
  void anEmptyFileMarkedAsWhiteoutHidesInADirectoryMarkedX() throws Exception {
    try (FileSystem jimfs =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .build())) {
      Path root = Files.createDirectories(jimfs.getPath("/layer"));
      Files.createDirectory(root.resolve("d"));
      Files.createFile(root.resolve("d/a"));
      mark(root.resolve("d/a"), "user.overlay.whiteout", "y");
      mark(root.resolve("d"), "user.overlay.opaque", "x");
      Files.createDirectory(root.resolve("o"));
      mark(root.resolve("o"), "user.overlay.opaque", "y");
      try (Fixture union =
          Fixture.of(
              Layer.builder().file("d/a", "").file("d/b", "").file("o/hidden", "").build(),
              Layer.ofDirectory(root, DirectoryFormat.USERXATTR))) {
        assertThat(union.ls("/d")).containsExactly("b");
        assertThat(union.ls("/o")).isEmpty();
      }
    }
  }

  private static void mark(Path file, String name, String value) throws Exception {
    Files.setAttribute(
        file, "user:" + name.substring("user.".length()), ByteBuffer.wrap(value.getBytes("UTF-8")));
  }

  @Test
  void anOpenListingIsASnapshot() throws Exception {
    try (Fixture union = Fixture.of(Layer.builder().file("d/a", "").file("d/b", "").build())) {
      Listing before = union.mount.list(Caller.ROOT, Fixture.path("/d"));
      union.unlink("/d/a");
      union.write("/d/later", "");
      assertThat(before).extracting(Listing.Item::name).containsExactlyInAnyOrder("a", "b");
      assertThat(union.ls("/d")).containsExactly("b", "later");
    }
  }

  @Test
  void aListingCanBeContinuedBehindACookieInALaterSnapshot() throws Exception {
    try (Fixture union = Fixture.of(Layer.builder().directory("d").build())) {
      for (int i = 0; i < 100; i++) {
        union.write("/d/stays-" + i, "");
        union.write("/d/goes-" + i, "");
      }
      List<Listing.Item> first = union.mount.list(Caller.ROOT, Fixture.path("/d")).after(0);
      List<String> seen =
          new java.util.ArrayList<>(first.subList(0, 90).stream().map(Listing.Item::name).toList());
      long cookie = first.get(89).cookie();
      for (int i = 0; i < 100; i++) {
        union.unlink("/d/goes-" + i);
        union.write("/d/comes-" + i, "");
      }
      union.mount.list(Caller.ROOT, Fixture.path("/d")).after(cookie).stream()
          .map(Listing.Item::name)
          .forEach(seen::add);
      assertThat(seen).doesNotHaveDuplicates();
      for (int i = 0; i < 100; i++) {
        assertThat(seen).contains("stays-" + i);
      }
    }
  }

  @Test
  void aMergedDirectoryHasOneLinkAndAnyOtherTwoAndOneForEachSubdirectory() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().directory("merged/x").directory("lower/x").file("lower/f", "").build(),
            Layer.builder().directory("merged/y").build())) {
      union.mkdir("/upper");
      union.mkdir("/upper/sub");
      assertThat(union.stat("/merged").links()).isEqualTo(1);
      assertThat(union.stat("/lower").links()).isEqualTo(3);
      assertThat(union.stat("/upper").links()).isEqualTo(3);
    }
  }

  @Test
  void aWhiteoutInAMiddleOrTheBottomLayerHidesOnlyWhatIsBelowIt() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("d/f", "").file("d/g", "").whiteout("d/w").build(),
            Layer.builder().whiteout("d/f").whiteout("d/h").build(),
            Layer.builder().file("d/h", "").build())) {
      assertThat(union.ls("/d")).containsExactly("g", "h");
      assertThat(errno(() -> union.stat("/d/f"))).isEqualTo(Errno.ENOENT);
      assertThat(errno(() -> union.stat("/d/w"))).isEqualTo(Errno.ENOENT);
    }
  }
}
