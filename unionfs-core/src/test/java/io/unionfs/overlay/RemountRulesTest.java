package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules 1 to 3, 5, 17 and 19 on a writable layer that is mounted again. */
class RemountRulesTest {
  private static final TreeLayer BASE =
      Layer.builder()
          .file("d/f", "lower")
          .file("d/g", "lower")
          .file("d/gone", "")
          .file("o/hidden", "")
          .file("o/deep/f", "")
          .file("h1", "linked")
          .hardLink("h2", "h1")
          .build();

  private FileSystem host;
  private Path upper;
  private Path work;

  @BeforeEach
  void open() throws IOException {
    host =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .build());
    upper = Files.createDirectory(host.getPath("/upper"));
    work = Files.createDirectory(host.getPath("/work-directory"));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  private Fixture mount() throws IOException {
    return Fixture.of(new MountBuilder().lower(BASE).upper(upper, work));
  }

  @Test
  void theWritableLayerWinsAndMergesAsBefore() throws Exception {
    try (Fixture union = mount()) {
      union.write("/d/f", "upper");
      union.chmod("/d", 0711);
    }
    try (Fixture union = mount()) {
      assertThat(union.read("/d/f")).isEqualTo("upper");
      assertThat(union.read("/d/g")).isEqualTo("lower");
      assertThat(union.ls("/d")).containsExactly("f", "g", "gone");
      assertThat(union.stat("/d").attributes().mode()).isEqualTo(0711);
    }
  }

  @Test
  void whiteoutsAndOpaqueDirectoriesOfTheWritableLayerHideAsBefore() throws Exception {
    try (Fixture union = mount()) {
      union.unlink("/d/gone");
      union.unlink("/o/hidden");
      union.unlink("/o/deep/f");
      union.rmdir("/o/deep");
      union.rmdir("/o");
      union.mkdir("/o");
      union.write("/o/shown", "");
    }
    try (Fixture union = mount()) {
      assertThat(union.ls("/d")).containsExactly("f", "g");
      assertThat(union.exists("/d/gone")).isFalse();
      assertThat(union.ls("/o")).containsExactly("shown");
      assertThat(union.mark("/o")).isEqualTo("opaque");
      union.write("/d/gone", "");
      union.unlink("/d/gone");
      assertThat(union.mark("/d/gone")).isEqualTo("whiteout");
    }
  }

  @Test
  void theInodeNumberIsConstantAcrossRemountForFilesAndDirectories() throws Exception {
    long file;
    long directory;
    try (Fixture union = mount()) {
      file = union.stat("/d/f").ino();
      directory = union.stat("/d").ino();
      union.append("/d/f", "!");
      union.rename("/d/f", "/moved");
    }
    try (Fixture union = mount()) {
      assertThat(union.stat("/moved").ino()).isEqualTo(file);
      assertThat(union.stat("/d").ino()).isEqualTo(directory);
    }
  }

  @Test
  void aBrokenHardLinkStaysBroken() throws Exception {
    try (Fixture union = mount()) {
      union.append("/h1", "!");
    }
    try (Fixture union = mount()) {
      assertThat(union.read("/h1")).isEqualTo("linked!");
      assertThat(union.read("/h2")).isEqualTo("linked");
      assertThat(union.stat("/h1").links()).isEqualTo(1);
      assertThat(union.stat("/h2").links()).isEqualTo(2);
      assertThat(union.stat("/h1").ino()).isNotEqualTo(union.stat("/h2").ino());
    }
  }

  /** The kernel, observed: the two have different numbers, and the rename takes place. */
  @Test
  void aLayerAddedBelowMakesNoTwoFilesOne() throws Exception {
    TreeLayer first = Layer.builder().file("f", "lower f").build();
    TreeLayer added = Layer.builder().file("g", "lower g").build();
    try (Fixture union = Fixture.of(on(first))) {
      union.write("/f", "upper f");
    }
    try (Fixture union = Fixture.of(on(added, first))) {
      union.write("/g", "upper g");
      theyAreTwoFiles(union);
    }
  }

  @Test
  void aCopyWhoseLowerFileMovedMakesNoTwoFilesOne() throws Exception {
    Path lower = Files.createDirectory(host.getPath("/lower"));
    Files.writeString(lower.resolve("f"), "lower f");
    try (Fixture union = Fixture.of(on(Layer.ofDirectory(lower)))) {
      union.write("/f", "upper f");
    }
    Files.move(lower.resolve("f"), lower.resolve("g")); // as if g had got the number of f
    try (Fixture union = Fixture.of(on(Layer.ofDirectory(lower)))) {
      union.write("/g", "upper g");
      theyAreTwoFiles(union);
    }
  }

  @Test
  void aCopyOfWhatIsThereNoMoreYieldsItsNumberToTheCopyOfWhatIs() throws Exception {
    Path lower = Files.createDirectory(host.getPath("/lower"));
    Files.writeString(lower.resolve("f"), "lower f");
    try (Fixture union = Fixture.of(on(Layer.ofDirectory(lower)))) {
      union.write("/f", "upper f");
    }
    Files.move(lower.resolve("f"), lower.resolve("g"));
    long number;
    try (Fixture union = Fixture.of(on(Layer.ofDirectory(lower)))) {
      number = union.stat("/g").ino();
      union.write("/g", "upper g");
    }
    try (Fixture union = Fixture.of(on(Layer.ofDirectory(lower)))) {
      assertThat(union.stat("/g").ino()).isEqualTo(number);
      theyAreTwoFiles(union);
    }
  }

