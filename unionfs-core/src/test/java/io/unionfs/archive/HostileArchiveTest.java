package io.unionfs.archive;

import static io.unionfs.archive.ArchiveFixture.gzip;
import static io.unionfs.archive.ArchiveFixture.open;
import static io.unionfs.archive.ArchiveFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.testing.images.TarBytes;
import io.unionfs.testing.images.TarBytes.Header;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that lie, each named for its lie. */
class HostileArchiveTest {

  private static TarBytes tar() {
    return new TarBytes();
  }

  @Test
  void noTarAtAll() {
    refused(TarBytes.latin1("PK\3\4 a zip, say".repeat(100)), "is no tar archive");
    refused(TarBytes.latin1("short"), "is no tar archive");
  }

  @Test
  void compressedByXzOrBzip2() {
    refused(TarBytes.latin1("\u00fd7zXZ\0rest"), "xz");
    refused(TarBytes.latin1("BZh91AY&SY"), "bzip2");
  }

  @Test
  void aWrongChecksum() {
    byte[] bytes = tar().file("a", "x").file("b", "y").end();
    bytes[1024 + 3] ^= 1;
    refused(bytes, "wrong checksum", "offset 1024; it is damaged: get it anew");
  }

  @Test
  void cutOffInAHeader() {
    byte[] bytes = tar().file("a", "x").file("b", "y").end();
    refused(
        Arrays.copyOf(bytes, 1024 + 200),
        "ends inside the header",
        "offset 1024; the file is cut off: get it anew");
  }

  @Test
  void cutOffInAFile() {
    byte[] bytes = tar().file("some/file", "x".repeat(600)).end();
    refused(Arrays.copyOf(bytes, 700), "some/file", "offset 0", "600 bytes");
  }

  @Test
  void cutOffInAnExtendedHeader() {
    byte[] bytes = tar().pax("path", "p".repeat(600)).file("a", "").end();
    refused(Arrays.copyOf(bytes, 600), "ends inside an extended header");
    refused(Arrays.copyOf(bytes, 1536), "ends after an extended header");
  }

  @Test
  void aSizeBeyondTheEnd() {
    refused(tar().header(new Header("f", '0').size(077777777777L)).end(), "\"f\"", "ends before");
  }

  @Test
  void aSizeOfNearlyAllNumbers() {
    Header header = new Header("f", '0').text(124, "\u0080\0\0\0\u007f" + "\u00ff".repeat(7));
    refused(tar().header(header).end(), "ends before");
  }

  @Test
  void aNegativeSize() {
    refused(
        tar().header(new Header("f", '0').text(124, "\u00ff".repeat(12))).end(), "negative size");
    refused(tar().pax("size", "-1").header(new Header("f", '0')).end(), "negative size");
  }

  @Test
  void aSizeThatIsNoNumber() {
    refused(tar().header(new Header("f", '0').text(124, "9999999999x")).end(), "its size");
    refused(tar().pax("size", "12z").file("f", "").end(), "no number");
    refused(
        tar().header(new Header("f", '0').text(124, "\u0080\u0001" + "\0".repeat(10))).end(),
        "too large");
  }

