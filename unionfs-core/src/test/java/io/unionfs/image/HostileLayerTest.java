package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What has broken other tools, by its number where it has one: refused in one line, or shown inside
 * the root; nothing is written anywhere, in bounded time and memory.
 */
class HostileLayerTest extends ImageTestBase {
  private static final Duration SOON = Duration.ofMinutes(2);

  private static byte[] base() {
    return new LayerTar()
        .directory("etc/", 0755)
        .file("etc/passwd", "of the image")
        .symlink("out", "../../../../etc")
        .symlink("abs", "/etc")
        .symlink("one", "two")
        .symlink("two", "../../..")
        .symlink("link", "etc/passwd")
        .directory("dir/", 0755)
        .bytes();
  }

  private static AbstractStringAssert<?> refused(LayerTar top) {
    return refused(base(), top.bytes());
  }

  private static AbstractStringAssert<?> refused(byte[]... layers) {
    Throwable thrown =
        assertTimeoutPreemptively(SOON, () -> catchThrowable(() -> LayerTar.shown(layers)));
    assertThat(thrown).isInstanceOf(IOException.class);
    assertThat(thrown.getMessage()).hasLineCount(1).hasSizeLessThan(1500);
    return assertThat(thrown.getMessage());
  }

  // ---- the way out of the root ----

  @ParameterizedTest
  @ValueSource(strings = {"../etc/passwd", "dir/../../etc/passwd", "/../etc/passwd", "a/../../b"})
  void aPathThatLeavesTheRootByDotsIsRefused(String name) {
    refused(new LayerTar().file(name, "x")).contains("leaves the layer root");
  }

  @Test
  void cve2014_9356_absoluteNamesAndLinksStayInTheRoot() throws Exception {
    byte[] top =
        new LayerTar()
            .file("/etc/shadow", "absolute")
            .file("abs/group", "through a link")
            .symlink("tmp", "/etc")
            .file("tmp/hosts", "through a link of this layer")
            .hardLink("again", "/etc/passwd")
            .bytes();
    assertThat(LayerTar.shown(base(), top))
        .containsEntry("etc/shadow", "absolute")
        .containsEntry("etc/group", "through a link")
        .containsEntry("etc/hosts", "through a link of this layer")
        .containsEntry("again", "of the image");
    refused(new LayerTar().hardLink("x", "../../etc/passwd")).contains("leaves the layer root");
    refused(new LayerTar().file("out/x", "x")).contains("leaves the layer root");
  }

