package io.unionfs.image;

import static io.unionfs.image.CraftedImage.config;
import static io.unionfs.image.CraftedImage.digest;
import static io.unionfs.image.CraftedImage.gzip;
import static io.unionfs.image.CraftedImage.item;
import static io.unionfs.image.CraftedImage.layer;
import static io.unionfs.image.CraftedImage.named;
import static io.unionfs.image.CraftedImage.utf8;
import static io.unionfs.image.CraftedImage.with;
import static io.unionfs.image.CraftedImage.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

/** Docker-archives as Docker and others have written them over the years. */
class DockerArchiveTest extends ImageTestBase {
  private final byte[] one = layer("one=1");
  private final byte[] two = layer("two=2");

  @Test
  void manifestJsonNamesConfigAndLayers() throws IOException {
    Path tar = new CraftedImage().docker("docker.io/library/app:1", one, two).tar(temporary);
    try (Image image = Image.open(tar)) {
      assertThat(image.repoTags()).containsExactly("app:1");
      assertThat(image.imageId()).isEqualTo(digest(utf8(config(one, two))));
      assertThat(image.manifestDigest()).isEmpty();
      assertThat(image.layers()).hasSize(2);
      assertThat(image.layers().get(0).name()).isEqualTo(digest(one).abbreviated());
    }
    assertThat(paths(tar)).containsExactly(List.of("one"), List.of("two"));
  }

  @Test
  void legacyLayerFilesMayBeLinksToOneAnother() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one, one, one);
    image
        .put("aa/layer.tar", one)
        .link("bb/layer.tar", "../aa/layer.tar")
        .link("cc", "aa/layer.tar");
    image.put(
        "manifest.json",
        "["
            + item(
                digest(utf8(config(one, one, one))).hex() + ".json",
                "app:1",
                "\"aa/layer.tar\",\"bb/layer.tar\",\"cc\"")
            + "]");
    assertThat(paths(image.tar(temporary))).hasSize(3);
    assertThat(paths(image.directory(temporary))).hasSize(3);
  }

  @Test
  void aHardLinkedLayerIsALayer() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one);
    String name = digest(one).hex() + ".tar";
    image.files.remove(name);
    byte[] tar =
        CraftedImage.tarOf(
            out -> {
              CraftedImage.entry(out, "./first", one);
              TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_LINK);
              link.setLinkName("./first");
              out.putArchiveEntry(link);
              out.closeArchiveEntry();
              for (String path : image.files.keySet()) {
                CraftedImage.entry(out, "./" + path, image.files.get(path));
              }
            });
    assertThat(paths(CraftedImage.write(temporary, tar))).containsExactly(List.of("one"));
  }

  @Test
  void layersAndTheWholeMayBeCompressed() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one, two);
    image.put(digest(one).hex() + ".tar", gzip(one)).put(digest(two).hex() + ".tar", zstd(two));
    List<List<String>> expected = List.of(List.of("one"), List.of("two"));
    assertThat(paths(image.tar(temporary))).isEqualTo(expected);
    assertThat(paths(CraftedImage.write(temporary, gzip(image.tar())))).isEqualTo(expected);
    assertThat(paths(CraftedImage.write(temporary, zstd(image.tar())))).isEqualTo(expected);
  }

  @Test
  void configsMayBeNamedInAnyWay() throws IOException {
    for (String name : List.of("config.json", "sha256:" + digest(utf8(config(one))).hex())) {
      CraftedImage image = new CraftedImage().docker("app:1", one).put(name, config(one));
      String layer = "\"" + digest(one).hex() + ".tar\"";
      image.put("manifest.json", "[" + item(name, "app:1", layer) + "]");
      assertThat(paths(image.tar(temporary))).hasSize(1);
    }
  }

  @Test
  void tagsMayBeMissing() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one);
    String json =
        new String(image.files.get("manifest.json"), java.nio.charset.StandardCharsets.UTF_8);
    image.put("manifest.json", json.replace("[\"app:1\"]", "null"));
    try (Image opened = Image.open(image.tar(temporary))) {
      assertThat(opened.repoTags()).isEmpty();
    }
  }

  @Test
  void ofSeveralImagesTheNamedOneIsChosen() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one);
    String other = digest(utf8(config(two))).hex() + ".json";
    image.put(other, config(two)).put("two.tar", two);
    String first =
        item(
            digest(utf8(config(one))).hex() + ".json",
            "app:1",
            "\"" + digest(one).hex() + ".tar\"");
    image.put("manifest.json", "[" + first + "," + item(other, "app:2", "\"two.tar\"") + "]");
    Path tar = image.tar(temporary);
    ImageOptions options = ImageOptions.defaults();
    assertThat(paths(tar, options.withReference("app:2"))).containsExactly(List.of("two"));
    assertThat(paths(tar, options.withReference(digest(utf8(config(one))).toString())))
        .containsExactly(List.of("one"));
    refusal(tar).contains("holds several images; name one of them: app:1, app:2");
    refusal(tar, options.withReference("app:3")).contains("holds no image \"app:3\"");
  }

  @Test
  void whatIsAnOciLayoutTooIsReadAsThatAndNamedByManifestJson() throws IOException {
    CraftedImage image = both(one, one);
    try (Image opened = Image.open(image.tar(temporary))) {
      assertThat(opened.repoTags()).containsExactly("app:1");
      assertThat(opened.manifestDigest()).isPresent();
      assertThat(opened.layers()).hasSize(1);
    }
  }

  @Test
  void twoFormsThatSpeakOfDifferentImagesAreRefused() throws IOException {
    refused(both(one, two), "manifest.json and index.json speak of different images");
  }

  /** What {@code docker save} writes since version 25. */
  private static CraftedImage both(byte[] inLayout, byte[] inArchive) {
    CraftedImage image = new CraftedImage();
    image.layout(with(image.image(inLayout), named("1")));
    byte[] config = utf8(config(inArchive));
    image.blob(CraftedImage.OCI_CONFIG, config);
    image.blob(CraftedImage.OCI_LAYER, inArchive);
    return image.put(
        "manifest.json",
        "["
            + item(
                "blobs/sha256/" + digest(config).hex(),
                "app:1",
                "\"blobs/sha256/" + digest(inArchive).hex() + "\"")
            + "]");
  }
}