  private static void theyAreTwoFiles(Fixture union) throws Exception {
    assertThat(union.stat("/f").ino()).isNotEqualTo(union.stat("/g").ino());
    union.rename("/f", "/g");
    assertThat(union.ls("/")).containsExactly("g");
    assertThat(union.read("/g")).isEqualTo("upper f");
  }

  @Test
  void aCopyKeepsItsNumberWhereItsLowerFileIsHiddenDeepInADirectoryThatIsGone() throws Exception {
    long number;
    long other;
    try (Fixture union = mount()) {
      number = union.stat("/d/f").ino();
      union.write("/d/f", "upper");
      union.rename("/d/f", "/moved");
      union.unlink("/d/g");
      union.unlink("/d/gone");
      union.rmdir("/d");
      other = union.stat("/o/deep/f").ino();
      union.rename("/o/deep/f", "/other");
      union.unlink("/o/hidden");
      union.rmdir("/o/deep");
      union.rmdir("/o");
      union.mkdir("/o");
    }
    try (Fixture union = mount()) {
      assertThat(union.stat("/moved").ino()).isEqualTo(number);
      assertThat(union.stat("/other").ino()).isEqualTo(other);
    }
  }

  @Test
  void aCopyKeepsItsNumberWhereOptionsHideWhereItComesFrom() throws Exception {
    TreeLayer bottom = Layer.builder().file("old/g", "").build();
    TreeLayer top =
        Layer.builder().redirectedDirectory("new", "old").file("new/d/f", "lower").build();
    long number;
    try (Fixture union = Fixture.of(on(bottom, top))) {
      number = union.stat("/new/d/f").ino();
      union.rename("/new/d/f", "/moved");
    }
    OverlayOptions nofollow = OverlayOptions.DEFAULT.with(OverlayOptions.RedirectDir.NOFOLLOW);
    try (Fixture union = Fixture.of(on(bottom, top).options(nofollow))) {
      assertThat(union.stat("/moved").ino()).isEqualTo(number);
    }
  }

  @Test
  void ofTwoFilesThatSayTheyAreOneCopyOneHasItsNumber() throws Exception {
    try (Fixture union = mount()) {
      union.write("/d/f", "upper");
    }
    Files.copy(
        upper.resolve("d/f"),
        upper.resolve("copied"),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    for (String mark : OriginMarks.names(upper.resolve("d/f"))) {
      OriginMarks.copy(mark, upper.resolve("d/f"), upper.resolve("copied"));
    }
    try (Fixture union = mount()) {
      assertThat(union.stat("/copied").ino()).isNotEqualTo(union.stat("/d/f").ino());
    }
  }

  @Test
  void aCopyThatSaysItIsOfAVisibleFileHasANumberOfItsOwn() throws Exception {
    try (Fixture union = mount()) {
      union.write("/d/f", "upper");
      union.rename("/d/f", "/moved");
    }
    Files.delete(upper.resolve("d/f")); // the whiteout
    try (Fixture union = mount()) {
      assertThat(union.read("/d/f")).isEqualTo("lower");
      assertThat(union.stat("/moved").ino()).isNotEqualTo(union.stat("/d/f").ino());
    }
  }

  /** An older form of the mark counted the layers from the bottom. */
  @Test
  void anOriginThatCountsLayersIsStillUnderstood() throws Exception {
    long number;
    try (Fixture union = mount()) {
      number = union.stat("/d/f").ino();
      union.write("/d/f", "upper");
    }
    OriginMarks.set(upper.resolve("d/f"), number);
    try (Fixture union = mount()) {
      assertThat(union.stat("/d/f").ino()).isEqualTo(number);
    }
    OriginMarks.set(upper.resolve("d/f"), number + 1);
    try (Fixture union = mount()) {
      assertThat(union.stat("/d/f").ino()).isNotIn(number, number + 1);
    }
  }

  /** The kernel on tmpfs, observed, keeps them; ext4 holds 1901 to 2446. */
  @Test
  void timesOfAnyYearStay(@TempDir Path disk) throws Exception {
    upper = Files.createDirectory(disk.resolve("upper"));
    work = Files.createDirectory(disk.resolve("work"));
    List<Instant> times =
        List.of(
            Instant.parse("1500-01-01T00:00:00.123456789Z"),
            Instant.parse("1800-01-01T00:00:00Z"),
            Instant.parse("2261-01-01T00:00:00.123456789Z"),
            Instant.parse("2500-01-01T00:00:00.123456789Z"));
    for (Instant time : times) {
      try (Fixture union = mount()) {
        for (String path : List.of("/d/f", "/d")) {
          union.mount.setTimes(
              Caller.ROOT,
              Fixture.path(path),
              Follow.FOLLOW,
              new TimeChange.To(time),
              new TimeChange.To(time));
        }
        boolean isNative = time.equals(times.get(2));
        assertThat(union.mount.toLayer("sealed").obstacles())
            .filteredOn(found -> found.reason() == SealedLayer.Reason.TIMES)
            .hasSize(isNative ? 0 : 2);
      }
      try (Fixture union = mount()) {
        for (String path : List.of("/d/f", "/d")) {
          assertThat(union.stat(path).attributes().modified()).isEqualTo(time);
        }
        assertThat(union.stat("/d/f").attributes().accessed()).isEqualTo(time);
      }
    }
    try (Fixture union = mount()) {
      union.append("/d/f", "!");
    }
    try (Fixture union = mount()) {
      assertThat(union.stat("/d/f").attributes().modified()).isBefore(times.get(2));
    }
  }

  private MountBuilder on(Layer... bottomFirst) {
    MountBuilder builder = new MountBuilder().upper(upper, work);
    for (Layer layer : bottomFirst) {
      builder.lower(layer);
    }
    return builder;
  }
}
