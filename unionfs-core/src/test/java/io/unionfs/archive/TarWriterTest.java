package io.unionfs.archive;

import static io.unionfs.archive.ArchiveFixture.node;
import static io.unionfs.archive.ArchiveFixture.open;
import static io.unionfs.archive.ArchiveFixture.sha256;
import static io.unionfs.archive.ArchiveFixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarWriterTest {
  private static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

  static byte[] tar(TreeLayer layer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter.write(layer, out);
    return out.toByteArray();
  }

  static byte[] rewritten(ArchiveLayer layer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter writer = new TarWriter(out, layer.name())) {
      writer.addAll(layer.entries());
      writer.finish();
    }
    return out.toByteArray();
  }

  /** A layer with everything in it that a tar can say. */
  static TreeLayer everything() {
    return Layer.builder()
        .named("everything")
        .time(TIME)
        .file("a", "first")
        .hardLink("z", "a")
        .hardLink("d/z", "a")
        .symlink("link", "a")
        .symlink("longlink", "t".repeat(300))
        .symlink("rawlink", "caf\udce9")
        .special("fifo", FileType.FIFO)
        .special("socket", FileType.SOCKET)
        .device("null", FileType.CHARACTER_DEVICE, 1, 3)
        .device("disk", FileType.BLOCK_DEVICE, 259, 70000)
        .file("n".repeat(255), "long")
        .file("p".repeat(90) + "/" + "q".repeat(90), "split")
        .file("é/ü", "accents")
        .file("raw\udcffname", "raw")
        .file("ns", "x")
        .with("ns", a -> a.withTimes(TIME, Instant.ofEpochSecond(5, 1)))
        .file("early", "x")
        .with("early", a -> a.withTimes(TIME, Instant.ofEpochSecond(-2, 500_000_000)))
        .file("late", "x")
        .with("late", a -> a.withTimes(TIME, Instant.ofEpochSecond(1L << 40)))
        .file("owned", "x")
        .with("owned", a -> a.withOwner(3_000_000, -2).withMode(06755))
        .file("attributed", "x")
        .with(
            "attributed",
            a ->
                a.withXattrs(
                    Xattrs.NONE
                        .with("security.capability", new byte[] {1, 0, 0, 2, -1, '\n', '='})
                        .with("user.empty", new byte[0])
                        .with("user.overlay.opaque", new byte[] {'y'})))
        .whiteout("d/gone")
        .whiteout("é/gone")
        .opaqueDirectory("opaque")
        .file("opaque/f", "x")
        .build();
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    ArchiveLayer layer = open(tar(everything()));
    assertThat(text(node(layer, "a"))).isEqualTo("first");
    assertThat(layer.entries())
        .contains(
            new ArchiveEntry.HardLink("z", "a"),
            new ArchiveEntry.HardLink("d/z", "a"),
            new ArchiveEntry.Whiteout("d/gone"),
            new ArchiveEntry.Whiteout("é/gone"),
            new ArchiveEntry.OpaqueMark("opaque"));
    assertThat(((Entry.Symlink) node(layer, "longlink")).target()).isEqualTo("t".repeat(300));
    assertThat(((Entry.Symlink) node(layer, "rawlink")).target()).isEqualTo("caf\udce9");
    assertThat(((Entry.Special) node(layer, "disk")).device())
        .isEqualTo(new DeviceNumber(259, 70000));
    assertThat(node(layer, "fifo").type()).isEqualTo(FileType.FIFO);
    assertThat(text(node(layer, "n".repeat(255)))).isEqualTo("long");
    assertThat(text(node(layer, "p".repeat(90) + "/" + "q".repeat(90)))).isEqualTo("split");
    assertThat(text(node(layer, "é/ü"))).isEqualTo("accents");
    assertThat(text(node(layer, "raw\udcffname"))).isEqualTo("raw");
    assertThat(node(layer, "ns").attributes().modified()).isEqualTo(Instant.ofEpochSecond(5, 1));
    assertThat(node(layer, "early").attributes().modified())
        .isEqualTo(Instant.ofEpochSecond(-2, 500_000_000));
    assertThat(node(layer, "late").attributes().modified())
        .isEqualTo(Instant.ofEpochSecond(1L << 40));
    Attributes owned = node(layer, "owned").attributes();
    assertThat(owned.uid()).isEqualTo(3_000_000);
    assertThat(owned.gid()).isEqualTo(-2);
    assertThat(owned.mode()).isEqualTo(06755);
    Xattrs xattrs = node(layer, "attributed").attributes().xattrs();
    assertThat(xattrs.get("security.capability")).containsExactly(1, 0, 0, 2, -1, '\n', '=');
    assertThat(xattrs.get("user.empty")).isEmpty();
    assertThat(xattrs.names()).contains("user.overlay.opaque");
    assertThat(layer.entries()).as("no sockets").noneMatch(e -> e.path().equals("socket"));
  }

  @Test
  void writerReaderWriterGivesTheSameBytes() throws IOException {
    byte[] first = tar(everything());
    assertThat(sha256(rewritten(open(first)))).isEqualTo(sha256(first));
    assertThat(sha256(tar(everything()))).isEqualTo(sha256(first));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "gnu", "posix", "odd-gnu", "odd-posix", "odd-bsdtar", "python-pax"})
  void afterOneWritingBytesStayTheSame(String fixture) throws IOException {
    byte[] first = rewritten(open(ArchiveFixture.fixture(fixture + ".tar.gz")));
    assertThat(sha256(rewritten(open(first)))).isEqualTo(sha256(first));
  }

  @Test
  void theBytesOfOneLayerAreTheseForEver() throws IOException {
    CRC32 sum = new CRC32();
    sum.update(tar(everything()));
    assertThat(sum.getValue()).isEqualTo(1040159157L);
  }

  @Test
  void marksComeFirstAndNamesAreSorted() throws IOException {
    TreeLayer layer =
        Layer.builder()
            .file("d/b", "")
            .whiteout("d/z")
            .file("d/a", "")
            .opaqueDirectory("d")
            .build();
    assertThat(open(tar(layer)).entries())
        .extracting(e -> e.getClass().getSimpleName() + " " + e.path())
        .containsExactly(
            "Directory ", "Directory d", "OpaqueMark d", "Whiteout d/z", "Node d/a", "Node d/b");
  }

  @Test
  void extendedHeadersStandOnlyWhereTheyAreNeeded() throws IOException {
    TreeLayer layer =
        Layer.builder().time(TIME).file("p".repeat(90) + "/" + "q".repeat(100), "x").build();
    // Root, directory, file and its byte, the end.
    assertThat(tar(layer)).hasSize(512 * 4 + 1024);
  }

  @Test
  void namesThatBeginLikeAWhiteoutAreRefused() {
    for (String name : new String[] {".wh.f", "d/.wh.f", ".wh.d/f", ".wh..wh..opq"}) {
      assertThatThrownBy(() -> tar(Layer.builder().named("l").file(name, "").build()))
          .isInstanceOf(LayerException.class)
          .hasMessageContaining("layer l: ")
          .hasMessageContaining(".wh.");
    }
    assertThatThrownBy(() -> tar(Layer.builder().whiteout(".wh.f").build()))
        .isInstanceOf(LayerException.class);
    assertThatThrownBy(() -> tar(Layer.builder().opaqueDirectory(".wh.d").build()))
        .isInstanceOf(LayerException.class);
  }

  @Test
  void whatNoTarCanSayIsRefused() {
    Xattrs equals = Xattrs.NONE.with("user.a=b", new byte[0]);
    assertThatThrownBy(
            () -> tar(Layer.builder().file("f", "").with("f", a -> a.withXattrs(equals)).build()))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("user.a=b");
    assertThatThrownBy(
            () -> tar(Layer.builder().file(("d".repeat(200) + "/").repeat(21) + "f", "").build()))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("path");
    assertThatThrownBy(
            () -> tar(Layer.builder().device("d", FileType.BLOCK_DEVICE, 1, 1 << 22).build()))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("device number");
    Entry.Node socket =
        new Entry.Special(1, Attributes.of(0644, TIME), 1, FileType.SOCKET, DeviceNumber.NONE);
    assertThatThrownBy(
            () ->
                new TarWriter(OutputStream.nullOutputStream(), "l")
                    .addAll(List.of(new ArchiveEntry.Node("s", socket))))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("SOCKET");
  }

  @Test
  void aFileOfMoreThan8GibibytesIsAnnouncedInAnExtendedHeader() throws IOException {
    long size = 9L << 30;
    Content zeros =
        new Content() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public Reader open() throws IOException {
            throw new IOException("far enough");
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(out, "l");
    assertThatThrownBy(
            () -> writer.addNode("big", new Entry.File(1, Attributes.of(0644, TIME), 1, zeros)))
        .hasMessage("far enough");
    assertThat(out.toString(java.nio.charset.StandardCharsets.ISO_8859_1))
        .contains("19 size=9663676416\n");
  }
}
