package io.unionfs.overlay;

import static io.unionfs.overlay.CopyUpRulesTest.base;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperMetadata.Purity;
import io.unionfs.overlay.CopyUpRulesTest.Act;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Rules 11, 12 and 16: what a copy keeps, what it records, and what its directory does. */
class CopiedAttributesTest {
  private static final Instant MODIFIED = Instant.ofEpochSecond(1_100_000_000L, 987_654_321);
  private static final Instant ACCESSED = Instant.ofEpochSecond(1_000_000_000L, 123_456_789);

  @Test
  void typeModeOwnerTimesXattrsAndTargetArePreserved() throws Exception {
    Xattrs xattrs =
        Xattrs.NONE.with("user.k", new byte[] {0, -1}).with("trusted.k", new byte[] {7});
    TreeLayer layer =
        Layer.builder()
            .file("d/f", "data")
            .with(
                "d/f",
                a ->
                    a.withMode(06755)
                        .withOwner(11, 12)
                        .withTimes(ACCESSED, MODIFIED)
                        .withXattrs(xattrs))
            .symlink("d/s", "some/target")
            .with("d/s", a -> a.withTimes(ACCESSED, MODIFIED))
            .build();
    try (Fixture union = Fixture.of(layer)) {
      Stat before = union.stat("/d/f");
      union.touchOpen("/d/f", OpenFlag.WRITE);
      Entry.File copy = (Entry.File) union.upper("/d/f");
      assertThat(copy.attributes().withChanged(MODIFIED))
          .isEqualTo(before.attributes().withChanged(MODIFIED));
      assertThat(union.stat("/d/f").size()).isEqualTo(4);
      union.link("/d/s2", "/d/s");
      Entry.Symlink link = (Entry.Symlink) union.upper("/d/s");
      assertThat(link.target()).isEqualTo("some/target");
      assertThat(link.attributes().modified()).isEqualTo(MODIFIED);
    }
  }

  @Test
  void ancestorsKeepModeAndTimes() throws Exception {
    TreeLayer layer =
        Layer.builder()
            .file("a/b/f", "data")
            .with("a/b", a -> a.withMode(03771).withOwner(21, 22).withTimes(ACCESSED, MODIFIED))
            .with("a", a -> a.withTimes(ACCESSED, MODIFIED))
            .build();
    try (Fixture union = Fixture.of(layer)) {
      union.chmod("/a/b/f", 0600);
      Attributes parent = ((Entry.Node) union.upper("/a/b")).attributes();
      assertThat(parent.mode()).isEqualTo(03771);
      assertThat(parent.uid()).isEqualTo(21);
      assertThat(parent.accessed()).isEqualTo(ACCESSED);
      assertThat(parent.modified()).isEqualTo(MODIFIED);
      assertThat(((Entry.Node) union.upper("/a")).attributes().modified()).isEqualTo(MODIFIED);
      assertThat(union.stat("/a/b").attributes().modified()).isEqualTo(MODIFIED);
    }
  }

  @Test
  void theChangeTimeIsNotPreserved() throws Exception {
    TreeLayer layer =
        Layer.builder()
            .file("d/f", "data")
            .with("d/f", a -> a.withChanged(MODIFIED))
            .with("d", a -> a.withChanged(MODIFIED))
            .build();
    try (Fixture union = Fixture.of(layer)) {
      union.touchOpen("/d/f", OpenFlag.WRITE);
      assertThat(union.stat("/d/f").attributes().changed()).isAfter(MODIFIED);
      assertThat(union.stat("/d").attributes().changed()).isAfter(MODIFIED);
    }
  }

