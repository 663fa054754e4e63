package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.Unpack;
import io.unionfs.layer.Xattrs;
import io.unionfs.nio.UnionFileSystem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The rules of layers (OCI image specification, layer.md, config.md, image-layout.md; Docker's
 * archives), each by one test through tars that another library wrote. Each has further tests where
 * it is implemented; {@code docs/semantics.md} names them.
 */
class LayerRulesTest extends ImageTestBase {
  private static byte[] base() {
    return new LayerTar()
        .directory("usr/", 0755)
        .directory("usr/lib/", 0755)
        .file("usr/lib/a", "a")
        .file("usr/lib/b", "b")
        .symlink("lib", "usr/lib")
        .directory("dir/", 0711)
        .file("dir/x", "x")
        .file("dir/y", "y")
        .file("plain", "plain")
        .bytes();
  }

  @Test
  @DisplayName("1. .wh.X removes X; a bare .wh. is an error; for a missing path it does nothing")
  void aWhiteoutRemovesWhatItNames() throws Exception {
    byte[] top = new LayerTar().whiteout("dir/.wh.x").whiteout("none/.wh.missing").bytes();
    assertThat(LayerTar.shown(base(), top))
        .doesNotContainKeys("dir/x", "none")
        .containsKeys("dir/y", "plain");
    assertThatThrownBy(() -> LayerTar.shown(base(), new LayerTar().whiteout("dir/.wh.").bytes()))
        .isInstanceOf(LayerException.class)
        .hasMessageEndingWith("entry \"dir/.wh.\" is a whiteout that names no file");
  }

  @Test
  @DisplayName("1. a name that begins with .wh. cannot be represented: an error on export")
  void aNameThatBeginsWithWhIsRefusedOnExport() throws Exception {
    try (UnionFileSystem fs = LayerTar.mount(base())) {
      Files.writeString(fs.getPath("/dir/.wh.mine"), "");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertThatThrownBy(() -> fs.writeLayer(out))
          .isInstanceOf(LayerException.class)
          .hasMessageContaining("\"dir/.wh.mine\" has a name that begins with .wh.");
      assertThat(out.size()).isZero();
    }
  }

  @Test
  @DisplayName("2. a whiteout applies to lower layers only, whatever the order in the archive")
  void aWhiteoutSparesItsOwnLayer() throws Exception {
    byte[] before = new LayerTar().whiteout("dir/.wh.x").file("dir/x", "new").bytes();
    byte[] after = new LayerTar().file("dir/x", "new").whiteout("dir/.wh.x").bytes();
    assertThat(LayerTar.shown(base(), before)).containsEntry("dir/x", "new");
    assertThat(LayerTar.shown(base(), after)).containsEntry("dir/x", "new");
  }

  @Test
  @DisplayName(
      "3. .wh..wh..opq hides all lower children, never its own layer's, wherever it stands")
  void anOpaqueMarkHidesLowerChildrenOnly() throws Exception {
    byte[] first = new LayerTar().whiteout("dir/.wh..wh..opq").file("dir/z", "z").bytes();
    byte[] last = new LayerTar().file("dir/z", "z").whiteout("dir/.wh..wh..opq").bytes();
    for (byte[] top : List.of(first, last)) {
      assertThat(LayerTar.shown(base(), top))
          .containsEntry("dir/z", "z")
          .doesNotContainKeys("dir/x", "dir/y");
    }
  }

  @Test
  @DisplayName("3. explicit whiteouts are what is written")
  void explicitWhiteoutsAreWritten() throws Exception {
    try (UnionFileSystem fs = LayerTar.mount(base())) {
      for (String gone : List.of("/dir/x", "/dir/y", "/dir")) {
        Files.delete(fs.getPath(gone));
      }
      Files.createDirectory(fs.getPath("/dir"));
      Files.writeString(fs.getPath("/dir/y"), "new");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      fs.writeLayer(out);
      try (ArchiveLayer written = LayerTar.open(out.toByteArray(), Unpack.toMemory())) {
        assertThat(written.entries().toString())
            .contains("Whiteout[path=dir/x]")
            .doesNotContain("OpaqueMark");
      }
      assertThat(LayerTar.shown(base(), out.toByteArray()))
          .containsEntry("dir/y", "new")
          .doesNotContainKey("dir/x");
    }
  }

