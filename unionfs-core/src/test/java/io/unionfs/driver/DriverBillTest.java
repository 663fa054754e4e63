package io.unionfs.driver;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the same costs on each driver, worked out by hand. */
class DriverBillTest {
  private static final int BIG = SampleImage.BIG;

  private final List<StorageDriver> drivers = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (StorageDriver driver : drivers) {
      driver.close();
    }
  }

  private DriverContainer container(DriverKind kind) throws IOException {
    return container(kind, SampleImage.layers());
  }

  private DriverContainer container(DriverKind kind, List<ImageLayer> layers) throws IOException {
    StorageDriver driver = StorageDriver.inMemory(kind, () -> Instant.EPOCH.plusSeconds(9));
    drivers.add(driver);
    return driver.createContainer(driver.addImage(layers));
  }

  /** What a program does. */
  private interface Step {
    void run(Path root) throws IOException;
  }

  private static Bill price(DriverContainer container, Step step) throws IOException {
    Bill before = container.bill();
    step.run(container.fileSystem().getPath("/"));
    return container.bill().minus(before);
  }

  @ParameterizedTest
  @CsvSource({"OVERLAY2, 1228805", "OVERLAY2_METACOPY, 1228805", "AUFS, 1228805", "VFS, 0"})
  void aByteAppendedToALargeFileOfTheImage(DriverKind kind, long copied) throws IOException {
    Bill price =
        price(container(kind), root -> Files.write(root.resolve("big"), new byte[1], APPEND));
    assertThat(price.work().bytesCopied()).isEqualTo(copied);
    assertThat(price.work().filesCopied()).isEqualTo(copied == 0 ? 0 : 1);
    assertThat(price.work().bytesWritten()).isEqualTo(1);
    assertThat(price.unique().apparentBytes()).isEqualTo(copied + 1);
    // The file's last block has room for the byte.
    assertThat(price.unique().allocatedBytes()).isEqualTo(copied == 0 ? 0 : 301 * 4096);
    assertThat(price.shared()).isEqualTo(Stored.NONE);
  }

  @ParameterizedTest
  @CsvSource({"OVERLAY2, 1228805", "OVERLAY2_METACOPY, 0", "AUFS, 1228805", "VFS, 0"})
  void aChmodOfALargeFileOfTheImage(DriverKind kind, long copied) throws IOException {
    Bill price =
        price(container(kind), root -> Files.setAttribute(root.resolve("big"), "unix:mode", 0600));
    assertThat(price.work().bytesCopied()).isEqualTo(copied);
    assertThat(price.work().bytesWritten()).isZero();
    assertThat(price.unique().allocatedBytes()).isEqualTo(copied == 0 ? 0 : 301 * 4096);
    assertThat(price.unique().files()).isEqualTo(kind == DriverKind.VFS ? 0 : 1);
  }

  @Test
  void underMetacopyTheDataFollowsAtTheFirstWriteAndTheFileCountsOnce() throws IOException {
    DriverContainer container = container(DriverKind.OVERLAY2_METACOPY);
    price(container, root -> Files.setAttribute(root.resolve("big"), "unix:mode", 0600));
    assertThat(container.bill().unique().apparentBytes()).isEqualTo(BIG);
    Bill price = price(container, root -> Files.write(root.resolve("big"), new byte[1], APPEND));
    assertThat(price.work().bytesCopied()).isEqualTo(BIG);
    assertThat(container.bill().work().filesCopied()).isEqualTo(1);
    assertThat(price.unique()).isEqualTo(new Stored(1, 301 * 4096, 0, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({"OVERLAY2", "OVERLAY2_METACOPY", "AUFS"})
  void theDirectoriesOnTheWayAreCopiedUpToo(DriverKind kind) throws IOException {
    Bill price =
        price(
            container(kind), root -> Files.write(root.resolve("doc/sub/two"), new byte[1], APPEND));
    // The root is there from the start; /doc and /doc/sub are copied.
    assertThat(price.work())
        .isEqualTo(
            new Work(1, 2, 5000, 1, 0, 0, 3, price.work().coldProbes(), price.work().probes(), 0));
    assertThat(price.unique()).isEqualTo(new Stored(5001, 8192, 1, 2, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLAY2", "OVERLAY2_METACOPY", "AUFS"})
  void whatIsRemovedFromAnImageIsHiddenByAWhiteout(DriverKind kind) throws IOException {
    Bill price = price(container(kind), root -> Files.delete(root.resolve("big")));
    assertThat(price.work().whiteoutsWritten()).isEqualTo(1);
    assertThat(price.work().bytesCopied()).isZero();
    assertThat(price.unique()).isEqualTo(new Stored(0, 0, 0, 0, 1));
  }

  @Test
  void whatIsRemovedFromAFullCopyIsFreed() throws IOException {
    Bill price = price(container(DriverKind.VFS), root -> Files.delete(root.resolve("big")));
    assertThat(price.work().whiteoutsWritten()).isZero();
    assertThat(price.unique()).isEqualTo(new Stored(-BIG, -301 * 4096, -1, 0, 0));
  }

  @Test
  void anImageWithALargeLayerAtTheBottomIsStoredOnceForEachLayerByFullCopies() throws IOException {
    Stored differences = container(DriverKind.OVERLAY2).image().bill().unique();
    DriverContainer copied = container(DriverKind.VFS);
    Stored copies = copied.image().bill().unique();
    // Three trees of which each holds the large file.
    assertThat(copies.apparentBytes() / BIG).isEqualTo(3);
    assertThat(differences.apparentBytes() / BIG).isEqualTo(1);
    assertThat(differences.whiteouts()).isEqualTo(1);
    assertThat(copies.whiteouts()).isZero();
    // A layer's tree is copied for the next one: all but the top one's.
    long top = copied.bill().unique().apparentBytes();
    assertThat(copied.image().bill().work().bytesCopied())
        .isLessThan(copies.apparentBytes())
        .isGreaterThan(copies.apparentBytes() - top - BIG);
  }

  @ParameterizedTest
  @EnumSource
  void containersCostNothingBeforeTheyWriteButByFullCopies(DriverKind kind) throws IOException {
    DriverContainer first = container(kind);
    StorageDriver driver = drivers.get(0);
    Bill before = driver.bill();
    for (int i = 0; i < 4; i++) {
      driver.createContainer(first.image());
    }
    Bill price = driver.bill().minus(before);
    Stored tree = first.bill().unique();
    assertThat(price.shared()).isEqualTo(Stored.NONE);
    if (kind == DriverKind.VFS) {
      assertThat(tree.apparentBytes()).isGreaterThan(BIG);
      assertThat(price.unique().apparentBytes()).isEqualTo(4 * tree.apparentBytes());
      assertThat(price.work().bytesCopied()).isEqualTo(4 * tree.apparentBytes());
      assertThat(price.work().filesCopied()).isEqualTo(4 * tree.files());
      assertThat(price.work().directoriesCopied()).isEqualTo(4 * tree.directories());
      assertThat(price.work().mounts()).isZero();
    } else {
      assertThat(price.unique().apparentBytes()).isZero();
      assertThat(price.work()).isEqualTo(new Work(0, 0, 0, 0, 0, 0, 0, 0, 0, 4));
    }
    assertThat(first.bill().shared().apparentBytes() == 0).isEqualTo(kind == DriverKind.VFS);
  }

  /** {@code layers} layers that all hold {@code d}, and one at the bottom that holds {@code e}. */
  private static List<ImageLayer> deep(int layers) {
    List<ImageLayer> chain = new ArrayList<>();
    chain.add(SampleImage.layer("e", Layer.builder().file("e/f", "f").build()));
    for (int i = 0; i < layers; i++) {
      chain.add(SampleImage.layer("d" + i, Layer.builder().file("d/f" + i, "f").build()));
    }
    return chain;
  }

  /**
   * A cold lookup of a name that is nowhere asks each layer that holds the parent; of {@code d}
   * itself, each layer, and the writable one too.
   */
  @ParameterizedTest
  @CsvSource({"OVERLAY2, 1", "AUFS, 2", "VFS, 0"})
  void probesGrowWithTheLayersThatHoldTheParent(DriverKind kind, int perLayer) throws IOException {
    for (int layers : new int[] {1, 8, 20}) {
      DriverContainer container = container(kind, deep(layers));
      assertThat(coldProbes(container, "/d/missing"))
          .isEqualTo(perLayer == 0 ? 2 : perLayer * (1 + layers + 1 + layers));
      // In one layer: it is asked alone, however many there are. To find e all are asked.
      assertThat(coldProbes(container, "/e/missing"))
          .isEqualTo(perLayer == 0 ? 2 : perLayer * (1 + layers + 1 + 1));
      // The topmost layer has it.
      assertThat(coldProbes(container, "/d/f" + (layers - 1)))
          .isEqualTo(perLayer == 0 ? 2 : perLayer * (1 + layers + 1 + 1));
    }
  }

  private static long coldProbes(DriverContainer container, String path) throws IOException {
    return price(container, root -> Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS))
        .work()
        .coldProbes();
  }

  @Test
  void theDentryCacheSparesWhatWasLookedUpBefore() throws IOException {
    DriverContainer container = container(DriverKind.OVERLAY2, deep(8));
    Step look = root -> Files.exists(root.resolve("/d/missing"), LinkOption.NOFOLLOW_LINKS);
    Work first = price(container, look).work();
    Work second = price(container, look).work();
    assertThat(first.lookups()).isEqualTo(2);
    assertThat(first.probes()).isEqualTo(first.coldProbes()).isEqualTo(18);
    assertThat(second.coldProbes()).isEqualTo(18);
    assertThat(second.probes()).isZero();
  }

  @Test
  void theDentryCacheForgetsWhatIsRemoved() throws IOException {
    DriverContainer container = container(DriverKind.OVERLAY2, deep(8));
    Work removal = price(container, root -> Files.delete(root.resolve("/d/f0"))).work();
    assertThat(removal.probes()).isPositive();
    Work after =
        price(container, root -> Files.exists(root.resolve("/d/f0"), LinkOption.NOFOLLOW_LINKS))
            .work();
    // /d is known; of f0 the writable layer has a whiteout: one probe.
    assertThat(after.probes()).isEqualTo(1);
    // Cold, /d is in the writable layer and in each of the 8, and in one more it is not.
    assertThat(after.coldProbes()).isEqualTo(1 + 9 + 1);
  }

  @ParameterizedTest
  @CsvSource({"OVERLAY2, true", "OVERLAY2_METACOPY, true", "AUFS, false", "VFS, false"})
  void aWriteToOneOfSeveralNamesPartsItFromTheOthersUnderOverlayfsAlone(
      DriverKind kind, boolean parted) throws IOException {
    DriverContainer container = container(kind);
    Path root = container.fileSystem().getPath("/");
    Files.writeString(root.resolve("links/first"), "more", APPEND);
    assertThat(Files.readString(root.resolve("links/second")))
        .isEqualTo(parted ? "same" : "samemore");
  }
}