  @Test
  void aChildsChmodLeavesTheDirectorysTimeAndCreateUnlinkAndRenameChangeIt() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      Instant before = union.stat("/a/d").attributes().modified();
      union.chmod("/a/d/f", 0600);
      assertThat(union.stat("/a/d").attributes().modified()).isEqualTo(before);
      for (Act act :
          List.<Act>of(
              u -> u.write("/a/d/new", ""),
              u -> u.unlink("/a/d/g"),
              u -> u.rename("/a/d/f", "/a/d/f2"))) {
        act.on(union);
        Instant after = union.stat("/a/d").attributes().modified();
        assertThat(after).isAfter(before);
        before = after;
      }
    }
  }

  @Test
  void linkAndRenameChangeTheTimesOfTheDirectoriesTheyChange() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.mkdir("/new");
      Instant from = union.stat("/a/d").attributes().modified();
      Instant to = union.stat("/new").attributes().modified();
      union.link("/new/linked", "/a/d/f");
      assertThat(union.stat("/a/d").attributes().modified()).isEqualTo(from);
      Instant linked = union.stat("/new").attributes().modified();
      assertThat(linked).isAfter(to);
      union.rename("/a/d/g", "/new/renamed");
      assertThat(union.stat("/a/d").attributes().modified()).isAfter(from);
      assertThat(union.stat("/new").attributes().modified()).isAfter(linked);
    }
  }

  private static java.util.Map<String, UpperMetadata> metadata(UpperProbe probe) {
    java.util.Map<String, UpperMetadata> metadata = new java.util.TreeMap<>();
    probe.visit(
        (path, entry) -> {
          if (entry instanceof UpperEntry.Present present) {
            metadata.put(path, present.metadata());
          }
        });
    return metadata;
  }

  private static UpperProbe probe() throws IOException {
    return UpperProbe.mount(
        List.of(base()),
        DirectoryMedium.inMemory(),
        AccessTimes.RELATIME,
        java.time.InstantSource.system());
  }

  private static long ino(Mount mount, String path) {
    return ((Inode) mount.lookup(Caller.ROOT, Fixture.path(path), Follow.NOFOLLOW)).stat().ino();
  }

  @Test
  void theCopyRecordsItsOriginAndItsParentIsMarkedImpure() throws Exception {
    UpperProbe probe = probe();
    try (Mount mount = probe.mount()) {
      long file = ino(mount, "/a/d/f");
      long directory = ino(mount, "/a/d");
      mount.chmod(Caller.ROOT, Fixture.path("/a/d/f"), Follow.FOLLOW, 0600);
      mount.mkdir(Caller.ROOT, Fixture.path("/new"), 0755);
      java.util.Map<String, UpperMetadata> upper = metadata(probe);
      assertThat(upper).containsOnlyKeys("a", "a/d", "a/d/f", "new");
      assertThat(upper.get("a/d/f").origin()).isEqualTo(origin(file));
      assertThat(upper.get("a/d").origin()).isEqualTo(origin(directory));
      assertThat(upper.get("a/d").purity()).isEqualTo(Purity.IMPURE);
      assertThat(upper.get("a").purity()).isEqualTo(Purity.IMPURE);
      assertThat(probe.rootMetadata().purity()).isEqualTo(Purity.IMPURE);
      assertThat(upper.get("new").origin()).isZero();
      assertThat(upper.get("new").purity()).isEqualTo(Purity.PURE);
    }
  }

  @TestFactory
  Stream<DynamicTest> aDirectoryThatReceivesACopyIsMarkedImpure() {
    return Stream.of("link", "rename", "exchange")
        .map(
            how ->
                DynamicTest.dynamicTest(
                    how,
                    () -> {
                      UpperProbe probe = probe();
                      try (Mount mount = probe.mount()) {
                        PathName from = Fixture.path("/a/d/f");
                        PathName to = Fixture.path("/new/f");
                        mount.mkdir(Caller.ROOT, Fixture.path("/new"), 0755);
                        assertThat(metadata(probe).get("new").purity()).isEqualTo(Purity.PURE);
                        switch (how) {
                          case "link" -> mount.link(Caller.ROOT, from, Follow.NOFOLLOW, to);
                          case "rename" -> mount.rename(Caller.ROOT, from, to, java.util.Set.of());
                          default -> {
                            mount.symlink(Caller.ROOT, to, "anywhere");
                            mount.rename(
                                Caller.ROOT, from, to, java.util.Set.of(RenameFlag.EXCHANGE));
                          }
                        }
                        assertThat(metadata(probe).get("new").purity()).isEqualTo(Purity.IMPURE);
                      }
                    }));
  }

  /** As the one lower layer's file records it. */
  private static long origin(long ino) throws Exception {
    MergedTree lower =
        MergedTree.of(List.of(base()), OverlayOptions.DEFAULT.following(), DataLayers.NONE);
    return new Origins(lower, Origins.Kept.KEPT).of(ino);
  }
}