  @Test
  @DisplayName("4. AUFS's names .wh..wh.* are skipped; files in .wh..wh.plnk/ can be linked to")
  void namesOfAufsAreSkipped() throws Exception {
    byte[] top =
        new LayerTar()
            .file(".wh..wh.aufs", "")
            .directory(".wh..wh.orph/", 0700)
            .directory(".wh..wh.plnk/", 0700)
            .file(".wh..wh.plnk/12.34", "linked")
            .hardLink("one", ".wh..wh.plnk/12.34")
            .hardLink("two", ".wh..wh.plnk/12.34")
            .bytes();
    assertThat(LayerTar.shown(top)).isEqualTo(Map.of("one", "linked", "two", "linked"));
    try (UnionFileSystem fs = LayerTar.mount(top)) {
      assertThat(Files.isSameFile(fs.getPath("/one"), fs.getPath("/two"))).isTrue();
    }
  }

  @Test
  @DisplayName("5. dir on dir replaces attributes; any other collision is remove and create")
  void collisions() throws Exception {
    byte[] top =
        new LayerTar()
            .directory("dir/", 0700)
            .file("usr", "now a file")
            .directory("plain/", 0755)
            .file("plain/in", "in")
            .directory("lib/", 0755)
            .bytes();
    assertThat(LayerTar.shown(base(), top))
        .isEqualTo(
            Map.of(
                "dir",
                "/",
                "dir/x",
                "x",
                "dir/y",
                "y",
                "usr",
                "now a file",
                "plain",
                "/",
                "plain/in",
                "in",
                "lib",
                "/"));
    try (UnionFileSystem fs = LayerTar.mount(base(), top)) {
      assertThat((Integer) Files.getAttribute(fs.getPath("/dir"), "unix:mode") & 07777)
          .isEqualTo(0700);
    }
  }

  @Test
  @DisplayName(
      "6. missing parents are made 0755; a directory has its own time, whatever comes after")
  void missingParents() throws Exception {
    byte[] layer = new LayerTar().directory("d/", 0755).file("d/e/f/g", "g").bytes();
    try (UnionFileSystem fs = LayerTar.mount(layer)) {
      assertThat((Integer) Files.getAttribute(fs.getPath("/d/e"), "unix:mode") & 07777)
          .isEqualTo(0755);
      assertThat(Files.getLastModifiedTime(fs.getPath("/d")).toInstant()).isEqualTo(Instant.EPOCH);
    }
  }

  @Test
  @DisplayName("7. of duplicate entries the last wins")
  void duplicates() throws Exception {
    byte[] layer =
        new LayerTar()
            .file("f", "1")
            .file("./f", "2")
            .file("/f", "3")
            .directory("f/", 0755)
            .bytes();
    assertThat(LayerTar.shown(layer)).isEqualTo(Map.of("f", "/"));
    byte[] other = new LayerTar().directory("f/", 0755).file("f/x", "x").file("f", "2").bytes();
    assertThat(LayerTar.shown(other)).isEqualTo(Map.of("f", "2"));
  }

  @Test
  @DisplayName("8. links, parents and whiteouts resolve inside the root, through the layers below")
  void pathsResolveThroughTheLayersBelow() throws Exception {
    byte[] top =
        new LayerTar().file("lib/c", "c").whiteout("lib/.wh.a").hardLink("linked", "lib/b").bytes();
    assertThat(LayerTar.shown(base(), top))
        .containsEntry("usr/lib/c", "c")
        .containsEntry("linked", "b")
        .containsEntry("lib", "-> usr/lib")
        .doesNotContainKey("usr/lib/a");
    try (UnionFileSystem fs = LayerTar.mount(base(), top)) {
      assertThat(Files.isSameFile(fs.getPath("/linked"), fs.getPath("/usr/lib/b"))).isTrue();
    }
  }