  @Test
  void cve2020_27833_chainedLinksAmongTheParentsAreRefused() {
    refused(new LayerTar().file("one/etc/passwd", "x")).contains("leaves the layer root");
    refused(
            new LayerTar()
                .symlink("a", "dir")
                .symlink("dir/b", "..")
                .symlink("dir/c", "b/../..")
                .file("a/c/etc/passwd", "x"))
        .contains("leaves the layer root");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/.", ".", "./", "/", "dir/.."})
  void cve2021_29136_aLinkInTheRootsPlaceIsRefused(String name) {
    refused(new LayerTar().symlink(name, "/tmp")).contains("root");
  }

  @Test
  void cve2021_32760_aHardLinkToASymbolicLinkLeavesItsTargetAlone() throws Exception {
    byte[] top = new LayerTar().hardLink("alias", "link", 0777).bytes();
    try (UnionFileSystem fs = LayerTar.mount(base(), top)) {
      assertThat(Files.isSymbolicLink(fs.getPath("/alias"))).isTrue();
      assertThat((Integer) Files.getAttribute(fs.getPath("/etc/passwd"), "unix:mode") & 07777)
          .isEqualTo(0644);
    }
  }

  @ParameterizedTest
  @CsvSource({"out/.wh.passwd", "one/etc/.wh.passwd", "../.wh.etc", "out/.wh..wh..opq"})
  void aWhiteoutWhoseParentLeadsOutOfTheRootIsRefused(String name) {
    refused(new LayerTar().whiteout(name)).contains("leaves the layer root");
  }

  @Test
  void cve2022_23648_aVolumesPathLeadsNowhereOutOfTheImage() throws Exception {
    try (UnionFileSystem fs = LayerTar.mount(base())) {
      for (String volume : List.of("/out", "/../../etc", "/one/etc", "/abs/../../etc")) {
        assertThat(Files.readString(fs.getPath(volume, "passwd"))).isEqualTo("of the image");
      }
    }
  }

  @Test
  void anExportOfHostileLinksWritesNothingOutsideOfItsTarget() throws Exception {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    byte[] top = new LayerTar().symlink("evil", outside.toString()).bytes();
    Path target = temporary.resolve("target");
    try (UnionFileSystem fs = LayerTar.mount(base(), top)) {
      fs.exportTo(target);
    }
    assertThat(outside).isEmptyDirectory();
    try (Stream<Path> beside = Files.list(temporary)) {
      assertThat(beside).containsExactlyInAnyOrder(outside, target);
    }
  }

  @Test
  void aFileThatReplacesASymbolicLinkIsLegitimate() throws Exception {
    byte[] top = new LayerTar().file("link", "a file").file("out", "another").bytes();
    assertThat(LayerTar.shown(base(), top))
        .containsEntry("link", "a file")
        .containsEntry("out", "another")
        .containsEntry("etc/passwd", "of the image");
  }

  // ---- more than anyone can hold ----

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd"})
  void cve2017_14992_aDecompressionBombIsRefused(String how) throws Exception {
    byte[] plain = new LayerTar().file("zeros", "\0".repeat(64 << 20)).bytes();
    byte[] bomb = how.equals("gzip") ? CraftedImage.gzip(plain) : CraftedImage.zstd(plain);
    assertThat(bomb.length).isLessThan(plain.length / 100);
    Path place = Files.createDirectory(temporary.resolve("place"));
    for (Unpack unpack : List.of(Unpack.toMemory(), Unpack.to(place))) {
      Throwable thrown =
          catchThrowable(() -> LayerTar.open(bomb, unpack.withLimit(1 << 20)).close());
      assertThat(thrown)
          .isInstanceOf(LayerException.class)
          .hasMessageContaining("larger than 1048576 bytes when decompressed");
    }
    assertThat(place).isEmptyDirectory();
  }

  @Test
  void aMillionTinyEntriesAreReadAndOneMoreIsRefused() throws Exception {
    byte[] header = Arrays.copyOf(new LayerTar().file("f", "").bytes(), 512);
    assertTimeoutPreemptively(
        SOON,
        () -> {
          assertThat(LayerTar.shown(repeated(header, 1_000_000))).isEqualTo(Map.of("f", ""));
          assertThat(catchThrowable(() -> repeated(header, 1_000_001)))
              .isInstanceOf(LayerException.class)
              .hasMessage("layer many: more than 1000000 entries");
        });
  }

  /** A layer of one entry many times over, whose bytes are nowhere. */
  private static ArchiveLayer repeated(byte[] header, int count) throws IOException {
    long size = 512L * count;
    Content.Reader reader =
        new Content.Reader() {
          @Override
          public int read(ByteBuffer target, long position) {
            int within = (int) (position % 512);
            int length = Math.min(target.remaining(), 512 - within);
            target.put(header, within, length);
            return position >= size ? -1 : length;
          }

          @Override
          public void close() {}
        };
    ByteSource source = ByteSource.of("many", size, reader);
    return Archives.reopen(source, "many", CraftedImage.digest(header));
  }

  // ---- cut off ----

  @ParameterizedTest
  @ValueSource(strings = {"tar", "gzip", "zstd"})
  void anArchiveThatIsCutOffIsRefused(String how) {
    byte[] plain = new LayerTar().file("f", "some text ".repeat(5_000)).bytes();
    byte[] whole =
        switch (how) {
          case "gzip" -> CraftedImage.gzip(plain);
          case "zstd" -> CraftedImage.zstd(plain);
          default -> plain;
        };
    for (int length : new int[] {whole.length / 8, whole.length / 4, whole.length / 2}) {
      refused(Arrays.copyOf(whole, length)).contains("cut off");
    }
  }

  @Test
  void aMessageShowsNoControlCharacters() {
    String name = "../\u001b[2Jevil\n" + new String(new byte[] {7}, StandardCharsets.US_ASCII);
    refused(new LayerTar().file(name, "x")).matches("[^\\p{Cntrl}]*");
  }
}
