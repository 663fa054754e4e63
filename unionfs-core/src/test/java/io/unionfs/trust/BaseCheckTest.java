package io.unionfs.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.unionfs.image.Image;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.layer.Digest;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.Xattrs;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trust.FileDifference.Aspect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether an image stands on a base, and what differs. */
class BaseCheckTest {
  @TempDir Path work;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(work.resolve("store"), InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private static LayerBuilder os() {
    return Layer.builder()
        .time(Instant.EPOCH)
        .directory("etc")
        .file("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        .file("bin/sh", "#!")
        .symlink("bin/bash", "sh");
  }

  private static LayerBuilder tools() {
    return Layer.builder().time(Instant.EPOCH).file("usr/bin/tool", "tool").whiteout("bin/bash");
  }

  private static LayerBuilder app() {
    return Layer.builder().time(Instant.EPOCH).file("srv/app", "app");
  }

  private StoredImage base() throws IOException {
    return new TestImage().gzipped(os()).plain(tools()).addTo(store, "base:1");
  }

  private StoredImage child() throws IOException {
    return new TestImage().gzipped(os()).plain(tools()).gzipped(app()).addTo(store, "child:1");
  }

  private BaseReport check(StoredImage image, String base) throws IOException {
    return check(image, Base.find(store, base), 100);
  }

  private BaseReport check(StoredImage image, Base base, int limit) throws IOException {
    return new BaseCheck(limit, ProgressListener.NONE)
        .check(LayeredImage.stored(store, image), base);
  }

  @Test
  void anotherImageThatIsDamagedIsNotAskedFor() throws IOException {
    StoredImage base = base();
    StoredImage child = child();
    StoredImage other = new TestImage().gzipped(app()).addTo(store, "other:1");
    String hex = other.manifest().digest().hex();
    Files.delete(work.resolve("store/blobs/sha256").resolve(hex));
    assertThatThrownBy(() -> store.images().list()).hasMessageContaining(hex);
    Digest chainId = base.layers().get(1).chainId();
    for (Digest each : List.of(base.manifest().digest(), base.id(), chainId)) {
      assertThat(check(child, each.toString()).isTrusted()).as(each.toString()).isTrue();
    }
    Digest above = child.layers().get(2).chainId();
    assertThat(check(base, above.toString()).isTrusted()).isFalse();
    String unknown = Digest.parse("sha256:" + "0".repeat(64)).toString();
    assertThat(Base.find(store, unknown)).isInstanceOf(Base.ChainOnly.class);
    // What is asked for is read.
    assertThatThrownBy(() -> Base.find(store, "sha256:" + hex)).hasMessageContaining(hex);
  }

  @Test
  void aBaseIsFoundByNameIdManifestAndChain() throws IOException {
    StoredImage base = base();
    StoredImage child = child();
    Digest chainId = base.layers().get(1).chainId();
    for (Map.Entry<String, Base.Named> each :
        Map.of(
                "base:1",
                Base.Named.NAME,
                base.id().toString(),
                Base.Named.ID,
                base.id().hex(),
                Base.Named.ID,
                base.id().abbreviated(),
                Base.Named.ID,
                base.manifest().digest().toString(),
                Base.Named.MANIFEST,
                "base@" + base.manifest().digest(),
                Base.Named.MANIFEST,
                chainId.toString(),
                Base.Named.CHAIN)
            .entrySet()) {
      BaseReport report = check(child, each.getKey());
      assertThat(report.verdict()).as(each.getKey()).isEqualTo(new BaseReport.Trusted(2, 1));
      assertThat(report.isTrusted()).isTrue();
      assertThat(((Base.Known) report.base()).named()).isEqualTo(each.getValue());
    }
  }

  @Test
  void anImageStandsOnItself() throws IOException {
    assertThat(check(base(), "base:1").verdict()).isEqualTo(new BaseReport.Trusted(2, 0));
  }

  @Test
  void howLayersAreCompressedDoesNotCount() throws IOException {
    base();
    StoredImage child =
        new TestImage().plain(os()).gzipped(tools()).plain(app()).addTo(store, "other:1");
    assertThat(check(child, "base:1").isTrusted()).isTrue();
  }

  @Test
  void aChainIdIsEnoughWhereTheBaseIsNotAtHand() throws IOException {
    Digest chainId = base().layers().get(1).chainId();
    store.images().remove("base:1", io.unionfs.store.Images.Removal.IF_UNUSED);
    StoredImage child = child();
    // The chain is known by the image itself.
    assertThat(check(child, chainId.toString()).verdict()).isEqualTo(new BaseReport.Trusted(2, 1));
    assertThat(check(child, new Base.ChainOnly("x", chainId), 9).verdict())
        .isEqualTo(new BaseReport.Trusted(2, 1));
  }

  @Test
  void aDigestThatNothingHasIsNoBase() throws IOException {
    StoredImage child = child();
    String digest = "sha256:" + "5".repeat(64);
    BaseReport report = check(child, digest);
    assertThat(report.verdict()).isEqualTo(new BaseReport.Unknown());
    assertThat(report.isTrusted()).isFalse();
    assertThat(report.base()).isEqualTo(new Base.ChainOnly(digest, Digest.parse(digest)));
    assertThatThrownBy(() -> check(child, "nothing:1")).isInstanceOf(StoreException.class);
  }

  @Test
  void aBaseWithoutLayersProvesNothing() throws IOException {
    new TestImage().addTo(store, "scratch:1");
    StoredImage child = child();
    assertThatThrownBy(() -> check(child, "scratch:1"))
        .isInstanceOf(TrustException.class)
        .hasMessageStartingWith("scratch:1: has no layers");
  }

  @Test
  void anImageThatEndsBelowTheTopOfTheBaseIsRefused() throws IOException {
    base();
    StoredImage half = new TestImage().gzipped(os()).addTo(store, "half:1");
    assertThat(check(half, "base:1").verdict()).isEqualTo(new BaseReport.TooShort(1, 2));
  }

  @Test
  void layersInAnotherOrderAreRefused() throws IOException {
    StoredImage base = base();
    StoredImage swapped = new TestImage().plain(tools()).gzipped(os()).addTo(store, "swapped:1");
    assertThat(check(swapped, "base:1").verdict())
        .isInstanceOfSatisfying(
            BaseReport.Different.class,
            different -> {
              assertThat(different.layer()).isZero();
              assertThat(different.expected()).isEqualTo(base.layers().get(0).diffId());
            });
  }

  /** How a layer above the base's lower one differs. */
  private BaseReport.Differences differences(LayerBuilder expected, LayerBuilder found)
      throws IOException {
    new TestImage().gzipped(os()).gzipped(expected).addTo(store, "base:1");
    StoredImage changed =
        new TestImage().gzipped(os()).gzipped(found).plain(app()).addTo(store, "changed:1");
    BaseReport report = check(changed, "base:1");
    assertThat(report.isTrusted()).isFalse();
    assertThat(report.verdict()).isInstanceOf(BaseReport.Different.class);
    BaseReport.Different different = (BaseReport.Different) report.verdict();
    assertThat(different.layer()).isEqualTo(1);
    assertThat(different.found()).isEqualTo(changed.layers().get(1).diffId());
    return different.differences();
  }

  private void assertAspects(UnaryOperator<LayerBuilder> change, String path, Aspect... aspects)
      throws IOException {
    LayerBuilder expected =
        Layer.builder()
            .time(Instant.EPOCH)
            .file("opt/f", "text")
            .file("opt/g", "more")
            .symlink("opt/s", "f")
            .device("opt/d", FileType.CHARACTER_DEVICE, 1, 3)
            .directory("opt/dir")
            .whiteout("bin/sh");
    LayerBuilder found =
        Layer.builder()
            .time(Instant.EPOCH)
            .file("opt/f", "text")
            .file("opt/g", "more")
            .symlink("opt/s", "f")
            .device("opt/d", FileType.CHARACTER_DEVICE, 1, 3)
            .directory("opt/dir")
            .whiteout("bin/sh");
    assertThat(differences(expected, change.apply(found)).listed())
        .extracting(FileDifference::path, FileDifference::aspects)
        .containsExactly(tuple(path, Set.of(aspects)));
  }

  @Test
  void aChangedFileIsNamedAndInWhat() throws IOException {
    assertAspects(layer -> layer.file("opt/f", "evil"), "/opt/f", Aspect.CONTENT);
    assertAspects(layer -> layer.file("opt/f", "longer"), "/opt/f", Aspect.CONTENT);
    assertAspects(layer -> layer.file("opt/new", ""), "/opt/new", Aspect.ADDED);
    assertAspects(
        layer -> layer.with("opt/f", file -> file.withMode(04755)), "/opt/f", Aspect.MODE);
    assertAspects(
        layer -> layer.with("opt/f", file -> file.withOwner(1000, 0)), "/opt/f", Aspect.OWNER);
    assertAspects(
        layer ->
            layer.with(
                "opt/f",
                file ->
                    file.withXattrs(
                        Xattrs.of(Map.of("security.capability", new byte[] {1, 0, 0, 2})))),
        "/opt/f",
        Aspect.XATTRS);
    assertAspects(
        layer ->
            layer.with("opt/f", file -> file.withTimes(Instant.EPOCH, Instant.ofEpochSecond(1))),
        "/opt/f",
        Aspect.TIME);
    assertAspects(
        layer -> layer.with("opt/dir", file -> file.withMode(0777).withOwner(0, 5)),
        "/opt/dir",
        Aspect.MODE,
        Aspect.OWNER);
  }

  @Test
  void anotherTypeTargetOrDeviceIsNamed() throws IOException {
    LayerBuilder expected =
        Layer.builder()
            .time(Instant.EPOCH)
            .symlink("a", "b")
            .device("d", FileType.CHARACTER_DEVICE, 1, 3)
            .file("t", "")
            .whiteout("bin/sh")
            .opaqueDirectory("etc");
    LayerBuilder found =
        Layer.builder()
            .time(Instant.EPOCH)
            .symlink("a", "c")
            .device("d", FileType.CHARACTER_DEVICE, 1, 5)
            .symlink("t", "a")
            .file("bin/sh", "#!/evil")
            .directory("etc");
    assertThat(differences(expected, found).listed())
        .extracting(FileDifference::path, FileDifference::aspects)
        .containsExactly(
            tuple("/a", Set.of(Aspect.CONTENT)),
            tuple("/bin/sh", Set.of(Aspect.TYPE)),
            tuple("/d", Set.of(Aspect.CONTENT)),
            tuple("/etc", Set.of(Aspect.OPAQUE)),
            tuple("/t", Set.of(Aspect.TYPE)));
  }

  @Test
  void whatIsGoneIsNamedWithAllThatWasInIt() throws IOException {
    LayerBuilder expected = Layer.builder().time(Instant.EPOCH).file("a/b/c", "").file("d", "");
    LayerBuilder found = Layer.builder().time(Instant.EPOCH).file("d", "");
    assertThat(differences(expected, found).listed())
        .extracting(FileDifference::path)
        .containsExactly("/a", "/a/b", "/a/b/c");
  }

  @Test
  void otherNamesOfTheSameFileAreADifference() throws IOException {
    LayerBuilder expected =
        Layer.builder().time(Instant.EPOCH).file("a", "x").hardLink("b", "a").file("c", "x");
    LayerBuilder found =
        Layer.builder().time(Instant.EPOCH).file("a", "x").file("b", "x").hardLink("c", "a");
    assertThat(differences(expected, found).listed())
        .extracting(FileDifference::path, FileDifference::aspects)
        .containsExactly(tuple("/b", Set.of(Aspect.LINKS)), tuple("/c", Set.of(Aspect.LINKS)));
  }

  @Test
  void aLayerIsLookedIntoWhereItStandsOnThoseBelow() throws IOException {
    // Through the link of the lower layer, both put the file into /usr/bin.
    LayerBuilder lower =
        Layer.builder().time(Instant.EPOCH).directory("usr/bin").symlink("b", "usr/bin");
    new TestImage()
        .gzipped(lower)
        .plain(Layer.builder().time(Instant.EPOCH).file("usr/bin/x", "1"))
        .addTo(store, "base:1");
    StoredImage changed =
        new TestImage()
            .gzipped(
                Layer.builder().time(Instant.EPOCH).directory("usr/bin").symlink("b", "usr/bin"))
            .plain(Layer.builder().time(Instant.EPOCH).file("usr/bin/x", "2"))
            .addTo(store, "changed:1");
    BaseReport.Different different = (BaseReport.Different) check(changed, "base:1").verdict();
    assertThat(different.differences().listed())
        .extracting(FileDifference::path)
        .containsExactly("/usr/bin/x");
  }

  @Test
  void theListIsBoundedAndTheCountIsNot() throws IOException {
    LayerBuilder found = tools();
    for (int i = 0; i < 50; i++) {
      found.file("many/" + i, "");
    }
    base();
    StoredImage changed = new TestImage().gzipped(os()).plain(found).addTo(store, "changed:1");
    BaseReport.Different different =
        (BaseReport.Different) check(changed, Base.find(store, "base:1"), 3).verdict();
    assertThat(different.differences().total()).isEqualTo(51);
    assertThat(different.differences().listed())
        .extracting(FileDifference::path)
        .containsExactly("/many", "/many/0", "/many/1");
  }

  @Test
  void layersThatDifferOnlyAsArchivesAreNotTheBases() throws IOException {
    new TestImage().plain(os()).addTo(store, "base:1");
    StoredImage child = new TestImage().plain(padded(os())).addTo(store, "changed:1");
    BaseReport.Different different = (BaseReport.Different) check(child, "base:1").verdict();
    assertThat(different.differences())
        .isEqualTo(new BaseReport.Differences(java.util.List.of(), 0));
  }

  private static byte[] padded(LayerBuilder layer) throws IOException {
    byte[] tar = TestImage.tar(layer);
    return java.util.Arrays.copyOf(tar, tar.length + 10240);
  }

  /** Changes a byte of a file that nobody may write. */
  private static void tamper(Path file, int at) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aBlobThatWasChangedUnderTheStoreIsSeen() throws IOException {
    StoredImage child = child();
    base();
    Digest blob = child.layers().get(0).blob().digest();
    tamper(store.directory().resolve("blobs/sha256").resolve(blob.hex()), 30);
    BaseReport report = check(child, "base:1");
    assertThat(report.verdict())
        .isInstanceOfSatisfying(
            BaseReport.Damaged.class,
            damaged -> {
              assertThat(damaged.layer()).isZero();
              assertThat(damaged.what()).startsWith("its blob " + blob + " was changed");
            });
  }

  @Test
  void aTarThatWasChangedUnderTheStoreIsSeen() throws IOException {
    StoredImage child = child();
    Digest diffId = child.layers().get(0).diffId();
    Path tar = store.directory().resolve("layers").resolve(diffId.hex()).resolve("layer.tar");
    tamper(tar, (int) Files.size(tar) - 1);
    String chain = child.layers().get(1).chainId().toString();
    assertThat(check(child, chain).verdict())
        .isInstanceOfSatisfying(
            BaseReport.Damaged.class,
            damaged -> assertThat(damaged.what()).startsWith("its tar in the store was changed"));
  }

  @Test
  void aTarThatIsGoneIsSeen() throws IOException {
    StoredImage child = child();
    Digest diffId = child.layers().get(0).diffId();
    Files.delete(store.directory().resolve("layers").resolve(diffId.hex()).resolve("layer.tar"));
    assertThat(check(child, child.layers().get(1).chainId().toString()).verdict())
        .isInstanceOfSatisfying(
            BaseReport.Damaged.class,
            damaged -> assertThat(damaged.what()).isEqualTo("its tar in the store is gone"));
  }

  @Test
  void aLayerIsDamagedWhereverItIs() throws IOException {
    StoredImage child = child();
    LayeredImage layered = LayeredImage.stored(store, child);
    BaseCheck check = new BaseCheck(0, ProgressListener.NONE);
    assertThat(check.damage(layered, 0)).isEmpty();
    Digest blob = child.layers().get(2).blob().digest();
    tamper(store.directory().resolve("blobs/sha256").resolve(blob.hex()), 30);
    assertThat(check.damage(layered, 1))
        .hasValueSatisfying(damaged -> assertThat(damaged.layer()).isEqualTo(2));
    assertThat(check.damage(layered, 3)).isEmpty();
  }

  @Test
  void aPlainBlobIsTheTarAndIsHashedToo() throws IOException {
    StoredImage child = child();
    Digest blob = child.layers().get(1).blob().digest();
    Path file = store.directory().resolve("blobs/sha256").resolve(blob.hex());
    tamper(file, (int) Files.size(file) - 1);
    assertThat(check(child, child.layers().get(1).chainId().toString()).verdict())
        .isInstanceOfSatisfying(
            BaseReport.Damaged.class, damaged -> assertThat(damaged.layer()).isEqualTo(1));
  }

  @Test
  void aBaseAndAnImageInFilesAreCompared() throws IOException {
    StoredImage base = base();
    Path file = work.resolve("base.tar");
    try (var out = Files.newOutputStream(file)) {
      ImageWriter.write(
          java.util.List.of(new NamedImage(base, base.names())),
          ImageWriter.Form.DOCKER_ARCHIVE,
          out,
          ProgressListener.NONE);
    }
    try (Image opened = Image.open(file)) {
      assertThat(check(child(), Base.of(LayeredImage.opened(opened)), 9).verdict())
          .isEqualTo(new BaseReport.Trusted(2, 1));
      StoredImage changed =
          new TestImage().plain(os().file("bin/sh", "evil")).addTo(store, "changed:1");
      BaseReport report = check(changed, Base.of(LayeredImage.opened(opened)), 9);
      assertThat(((BaseReport.Different) report.verdict()).differences().listed())
          .extracting(FileDifference::path)
          .containsExactly("/bin/sh");
      BaseReport back =
          new BaseCheck(9, ProgressListener.NONE)
              .check(LayeredImage.opened(opened), Base.find(store, "changed:1"));
      assertThat(back.verdict()).isInstanceOf(BaseReport.Different.class);
      assertThat(
              new BaseCheck(9, ProgressListener.NONE)
                  .check(LayeredImage.opened(opened), Base.find(store, "base:1"))
                  .verdict())
          .isEqualTo(new BaseReport.Trusted(2, 0));
    }
  }
}
