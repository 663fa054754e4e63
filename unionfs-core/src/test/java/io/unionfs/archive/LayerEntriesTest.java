package io.unionfs.archive;

import static io.unionfs.archive.ArchiveFixture.open;
import static io.unionfs.archive.ArchiveFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Entry;
import io.unionfs.testing.images.TarBytes;
import io.unionfs.testing.images.TarBytes.Header;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tar entries mean in a layer. */
class LayerEntriesTest {

  @ParameterizedTest
  @CsvSource({
    "etc/hosts, etc/hosts",
    "./etc/hosts, etc/hosts",
    "/etc/hosts, etc/hosts",
    "//etc//hosts, etc/hosts",
    "./././a/./b, a/b",
    "../a, ../a",
    "a/../../b, a/../../b",
    "..., ...",
    ".whx, .whx",
    "wh.x, wh.x",
    "a/.w/h, a/.w/h"
  })
  void namesAreNormalised(String name, String path) throws IOException {
    assertThat(ArchiveFixture.only(new TarBytes().file(name, "").end()).path()).isEqualTo(path);
  }

  @ParameterizedTest
  @CsvSource({"./", "/", ".", "./.", "'//'"})
  void theRootsNameIsEmpty(String name) throws IOException {
    ArchiveEntry entry = ArchiveFixture.only(new TarBytes().directory(name).end());
    assertThat(entry).isInstanceOf(ArchiveEntry.Directory.class);
    assertThat(entry.path()).isEmpty();
  }

  @Test
  void whiteoutsAndOpaqueMarks() throws IOException {
    byte[] tar =
        new TarBytes()
            .file("d/.wh.gone", "")
            .file(".wh.top", "content of a whiteout is nothing")
            .file("./d/.wh..wh..opq", "")
            .file("/.wh..wh..opq", "")
            .directory(".wh.dir/")
            .hardLink(".wh.aufs", ".wh..wh.aufs")
            .file(".wh...x", "")
            .end();
    assertThat(open(tar).entries())
        .containsExactly(
            new ArchiveEntry.Whiteout("d/gone"),
            new ArchiveEntry.Whiteout("top"),
            new ArchiveEntry.OpaqueMark("d"),
            new ArchiveEntry.OpaqueMark(""),
            new ArchiveEntry.Whiteout("dir"),
            new ArchiveEntry.Whiteout("aufs"),
            new ArchiveEntry.Whiteout("..x"));
  }

  @Test
  void duplicatesAndOrderAreKept() throws IOException {
    byte[] tar =
        new TarBytes().file("a", "1").file(".wh.a", "").file("a", "2").directory("a").end();
    assertThat(open(tar).entries())
        .extracting(e -> e.getClass().getSimpleName() + " " + e.path())
        .containsExactly("Node a", "Whiteout a", "Node a", "Directory a");
  }

  @Test
  void aNodesNumberIsItsOrdinal() throws IOException {
    byte[] tar =
        new TarBytes().directory("d").file("a", "1").file(".wh.x", "").file("b", "2").end();
    List<ArchiveEntry> entries = open(tar).entries();
    assertThat(((ArchiveEntry.Node) entries.get(1)).node().number()).isEqualTo(2);
    assertThat(((ArchiveEntry.Node) entries.get(3)).node().number()).isEqualTo(4);
  }

  @Test
  void aufsNamesAreLeftOutButFilesInPlnkCanBeLinkedTo() throws IOException {
    byte[] tar =
        new TarBytes()
            .directory(".wh..wh.plnk")
            .directory(".wh..wh.orph")
            .file(".wh..wh.aufs", "")
            .file(".wh..wh.plnk/12.34", "shared")
            .hardLink("a", ".wh..wh.plnk/12.34")
            .hardLink("d/b", "./.wh..wh.plnk/12.34")
            .file("d/.wh..wh.other", "")
            .end();
    List<ArchiveEntry> entries = open(tar).entries();
    assertThat(entries).hasSize(2);
    assertThat(text(((ArchiveEntry.Node) entries.get(0)).node())).isEqualTo("shared");
    assertThat(entries.get(0).path()).isEqualTo("a");
    assertThat(entries.get(1)).isEqualTo(new ArchiveEntry.HardLink("d/b", "a"));
  }

  @Test
  void overlayXattrsAndDevicesWithNumberZeroAreData() throws IOException {
    byte[] tar =
        new TarBytes()
            .pax("SCHILY.xattr.user.overlay.whiteout", "y")
            .file("f", "")
            .pax("SCHILY.xattr.user.overlay.opaque", "y")
            .directory("d")
            .header(new Header("c", '3').octal(329, 8, 0).octal(337, 8, 0))
            .end();
    List<ArchiveEntry> entries = open(tar).entries();
    assertThat(((ArchiveEntry.Node) entries.get(0)).node().attributes().xattrs().names())
        .containsExactly("user.overlay.whiteout");
    assertThat(((ArchiveEntry.Directory) entries.get(1)).attributes().xattrs().names())
        .containsExactly("user.overlay.opaque");
    assertThat(((ArchiveEntry.Node) entries.get(2)).node()).isInstanceOf(Entry.Special.class);
  }

  @Test
  void aFileMayReplaceASymbolicLink() throws IOException {
    byte[] tar = new TarBytes().symlink("a", "/etc").file("a", "x").end();
    assertThat(open(tar).entries()).hasSize(2);
  }

  @Test
  void equalAttributesAreOneObject() throws IOException {
    List<ArchiveEntry> entries =
        open(new TarBytes().file("a", "1").file("b", "22").end()).entries();
    Entry.Node first = ((ArchiveEntry.Node) entries.get(0)).node();
    Entry.Node second = ((ArchiveEntry.Node) entries.get(1)).node();
    assertThat(second.attributes()).isSameAs(first.attributes());
  }
}