  @Test
  void anOwnerBeyond32Bits() {
    refused(tar().pax("uid", "4294967296").file("f", "").end(), "uid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "", ".", "-", "0x1", "1.2.3", "99999999999999999999999"})
  void aTimeThatIsNone(String time) throws IOException {
    byte[] bytes = tar().pax("mtime", time).file("f", "").end();
    if (time.isEmpty()) {
      assertThat(open(bytes).entries()).as("an empty record takes itself back").hasSize(1);
    } else {
      refused(bytes, "mtime is no time");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path=x\n",
        "8 path=x\n",
        "99 path=x\n",
        "11 path=x\n",
        "0 \n",
        "-5 path=x\n",
        "99999999999999999999 path=x\n",
        "4 x\n",
        "5 =x\n",
        "10 path=xy",
        "8path=x\n"
      })
  void aDamagedExtendedHeader(String body) {
    refused(
        tar().entry(new Header("x", 'x'), TarBytes.latin1(body)).file("f", "").end(),
        "extended header");
  }

  @Test
  void aNulInAnExtendedName() {
    refused(tar().pax("path", "a\0b").file("f", "").end(), "NUL");
    refused(tar().pax("linkpath", "a\0b").symlink("f", "t").end(), "NUL");
    refused(tar().pax("SCHILY.xattr.user.a\0b", "1").file("f", "").end(), "without a name");
  }

  @Test
  void anExtendedHeaderOfMoreThanAMebibyte() {
    refused(
        tar().entry(new Header("x", 'x'), new byte[(1 << 20) + 1]).file("f", "").end(),
        "1048576 are allowed");
    refused(tar().header(new Header("x", 'x').size(077777777777L)).end(), "1048576 are allowed");
    refused(
        tar().header(new Header("l", 'L').gnu().size(077777777777L)).end(), "1048576 are allowed");
  }

  @Test
  void aNameOf64Kibibytes() {
    refused(tar().pax("path", "n".repeat(1 << 16)).file("f", "").end(), "more than 255 bytes");
    refused(
        tar().file("d/" + "n".repeat(90), "").pax("path", "n".repeat(256)).file("f", "").end(),
        "255");
    refused(tar().pax("path", "ab/".repeat(21845)).file("f", "").end(), "more than 4095 bytes");
    refused(tar().pax("linkpath", "l".repeat(4096)).symlink("f", "").end(), "more than 4095");
  }

  @Test
  void aLoneBlockOfZeros() {
    refused(tar().file("a", "").raw(new byte[512]).file("b", "").end(), "lone block");
  }

  @Test
  void anUnknownTypeFlag() {
    refused(tar().header(new Header("q", 'Q')).end(), "\"q\"", "unknown type flag 'Q'");
    refused(tar().header(new Header("q", '\1')).end(), "unknown type flag 0x01");
  }

  @Test
  void aRootThatIsNoDirectory() {
    refused(tar().symlink("/.", "/etc").end(), "\"/.\"", "root");
    refused(tar().file("./", "x").end(), "root");
    refused(tar().hardLink("a", "/").end(), "root");
    refused(tar().hardLink("/", "a").end(), "root");
  }

  @Test
  void pathTraversalIsLeftForTheApplierToSee() throws IOException {
    byte[] bytes =
        tar().file("../../etc/passwd", "x").file("/a/../../b", "x").hardLink("l", "/../x").end();
    assertThat(open(bytes).entries())
        .extracting(ArchiveEntry::path)
        .containsExactly("../../etc/passwd", "a/../../b", "l");
    assertThat(((ArchiveEntry.HardLink) open(bytes).entries().get(2)).target()).isEqualTo("../x");
  }

  @ParameterizedTest
  @ValueSource(strings = {".wh.", "d/.wh.", "./.wh.", ".wh..", "d/.wh...", "d/.wh../"})
  void aWhiteoutThatNamesNoFile(String name) {
    refused(tar().file(name, "").end(), "names no file");
  }

  @Test
  void aFileBelowAWhiteout() {
    refused(tar().file("d/.wh.x/f", "").end(), "below the whiteout");
  }

  @Test
  void aSymbolicLinkToNothing() {
    refused(tar().symlink("s", "").end(), "link to nothing");
  }

  @Test
  void aHardLinkToAnAufsFileThatIsNotThere() {
    refused(tar().hardLink("a", ".wh..wh.plnk/1.2").end(), "no file");
    refused(tar().hardLink("a", ".wh.x").end(), "no file");
  }

  @Test
  void anImpossibleDevice() {
    Header header = new Header("d", '3').text(329, "\u0080\0\0\u00ff\u00ff\u00ff\u00ff\u00ff");
    refused(tar().header(header).end(), "device number");
  }

  @Test
  void sparseMapsThatContradictThemselves() {
    for (String map :
        new String[] {
          "0,9", "5,1,0,1", "0,1,0,1", "9999,2", "-1,2", "0,-2", "0", "x,2", "9223372036854775807,2"
        }) {
      refused(
          tar().pax("GNU.sparse.size", "100", "GNU.sparse.map", map).file("f", "ab").end(),
          "\"f\"");
    }
    refused(tar().pax("GNU.sparse.map", "0,2").file("f", "ab").end(), "no size");
    refused(
        tar()
            .pax("GNU.sparse.offset", "1", "GNU.sparse.offset", "2", "GNU.sparse.size", "9")
            .file("f", "")
            .end(),
        "sparse map");
    refused(tar().pax("GNU.sparse.major", "7").file("f", "ab").end(), "unknown sparse form");
  }

  @Test
  void sparseTextMapsThatAreCutOffOrTooLong() {
    for (String map :
        new String[] {"1\n0\n", "99999999\n", "x\n", "9999999999999999999\n0\n", "1\n\n\n", ""}) {
      refused(
          tar()
              .pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "9")
              .file("f", map)
              .end(),
          "sparse map");
    }
  }

  @Test
  void anOldSparseMapWithoutEnd() {
    byte[] extension = new byte[512];
    Arrays.fill(extension, 0, 504, (byte) '0');
    extension[504] = 1;
    TarBytes tar =
        tar()
            .header(
                new Header("f", 'S')
                    .gnu()
                    .octal(386, 12, 1)
                    .octal(398, 12, 0)
                    .text(410, "0")
                    .text(422, "0")
                    .text(434, "0")
                    .text(446, "0")
                    .text(458, "0")
                    .text(470, "0")
                    .text(482, "\1"));
    for (int i = 0; i < 3000; i++) {
      tar.raw(extension);
    }
    refused(tar.end(), "too long");
  }

  @Test
  void aSparseFileOfNearlyAllNumbersTakesNoMemory() throws IOException {
    String size = Long.toString(Long.MAX_VALUE);
    byte[] bytes =
        tar().pax("GNU.sparse.size", size, "GNU.sparse.map", "5,2").file("f", "ab").end();
    var node = (io.unionfs.layer.Entry.File) ArchiveFixture.node(open(bytes), "f");
    assertThat(node.content().size()).isEqualTo(Long.MAX_VALUE);
    java.nio.ByteBuffer window = java.nio.ByteBuffer.allocate(4);
    assertThat(node.content().open().read(window, Long.MAX_VALUE - 2)).isEqualTo(2);
  }

  @Test
  void moreEntriesThanAllowed() {
    byte[] bytes = tar().directory("d").directory("d").directory("d").end();
    TarParser parser =
        new TarParser(
            new TarInput.Streaming(new ByteArrayInputStream(bytes)),
            "layer x",
            new Limits(2, 1 << 20, 1 << 20));
    assertThatThrownBy(() -> drain(parser))
        .isInstanceOf(LayerException.class)
        .hasMessage("layer x: more than 2 entries");
  }

  @Test
  void entriesThatNeedMoreMemoryThanAllowed() {
    TarBytes tar = tar();
    for (int i = 0; i < 100; i++) {
      tar.pax("SCHILY.xattr.user.x", "v".repeat(10_000)).directory("d");
    }
    TarParser parser =
        new TarParser(
            new TarInput.Streaming(new ByteArrayInputStream(tar.end())),
            "layer x",
            new Limits(1000, 1 << 20, 100_000));
    assertThatThrownBy(() -> drain(parser)).hasMessageContaining("bytes of memory");
  }

  private static void drain(TarParser parser) throws IOException {
    while (parser.next() != null) {
      // read on
    }
  }

  @Test
  @Tag("long")
  void aMillionTinyEntriesAndOne() throws IOException {
    byte[] block = new Header("d", '5').block();
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    try (var zip = new java.util.zip.GZIPOutputStream(out)) {
      byte[] thousand = new byte[512 * 1000];
      for (int i = 0; i < 1000; i++) {
        System.arraycopy(block, 0, thousand, 512 * i, 512);
      }
      for (int i = 0; i < 1001; i++) {
        zip.write(thousand);
      }
    }
    assertThat(out.size()).isLessThan(5_000_000);
    assertThatThrownBy(() -> open(out.toByteArray())).isInstanceOf(LayerException.class);
  }

  @Test
  void aDecompressionBomb() throws IOException {
    byte[] bomb = gzip(tar().entry(new Header("zeros", '0'), new byte[50_000_000]).end());
    assertThat(bomb.length).isLessThan(100_000);
    assertThatThrownBy(
            () ->
                Archives.open(
                    new ArchiveFixture.HeapSource("b", bomb),
                    "bomb",
                    Unpack.toMemory().withLimit(1_000_000)))
        .isInstanceOf(LayerException.class)
        .hasMessage(
            "layer bomb: larger than 1000000 bytes when decompressed, the limit set for it");
  }

  @Test
  void damagedGzip() throws IOException {
    byte[] good = gzip(tar().file("f", "some text that is long enough to be damaged").end());
    for (int cut : new int[] {2, 5, 9, 12, good.length / 2, good.length - 9, good.length - 1}) {
      refused(Arrays.copyOf(good, cut), "gzip");
    }
    byte[] badSum = good.clone();
    badSum[good.length - 7] ^= 1;
    refused(badSum, "gzip");
    byte[] badBody = good.clone();
    badBody[good.length / 2] ^= 0x55;
    refused(badBody, "");
  }

  @Test
  void damagedZstd() {
    byte[] good = ArchiveFixture.fixture("small.tar.zst");
    for (int cut : new int[] {4, 6, 12, good.length / 2, good.length - 1}) {
      refused(Arrays.copyOf(good, cut), "zstd");
    }
  }

  @Test
  void aZstdFrameThatAsksForAWindowOfTerabytes() {
    // Magic, no content size, window descriptor 0xf8 = 2^41, then a run of 128 KiB zeros, not last.
    byte[] bytes = new byte[6 + 4 * 40];
    System.arraycopy(TarBytes.latin1("\u0028\u00b5\u002f\u00fd\0\u00f8"), 0, bytes, 0, 6);
    for (int i = 6; i < bytes.length; i += 4) {
      int header = 131072 << 3 | 1 << 1;
      bytes[i] = (byte) header;
      bytes[i + 1] = (byte) (header >> 8);
      bytes[i + 2] = (byte) (header >> 16);
    }
    refused(bytes, "zstd", "window");
  }

  @Test
  void aZstdSkippableFrameLongerThanTheFile() {
    refused(TarBytes.latin1("\u0050\u002a\u004d\u0018\u00ff\u00ff\u00ff\u00ffabc"), "zstd");
  }

  @Test
  void zstdFollowedByRubbish() {
    byte[] good = ArchiveFixture.fixture("small.tar.zst");
    byte[] bytes = Arrays.copyOf(good, good.length + 9);
    refused(bytes, "no zstd frame");
  }
}
