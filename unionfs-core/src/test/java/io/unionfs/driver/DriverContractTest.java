package io.unionfs.driver;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Digest;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every storage driver does alike. */
class DriverContractTest {
  private final Operations.Clock clock = new Operations.Clock();

  @TempDir Path directory;

  static Stream<Arguments> kindsAndSeeds() {
    return Stream.of(DriverKind.values())
        .flatMap(kind -> Stream.of(1L, 2L, 3L, 4L).map(seed -> Arguments.of(kind, seed)));
  }

  private StorageDriver driver(DriverKind kind) throws IOException {
    return StorageDriver.inMemory(kind, clock);
  }

  /** What one run of a driver leaves to be seen. */
  private record Outcome(
      Map<String, String> tree,
      List<Change> changes,
      Digest layer,
      Map<String, String> committed,
      Map<String, String> second) {}

  /** Changes, a commit, changes on that, all by the same seed. */
  private static Outcome outcome(StorageDriver driver, Operations.Clock clock, long seed)
      throws IOException {
    DriverImage image = driver.addImage(SampleImage.layers());
    try (DriverContainer container = driver.createContainer(image)) {
      new Operations(container.fileSystem(), clock, seed).run(60);
      Map<String, String> tree = ShownTree.of(container.fileSystem().getPath("/"));
      ByteArrayOutputStream layer = new ByteArrayOutputStream();
      container.writeLayer(layer);
      DriverImage committed = container.commit();
      try (UnionFileSystem shown = committed.open();
          DriverContainer next = driver.createContainer(committed)) {
        new Operations(next.fileSystem(), clock, seed + 1000).run(20);
        return new Outcome(
            tree,
            container.changes(),
            Hashing.sha256(layer.toByteArray()),
            ShownTree.of(shown.getPath("/")),
            ShownTree.of(next.fileSystem().getPath("/")));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aNewContainerShowsItsImageAndNoChanges(DriverKind kind) throws IOException {
    try (StorageDriver driver = driver(kind)) {
      DriverImage image = driver.addImage(SampleImage.layers());
      try (DriverContainer container = driver.createContainer(image);
          UnionFileSystem shown = image.open()) {
        Map<String, String> tree = ShownTree.of(container.fileSystem().getPath("/"));
        assertSame(tree, ShownTree.of(shown.getPath("/")));
        assertThat(tree)
            .containsKeys("/lib", "/run/pipe", "/etc/app/new.conf")
            .doesNotContainKeys("/gone", "/etc/app/old.conf");
        assertThat(container.changes()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kindsAndSeeds")
  void theSameOperationsGiveTheSameTreesChangesAndLayers(DriverKind kind, long seed)
      throws IOException {
    Outcome expected;
    try (StorageDriver reference = driver(DriverKind.OVERLAY2)) {
      expected = outcome(reference, clock, seed);
    }
    Operations.Clock sameTimes = new Operations.Clock();
    try (StorageDriver driver = StorageDriver.open(kind, directory.resolve("d"), sameTimes)) {
      Outcome outcome = outcome(driver, sameTimes, seed);
      assertSame(outcome.tree, expected.tree);
      assertThat(outcome.changes).isEqualTo(expected.changes).isNotEmpty();
      assertThat(outcome.layer).isEqualTo(expected.layer);
      assertSame(outcome.committed, expected.committed);
      assertSame(outcome.second, expected.second);
    }
  }

  /** Line by line: two maps in full are unreadable. */
  private static void assertSame(Map<String, String> shown, Map<String, String> expected) {
    assertThat(shown.keySet()).isEqualTo(expected.keySet());
    shown.forEach(
        (path, line) -> assertThat(path + " " + line).isEqualTo(path + " " + expected.get(path)));
  }

  @ParameterizedTest
  @EnumSource
  void aCommittedImageShowsWhatItsContainerShowed(DriverKind kind) throws IOException {
    try (StorageDriver driver = driver(kind)) {
      DriverContainer container = driver.createContainer(driver.addImage(SampleImage.layers()));
      new Operations(container.fileSystem(), clock, 9).run(40);
      DriverImage committed = container.commit();
      try (UnionFileSystem shown = committed.open()) {
        assertThat(ShownTree.of(shown.getPath("/")))
            .isEqualTo(ShownTree.of(container.fileSystem().getPath("/")));
      }
      assertThat(committed.layers()).isEqualTo(4);
      assertThat(driver.createContainer(committed).changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void containersOfOneImageDoNotSeeOneAnother(DriverKind kind) throws IOException {
    try (StorageDriver driver = driver(kind)) {
      DriverImage image = driver.addImage(SampleImage.layers());
      DriverContainer one = driver.createContainer(image);
      DriverContainer other = driver.createContainer(image);
      Map<String, String> before = ShownTree.of(other.fileSystem().getPath("/"));
      Bill bill = other.bill();
      new Operations(one.fileSystem(), clock, 5).run(40);
      assertThat(ShownTree.of(other.fileSystem().getPath("/"))).isEqualTo(before);
      assertThat(other.bill().unique()).isEqualTo(bill.unique());
      assertThat(other.changes()).isEmpty();
      assertThat(driver.createContainer(image).changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void removingAContainerFreesWhatWasItsOwnAndNothingElse(DriverKind kind) throws IOException {
    try (StorageDriver driver = StorageDriver.open(kind, directory.resolve("d"), clock)) {
      DriverImage image = driver.addImage(SampleImage.layers());
      Bill before = driver.bill();
      DriverContainer container = driver.createContainer(image);
      new Operations(container.fileSystem(), clock, 6).run(40);
      Stored unique = container.bill().unique();
      assertThat(driver.bill().minus(before).unique()).isEqualTo(unique);
      Work work = driver.bill().work();
      if (kind != DriverKind.BLOCK) { // Its containers are in memory.
        assertThat(directory.resolve("d/containers")).isNotEmptyDirectory();
      }
      container.remove();
      assertThat(driver.bill().unique()).isEqualTo(Stored.NONE);
      assertThat(driver.bill().shared()).isEqualTo(before.shared());
      assertThat(driver.bill().work()).isEqualTo(work);
      assertThat(directory.resolve("d/containers")).isEmptyDirectory();
      assertThat(container.fileSystem().isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void layersOnTheSameLayersAreStoredOnce(DriverKind kind) throws IOException {
    try (StorageDriver driver = driver(kind)) {
      List<ImageLayer> layers = SampleImage.layers();
      driver.addImage(layers);
      Bill before = driver.bill();
      DriverImage again = driver.addImage(SampleImage.layers());
      assertThat(driver.bill()).isEqualTo(before);
      assertThat(again.bill().unique()).isEqualTo(Stored.NONE);
      DriverImage other = driver.addImage(List.of(layers.get(0), layers.get(2)));
      assertThat(driver.bill().minus(before).shared()).isEqualTo(other.bill().unique());
      assertThat(other.bill().unique().apparentBytes()).isPositive();
      // The same layer on another one is another layer.
      assertThat(other.bill().shared().files()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void removingAnImageFreesTheLayersNobodyElseUses(DriverKind kind) throws IOException {
    try (StorageDriver driver = driver(kind)) {
      DriverImage image = driver.addImage(SampleImage.layers());
      Bill before = driver.bill();
      DriverContainer container = driver.createContainer(image);
      Files.writeString(container.fileSystem().getPath("/etc/motd"), "more", APPEND);
      DriverImage committed = container.commit();
      container.remove();
      image.remove();
      // It stands on all layers of the first.
      assertThat(driver.bill().shared()).isEqualTo(committed.bill().unique());
      assertThat(committed.bill().unique().minus(before.shared()).files()).isPositive();
      committed.remove();
      assertThat(driver.bill().stored()).isEqualTo(Stored.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImageWithContainersStays(DriverKind kind) throws IOException {
    try (StorageDriver driver = driver(kind)) {
      DriverImage image = driver.addImage(SampleImage.layers());
      DriverContainer container = driver.createContainer(image);
      assertThatThrownBy(image::remove)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("remove them first");
      container.remove();
      container.remove();
      assertThatThrownBy(container::changes).isInstanceOf(IllegalStateException.class);
      image.remove();
      assertThatThrownBy(image::remove).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> driver.createContainer(image))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDirectoryAndMemoryGiveTheSameBill(DriverKind kind) throws IOException {
    Bill inMemory;
    try (StorageDriver driver = driver(kind)) {
      inMemory = bill(driver, clock);
    }
    Operations.Clock sameTimes = new Operations.Clock();
    try (StorageDriver driver = StorageDriver.open(kind, directory.resolve("d"), sameTimes)) {
      assertThat(bill(driver, sameTimes)).isEqualTo(inMemory);
    }
  }

  private static Bill bill(StorageDriver driver, Operations.Clock clock) throws IOException {
    DriverContainer container = driver.createContainer(driver.addImage(SampleImage.layers()));
    new Operations(container.fileSystem(), clock, 8).run(50);
    container.commit();
    return driver.bill();
  }
}
