package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.trace.TraceEvent;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Single sentences of the rules; each was seen to fail with the sentence disabled. */
class RuleDetailsTest {
  private static Layer base() {
    return Layer.builder()
        .file("d/f", "abc")
        .file("d/g", "other")
        .special("d/fifo", FileType.FIFO)
        .device("d/null", FileType.CHARACTER_DEVICE, 1, 3)
        .file("e/h", "h")
        .build();
  }

  @Test
  void aWhiteoutInAMiddleLayerHidesWhatIsBelowIt() throws Exception {
    try (Fixture union =
        Fixture.of(
            Layer.builder().file("d/f", "").file("d/g", "").build(),
            Layer.builder().whiteout("d/f").build(),
            Layer.builder().file("d/h", "").build())) {
      assertThat(errno(() -> union.stat("/d/f"))).isEqualTo(Errno.ENOENT);
      assertThat(union.ls("/d")).containsExactly("g", "h");
    }
  }

  @Test
  void eachListingIsASnapshotOfItsOwn() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      Listing before = union.mount.list(Caller.ROOT, Fixture.path("/e"));
      union.unlink("/e/h");
      union.write("/e/later", "");
      Listing after = union.mount.list(Caller.ROOT, Fixture.path("/e"));
      assertThat(before).extracting(Listing.Item::name).containsExactly("h");
      assertThat(after).extracting(Listing.Item::name).containsExactly("later");
    }
  }

  @Test
  void openingAFifoOrADeviceCopiesNothingUp() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.touchOpen("/d/fifo", OpenFlag.READ);
      union.touchOpen("/d/fifo", OpenFlag.READ, OpenFlag.WRITE);
      assertThat(errno(() -> union.touchOpen("/d/fifo", OpenFlag.WRITE))).isEqualTo(Errno.ENXIO);
      assertThat(errno(() -> union.touchOpen("/d/null", OpenFlag.WRITE))).isEqualTo(Errno.ENXIO);
      assertThat(union.isUntouched()).isTrue();
    }
  }

  @Test
  void unlinkCopiesNoFileUp() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      List<TraceEvent> events = new ArrayList<>();
      union.mount.setListener(events::add);
      union.unlink("/d/f");
      assertThat(events)
          .filteredOn(TraceEvent.CopiedUp.class::isInstance)
          .containsExactly(new TraceEvent.CopiedUp("/d", 0, 0));
    }
  }

  @Test
  void theChangeTimeIsThatOfTheCopyUp() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      Instant before = Instant.now();
      union.touchOpen("/d/f", OpenFlag.WRITE);
      assertThat(union.stat("/d/f").attributes().changed()).isAfterOrEqualTo(before);
    }
  }

  @Test
  void theCopyRecordsItsOriginAndItsParentIsMarkedImpure() throws Exception {
    UpperProbe probe =
        UpperProbe.mount(
            List.of(base()),
            DirectoryMedium.inMemory(),
            AccessTimes.RELATIME,
            InstantSource.system());
    try (Mount mount = probe.mount()) {
      long file = stat(mount, "/d/f").ino();
      long directory = stat(mount, "/d").ino();
      mount.mkdir(Caller.ROOT, PathName.parse("/pure"), 0755);
      mount.open(Caller.ROOT, PathName.parse("/d/f"), Set.of(OpenFlag.WRITE), 0).close();
      Map<String, UpperMetadata> upper = metadata(probe);
      assertThat(upper.get("d/f").origin()).isEqualTo(origin(file));
      assertThat(upper.get("d").origin()).isEqualTo(origin(directory));
      assertThat(upper.get("pure").origin()).isZero();
      assertThat(upper.get("d").purity()).isEqualTo(UpperMetadata.Purity.IMPURE);
      assertThat(probe.rootMetadata().purity()).isEqualTo(UpperMetadata.Purity.IMPURE);
      assertThat(upper.get("pure").purity()).isEqualTo(UpperMetadata.Purity.PURE);
    }
  }

  @Test
  void aCopyThatArrivesByRenameOrLinkMarksItsParentImpure() throws Exception {
    UpperProbe probe =
        UpperProbe.mount(
            List.of(base()),
            DirectoryMedium.inMemory(),
            AccessTimes.RELATIME,
            InstantSource.system());
    try (Mount mount = probe.mount()) {
      mount.mkdir(Caller.ROOT, PathName.parse("/by-rename"), 0755);
      mount.mkdir(Caller.ROOT, PathName.parse("/by-link"), 0755);
      mount.rename(Caller.ROOT, PathName.parse("/d/f"), PathName.parse("/by-rename/f"), Set.of());
      mount.link(
          Caller.ROOT, PathName.parse("/d/g"), Follow.NOFOLLOW, PathName.parse("/by-link/g"));
      Map<String, UpperMetadata> upper = metadata(probe);
      assertThat(upper.get("by-rename").purity()).isEqualTo(UpperMetadata.Purity.IMPURE);
      assertThat(upper.get("by-link").purity()).isEqualTo(UpperMetadata.Purity.IMPURE);
    }
  }

  private static Map<String, UpperMetadata> metadata(UpperProbe probe) {
    Map<String, UpperMetadata> upper = new HashMap<>();
    probe.visit(
        (path, entry) -> {
          if (entry instanceof UpperEntry.Present present) {
            upper.put(path, present.metadata());
          }
        });
    return upper;
  }

  private static Stat stat(Mount mount, String path) {
    Lookup found = mount.lookup(Caller.ROOT, PathName.parse(path), Follow.FOLLOW);
    assertThat(found).isInstanceOf(Inode.class);
    return ((Inode) found).stat();
  }

  @Test
  void truncateToNothingCopiesNoData() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      List<TraceEvent> events = new ArrayList<>();
      union.mount.setListener(events::add);
      union.mount.truncate(Caller.ROOT, Fixture.path("/d/f"), 0);
      assertThat(events).contains(new TraceEvent.CopiedUp("/d/f", 0, 0));
      assertThat(union.read("/d/f")).isEmpty();
    }
  }

  @Test
  void eachOfCreateUnlinkAndRenameChangesTheTimesOfTheDirectoriesItNames() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/d/new", "");
      assertThat(union.stat("/d").attributes().modified()).isAfter(Instant.EPOCH);
    }
    try (Fixture union = Fixture.of(base())) {
      union.unlink("/d/f");
      assertThat(union.stat("/d").attributes().modified()).isAfter(Instant.EPOCH);
    }
    try (Fixture union = Fixture.of(base())) {
      union.rename("/d/f", "/e/f");
      assertThat(union.stat("/d").attributes().modified()).isAfter(Instant.EPOCH);
      assertThat(union.stat("/e").attributes().modified()).isAfter(Instant.EPOCH);
    }
  }

  @Test
  void theInodeNumberIsConstantAcrossRemount() throws Exception {
    try (FileSystem jimfs =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .build())) {
      Path upper = Files.createDirectory(jimfs.getPath("/upper"));
      Path work = Files.createDirectory(jimfs.getPath("/work-directory"));
      MountBuilder builder = new MountBuilder().lower(base()).upper(upper, work);
      List<Long> before;
      try (Fixture union = Fixture.of(builder)) {
        before = List.of(union.stat("/d").ino(), union.stat("/d/f").ino());
        union.append("/d/f", "!");
        union.rename("/d/f", "/e/f");
      }
      try (Fixture union = Fixture.of(builder)) {
        assertThat(union.read("/e/f")).isEqualTo("abc!");
        assertThat(union.stat("/d").ino()).isEqualTo(before.get(0));
        assertThat(union.stat("/e/f").ino()).isEqualTo(before.get(1));
      }
    }
  }

  @Test
  void aRenameOverADirectoryThatShowsSomethingIsEnotemptyAndChangesNothing() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.mkdir("/u");
      union.mkdir("/full");
      union.write("/full/x", "");
      assertThat(errno(() -> union.rename("/u", "/e"))).isEqualTo(Errno.ENOTEMPTY);
      assertThat(union.mark("/u")).isEqualTo("directory");
      assertThat(errno(() -> union.rename("/u", "/full"))).isEqualTo(Errno.ENOTEMPTY);
      assertThat(union.ls("/full")).containsExactly("x");
      assertThat(union.exists("/u")).isTrue();
    }
  }

  @Test
  void aFileOfTheWritableLayerCanBeReadAndWrittenAfterUnlink() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      union.write("/u", "upper");
      try (OpenFile file = union.open("/u", OpenFlag.READ, OpenFlag.WRITE)) {
        union.unlink("/u");
        assertThat(Fixture.read(file)).isEqualTo("upper");
        assertThat(file.stat().links()).isZero();
      }
    }
  }

  /** As the one lower layer's file records it. */
  private static long origin(long ino) throws Exception {
    MergedTree lower =
        MergedTree.of(List.of(base()), OverlayOptions.DEFAULT.following(), DataLayers.NONE);
    return new Origins(lower, Origins.Kept.KEPT).of(ino);
  }
}
