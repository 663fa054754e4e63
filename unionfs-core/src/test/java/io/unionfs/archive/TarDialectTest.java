package io.unionfs.archive;

import static io.unionfs.archive.ArchiveFixture.bytes;
import static io.unionfs.archive.ArchiveFixture.fixture;
import static io.unionfs.archive.ArchiveFixture.gunzip;
import static io.unionfs.archive.ArchiveFixture.node;
import static io.unionfs.archive.ArchiveFixture.open;
import static io.unionfs.archive.ArchiveFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.testing.images.TarBytes;
import io.unionfs.testing.images.TarBytes.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every dialect of tar, as its own tool writes it ({@code make-fixtures.sh}) or as bytes. */
class TarDialectTest {
  private static final String LONG = "d".repeat(60) + "/" + "d".repeat(60) + "/f";
  private static final Instant TIME = Instant.parse("2001-02-03T04:05:06Z");

  private static ArchiveLayer dialect(String name) throws IOException {
    return open(gunzip(fixture(name + ".tar.gz")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v7", "oldgnu", "gnu", "ustar", "posix"})
  void gnuTarsDialectsSayTheSame(String name) throws IOException {
    ArchiveLayer layer = dialect(name);
    Entry.File file = (Entry.File) node(layer, "file");
    assertThat(text(file)).isEqualTo("hello");
    assertThat(file.attributes().mode()).isEqualTo(06751);
    assertThat(file.attributes().uid()).isEqualTo(1000);
    assertThat(file.attributes().gid()).isEqualTo(1001);
    assertThat(file.attributes().modified()).isEqualTo(TIME);
    assertThat(file.attributes().accessed()).isEqualTo(TIME);
    assertThat(layer.entries()).contains(new ArchiveEntry.HardLink("hard", "file"));
    assertThat(((Entry.Symlink) node(layer, "link")).target()).isEqualTo("file");
    if (!name.equals("v7")) {
      assertThat(text(node(layer, LONG))).isEqualTo("long");
      assertThat(node(layer, "fifo").type()).isEqualTo(FileType.FIFO);
    }
    if (!name.equals("v7") && !name.equals("ustar")) {
      assertThat(((Entry.Symlink) node(layer, "longlink")).target())
          .isEqualTo(LONG + "/" + "d".repeat(60) + "/" + "d".repeat(60));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd-gnu", "odd-posix", "odd-bsdtar"})
  void largeOwnersAndOddNamesAreKept(String name) throws IOException {
    ArchiveLayer layer = dialect(name);
    Attributes odd = node(layer, "odd").attributes();
    assertThat(odd.uid()).isEqualTo(3000000);
    assertThat(Integer.toUnsignedLong(odd.gid())).isEqualTo(4294967294L);
    assertThat(text(node(layer, "é"))).isEqualTo("z");
    if (!name.equals("odd-bsdtar")) {
      assertThat(text(node(layer, "raw\udcffname"))).isEqualTo("y");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd-posix", "odd-bsdtar"})
  void extendedHeadersGiveNanosecondsAndRawXattrs(String name) throws IOException {
    Attributes odd = node(dialect(name), "odd").attributes();
    if (!name.equals("odd-bsdtar")) { // which gets fractions before the epoch wrong
      assertThat(odd.modified()).isEqualTo(Instant.ofEpochSecond(-2, 123456789));
    }
    assertThat(odd.xattrs().get("user.bytes")).containsExactly(0, 0xff, 0x0a, 0x3d, 0x80);
    assertThat(odd.xattrs().get("user.overlay.opaque")).as("data, not a mark").containsExactly('y');
  }

  @ParameterizedTest
  @ValueSource(strings = {"sparse-oldgnu", "sparse-0.0", "sparse-0.1", "sparse-1.0"})
  void everyFormOfSparseFileIsReadWithItsHoles(String name) throws IOException {
    ArchiveLayer layer = dialect(name);
    byte[] expected = new byte[3 << 20];
    for (int i = 0; i < 8; i++) {
      byte[] run = ("run" + i).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(run, 0, expected, i * 300000 + 100000, run.length);
    }
    Entry.File sparse = (Entry.File) node(layer, "sparse");
    assertThat(bytes(sparse.content())).isEqualTo(expected);
    assertThat(text(node(layer, "file"))).as("what follows is found").isEqualTo("hello");
    assertThat(layer.uncompressedSize()).isLessThan(100_000);
  }

  @Test
  void devicesFractionsOfSecondsAndAGlobalHeader() throws IOException {
    ArchiveLayer layer = dialect("python-pax");
    Entry.Special device = (Entry.Special) node(layer, "dev/null");
    assertThat(device.type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(device.device()).isEqualTo(new DeviceNumber(1, 3));
    assertThat(device.attributes().modified())
        .isEqualTo(Instant.ofEpochSecond(981173106, 250_000_000));
    assertThat(((Entry.Special) node(layer, "dev/loop")).device())
        .isEqualTo(new DeviceNumber(7, 300));
  }

  @Test
  void anOldDirectoryIsAFileWhoseNameEndsInASlash() throws IOException {
    byte[] tar = new TarBytes().header(new Header("d/", '\0').v7()).end();
    assertThat(ArchiveFixture.only(tar)).isInstanceOf(ArchiveEntry.Directory.class);
  }

  @Test
  void aSignedChecksumIsRight() throws IOException {
    byte[] tar = new TarBytes().raw(new Header("n\u00ff\u00fe", '0').signedBlock()).end();
    assertThat(ArchiveFixture.only(tar).path()).isEqualTo("n\udcff\udcfe");
  }

  @Test
  void starKeepsTimesBehindAShorterPrefix() throws IOException {
    Header header =
        new Header("f", '0')
            .text(345, "prefix")
            .octal(476, 12, 7)
            .octal(488, 12, 8)
            .text(508, "tar\0");
    ArchiveLayer layer = open(new TarBytes().header(header).end());
    assertThat(node(layer, "prefix/f").attributes().accessed()).isEqualTo(Instant.ofEpochSecond(7));
    assertThat(node(layer, "prefix/f").attributes().changed()).isEqualTo(Instant.ofEpochSecond(8));
  }

  @Test
  void gnuKeepsTimesWhereOthersHaveThePrefix() throws IOException {
    Header header = new Header("f", '0').gnu().octal(345, 12, 7).octal(357, 12, 8);
    Attributes attributes = node(open(new TarBytes().header(header).end()), "f").attributes();
    assertThat(attributes.accessed()).isEqualTo(Instant.ofEpochSecond(7));
    assertThat(attributes.changed()).isEqualTo(Instant.ofEpochSecond(8));
  }

  @Test
  void numbersInBase256AreReadPositiveAndNegative() throws IOException {
    Header header =
        new Header("f", '0')
            .text(108, "\u0080\0\0\0\u00ff\u00ff\u00ff\u00fe")
            .text(136, "\u00ff".repeat(11) + "\u00fd");
    Attributes attributes = node(open(new TarBytes().header(header).end()), "f").attributes();
    assertThat(Integer.toUnsignedLong(attributes.uid())).isEqualTo(4294967294L);
    assertThat(attributes.modified()).isEqualTo(Instant.ofEpochSecond(-3));
  }

  @Test
  void aNulEndsAName() throws IOException {
    byte[] tar =
        new TarBytes()
            .entry(new Header("././@LongLink", 'L').gnu(), TarBytes.latin1("long\0rubbish"))
            .header(new Header("short", '0').gnu())
            .header(new Header("a\0b", '0'))
            .end();
    assertThat(open(tar).entries()).extracting(ArchiveEntry::path).containsExactly("long", "a");
  }

  @Test
  void atAndAfterTheEndThereMayBeLessOrMore() throws IOException {
    TarBytes tar = new TarBytes().file("a", "x");
    byte[] whole = tar.unfinished();
    assertThat(open(whole).entries()).as("no end").hasSize(1);
    assertThat(open(java.util.Arrays.copyOf(whole, 513)).entries()).as("no padding").hasSize(1);
    assertThat(open(java.util.Arrays.copyOf(whole, whole.length + 512)).entries())
        .as("one block of zeros")
        .hasSize(1);
    byte[] more = tar.raw(new byte[1024]).raw(TarBytes.latin1("rubbish")).unfinished();
    assertThat(open(more).entries()).as("rubbish behind it").hasSize(1);
    assertThat(open(more).diffId()).as("which counts").isEqualTo(ArchiveFixture.sha256(more));
    assertThat(open(more).uncompressedSize()).isEqualTo(more.length);
  }

  @Test
  void anEmptyArchiveIsAnEmptyLayer() throws IOException {
    assertThat(open(new byte[1024]).entries()).isEmpty();
    assertThat(open(new byte[0]).entries()).isEmpty();
    assertThat(open(new byte[0]).diffId()).isEqualTo(ArchiveFixture.sha256(new byte[0]));
  }

  @Test
  void aLastExtendedHeaderReplacesTheOnesBeforeItAndGnusNameWins() throws IOException {
    byte[] tar =
        new TarBytes()
            .pax("path", "one")
            .pax("mtime", "5")
            .file("z", "")
            .pax("path", "pax")
            .entry(new Header("././@LongLink", 'L').gnu(), TarBytes.latin1("gnu\0"))
            .file("z", "")
            .end();
    assertThat(open(tar).entries())
        .as("as Go's reader")
        .extracting(ArchiveEntry::path)
        .containsExactly("z", "gnu");
  }

  @Test
  void aSizeInAnExtendedHeaderCounts() throws IOException {
    byte[] tar =
        new TarBytes()
            .pax("size", "600")
            .header(new Header("f", '0'))
            .raw("y".repeat(600).getBytes(StandardCharsets.US_ASCII))
            .raw(new byte[424])
            .file("g", "z")
            .end();
    assertThat(text(node(open(tar), "f"))).isEqualTo("y".repeat(600));
    assertThat(text(node(open(tar), "g"))).isEqualTo("z");
  }

  @Test
  void aSizeOfWhatHasNoBytesIsNoSize() throws IOException {
    byte[] tar = new TarBytes().header(new Header("d", '5').size(4096)).file("f", "x").end();
    assertThat(open(tar).entries()).extracting(ArchiveEntry::path).containsExactly("d", "f");
  }

  @Test
  void aVolumeLabelIsNoFile() throws IOException {
    byte[] tar = new TarBytes().header(new Header("label", 'V')).file("f", "x").end();
    assertThat(open(tar).entries()).extracting(ArchiveEntry::path).isEqualTo(List.of("f"));
  }

  @Test
  void theIndexReadsNothingButHeadersAndSlicesTheRest() throws IOException {
    byte[] inner = new TarBytes().file("f", "inside").end();
    byte[] outer =
        new TarBytes().file("manifest.json", "[]").entry(new Header("layer.tar", '0'), inner).end();
    TarIndex index = TarIndex.of(new ArchiveFixture.HeapSource("image.tar", outer));
    assertThat(index.entries())
        .extracting(TarEntry::name)
        .containsExactly("manifest.json", "layer.tar");
    assertThat(index.bytes(index.entries().get(0)).readAll(100)).asString().isEqualTo("[]");
    ByteSource slice = index.bytes(index.entries().get(1));
    assertThat(slice.name()).isEqualTo("image.tar/layer.tar");
    ArchiveLayer layer = Archives.open(slice, "inner", io.unionfs.layer.Unpack.toMemory());
    assertThat(text(node(layer, "f"))).isEqualTo("inside");
    assertThat(layer.diffId()).isEqualTo(ArchiveFixture.sha256(inner));
  }

  @Test
  void aSparseFileInAnIndexIsASourceToo() throws IOException {
    TarIndex index =
        TarIndex.of(new ArchiveFixture.HeapSource("s", gunzip(fixture("sparse-1.0.tar.gz"))));
    assertThat(index.bytes(index.entries().get(0)).stream().readAllBytes()).hasSize(3 << 20);
  }
}