  @Test
  @DisplayName("9. names and xattrs are raw bytes, times have nanoseconds")
  void rawBytesAndNanoseconds() throws Exception {
    Instant time = Instant.ofEpochSecond(981_173_106, 7);
    byte[] value = {0, -1, '=', '\n'};
    Layer written =
        Layer.builder()
            .time(time)
            .file("raw\udcffname", "x")
            .with("raw\udcffname", a -> a.withXattrs(Xattrs.NONE.with("user.raw", value)))
            .build();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(written).mount()) {
      fs.writeTree(out);
    }
    String text = out.toString(StandardCharsets.ISO_8859_1);
    assertThat(text).contains("mtime=981173106.000000007\n", "SCHILY.xattr.user.raw=\0\u00ff=\n\n");
    try (UnionFileSystem fs = LayerTar.mount(out.toByteArray())) {
      Path file = fs.getPath("/raw\udcffname");
      assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(time);
      assertThat((byte[]) Files.getAttribute(file, "user:raw")).isEqualTo(value);
    }
  }

  @Test
  @DisplayName(
      "10. DiffID is of the uncompressed tar, ChainID chains them, ImageID is the config's")
  void digests() throws Exception {
    byte[] one = CraftedImage.layer("a=1");
    byte[] two = CraftedImage.layer("b=2");
    CraftedImage crafted = new CraftedImage();
    String descriptor = crafted.image(one, two);
    Digest config = CraftedImage.digest(CraftedImage.utf8(CraftedImage.config(one, two)));
    try (Image image = Image.open(crafted.layout(descriptor).tar(temporary))) {
      Digest first = CraftedImage.digest(one);
      String chain = first + " " + CraftedImage.digest(two);
      assertThat(image.layers().get(0).diffId()).isEqualTo(first);
      assertThat(image.chainId(0)).isEqualTo(first);
      assertThat(image.chainId(1)).isEqualTo(CraftedImage.digest(CraftedImage.utf8(chain)));
      assertThat(image.imageId()).isEqualTo(config);
    }
    try (ArchiveLayer compressed = LayerTar.open(CraftedImage.gzip(one), Unpack.toMemory())) {
      assertThat(compressed.diffId()).isEqualTo(CraftedImage.digest(one));
    }
  }

  @Test
  @DisplayName("11. layers are tar, tar+gzip, tar+zstd, nondistributable, and Docker's")
  void mediaTypes() throws Exception {
    byte[] plain = CraftedImage.layer("a=1");
    Map<String, byte[]> layers =
        Map.of(
            CraftedImage.OCI_LAYER,
            plain,
            CraftedImage.OCI_LAYER + "+gzip",
            CraftedImage.gzip(plain),
            CraftedImage.OCI_LAYER + "+zstd",
            CraftedImage.zstd(plain),
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            plain,
            "application/vnd.docker.image.rootfs.diff.tar.gzip",
            CraftedImage.gzip(plain));
    for (Map.Entry<String, byte[]> layer : layers.entrySet()) {
      CraftedImage image = new CraftedImage();
      String config = image.blob(CraftedImage.OCI_CONFIG, CraftedImage.config(plain));
      String blob = image.blob(layer.getKey(), layer.getValue());
      String manifest = image.blob(CraftedImage.OCI_MANIFEST, CraftedImage.manifest(config, blob));
      assertThat(paths(image.layout(manifest).tar(temporary)))
          .as(layer.getKey())
          .isEqualTo(List.of(List.of("a")));
    }
  }

  @Test
  @DisplayName("12. export: nothing that did not change, resolved, the same bytes each time")
  void whatIsWrittenIsWhatChanged() throws Exception {
    try (UnionFileSystem fs = LayerTar.mount(base());
        UnionFileSystem other = LayerTar.mount(base())) {
      for (UnionFileSystem each : List.of(fs, other)) {
        Files.writeString(each.getPath("/never"), "x");
        Files.delete(each.getPath("/never"));
        Files.setAttribute(each.getPath("/dir"), "unix:mode", 0711);
        Files.delete(each.getPath("/lib"));
        Path now = Files.writeString(each.getPath("/usr/lib/c"), "c");
        for (Path path : List.of(now, each.getPath("/usr/lib"), each.getPath("/"))) {
          Files.setLastModifiedTime(path, java.nio.file.attribute.FileTime.fromMillis(5));
        }
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      fs.writeLayer(out);
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      other.writeLayer(again);
      assertThat(again.toByteArray()).isEqualTo(out.toByteArray());
      try (ArchiveLayer layer = LayerTar.open(out.toByteArray(), Unpack.toMemory())) {
        assertThat(layer.entries().stream().map(e -> e.path()))
            .containsExactly("", "lib", "usr", "usr/lib", "usr/lib/c");
      }
    }
  }

  @Test
  @DisplayName("13. docker-archive: manifest.json; a layer may be a link; compression is sniffed")
  void dockerArchives() throws Exception {
    byte[] plain = CraftedImage.layer("a=1");
    CraftedImage image = new CraftedImage().docker("app:1", plain);
    String path = CraftedImage.digest(plain).hex() + ".tar";
    image.put("real/layer.tar", CraftedImage.gzip(plain)).link(path, "real/layer.tar");
    assertThat(paths(image.tar(temporary))).isEqualTo(List.of(List.of("a")));
    byte[] whole = CraftedImage.gzip(image.tar());
    assertThat(paths(CraftedImage.write(temporary, whole))).isEqualTo(List.of(List.of("a")));
  }

  @Test
  @DisplayName("14. an OCI layout is oci-layout, index.json, blobs; unknown files are no error")
  void ociLayouts() throws Exception {
    CraftedImage image = new CraftedImage();
    String manifest = image.image(CraftedImage.layer("a=1"));
    image.layout(manifest).put("README", "hello").put("blobs/other/file", "x");
    assertThat(paths(image.directory(temporary))).isEqualTo(List.of(List.of("a")));
    assertThat(paths(image.tar(temporary))).isEqualTo(List.of(List.of("a")));
  }
}
