package io.unionfs.image;

import static io.unionfs.image.CraftedImage.config;
import static io.unionfs.image.CraftedImage.digest;
import static io.unionfs.image.CraftedImage.gzip;
import static io.unionfs.image.CraftedImage.item;
import static io.unionfs.image.CraftedImage.layer;
import static io.unionfs.image.CraftedImage.utf8;
import static io.unionfs.image.CraftedImage.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Unpack;
import io.unionfs.testing.images.HostileImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Docker-archives that are damaged or mean harm, and files that are no image at all. */
class HostileDockerArchiveTest extends ImageTestBase {
  private final byte[] one = layer("one=1");
  private final String configName = digest(utf8(config(one))).hex() + ".json";
  private final String layerName = digest(one).hex() + ".tar";

  private CraftedImage withManifest(String config, String layer) {
    CraftedImage image = new CraftedImage().docker("app:1", one);
    return image.put("manifest.json", "[" + item(config, "app:1", "\"" + layer + "\"") + "]");
  }

  // ---- paths that lead elsewhere ----

  @ParameterizedTest
  @ValueSource(strings = {"../layer.tar", "/etc/passwd", "a/../../x", "", ".", "..", "a\\u0000b"})
  void aPathInManifestJsonThatLeavesTheArchiveIsRefused(String path) throws IOException {
    refused(withManifest(configName, path), "leads outside the image");
    refused(withManifest(path, layerName), "leads outside the image");
  }

  @Test
  void aPathThatLeadsOutAndBackIsRefusedInADirectoryToo() throws IOException {
    refused(withManifest(configName, "../" + layerName), "leads outside the image");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "/etc/passwd", "../../../../../x"})
  void aLayerLinkThatLeavesTheArchiveIsRefused(String target) throws IOException {
    CraftedImage image = withManifest(configName, "aa/layer.tar").link("aa/layer.tar", target);
    refusal(image.tar(temporary)).contains("the link \"aa/layer.tar\" leads outside the image");
  }

  @Test
  void aLayerLinkOutOfADirectoryIsRefused() throws IOException {
    Path layer = Files.write(temporary.resolve("outside.tar"), one);
    CraftedImage image = withManifest(configName, "aa/layer.tar");
    image.link("aa/layer.tar", layer.toString());
    refusal(image.directory(temporary)).contains("is a link that leads outside the image");
  }

  @Test
  void layerLinksInACircleAreRefused() throws IOException {
    refused(HostileImage.DOCKER_LINK_LOOP, "leads through too many links");
  }

  // ---- what is missing, doubled or another ----

  @Test
  void aMissingLayerIsNamed() throws IOException {
    refused(withManifest(configName, "gone.tar"), "layer \"gone.tar\": the file is not there");
  }

  @Test
  void aMissingConfigIsNamed() throws IOException {
    refused(withManifest("gone.json", layerName), "does not hold the file \"gone.json\"");
  }

  @Test
  void aLayerThatIsNotTheConfigsIsRefused() throws IOException {
    CraftedImage image = withManifest(configName, layerName).put(layerName, layer("other=1"));
    refused(image, "layer 0 (" + digest(one) + "): its uncompressed digest is");
  }

  @Test
  void aBlobThatIsNotTheOneItsNamePromisesIsRefused() throws IOException {
    String path = "blobs/sha256/" + digest(utf8("else")).hex();
    CraftedImage image = withManifest(configName, path).put(path, gzip(one));
    refused(image, "has another digest");
  }

  @Test
  void aConfigThatIsNotTheOneItsNamePromisesIsRefused() throws IOException {
    CraftedImage image = withManifest(configName, layerName);
    refused(image.put(configName, config(one) + " "), "its digest is another");
  }

  @Test
  void asManyLayersAsDiffIdsAreAskedFor() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one);
    image.put("manifest.json", "[" + item(configName, "app:1", "") + "]");
    refused(image, "lists 0 layers, but the config's rootfs.diff_ids 1");
  }

  @Test
  void aManifestJsonThatStandsTwiceIsRefused() throws IOException {
    refused(HostileImage.DOCKER_MANIFEST_TWICE, "holds the file \"manifest.json\" more than once");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "7",
        "[7]",
        "[[]]",
        "[{}]",
        "[{\"Config\":7}]",
        "[{\"Config\":\"a\",\"Layers\":7}]",
        "[{\"Config\":\"a\",\"RepoTags\":[7]}]",
        "[] []",
        "[]",
        "null"
      })
  void aManifestJsonOfAnotherFormIsRefused(String json) throws IOException {
    refused(new CraftedImage().docker("app:1", one).put("manifest.json", json), "");
  }

  @Test
  void aMillionImagesInManifestJsonAreRefused() throws IOException {
    String items = "{\"Config\":\"a\"},".repeat(100_000) + "{\"Config\":\"a\"}";
    refused(
        new CraftedImage().put("manifest.json", "[" + items + "]"), "lists more than 512 images");
  }

  @Test
  void manyImagesWithLargeConfigsAreReadToALimit() throws IOException {
    String config = "{\"os\":\"plan9\",\"x\":\"" + "x".repeat(3 << 20) + "\"}";
    String items = "{\"Config\":\"config.json\"},".repeat(499) + "{\"Config\":\"config.json\"}";
    CraftedImage image = new CraftedImage().put("config.json", config);
    refused(
        image.put("manifest.json", "[" + items + "]"), "its documents are larger than 67108864");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"os\":7",
        "\"created\":\"yesterday\"",
        "\"config\":[]",
        "\"config\":{\"Env\":{}}",
        "\"config\":{\"Env\":[7]}",
        "\"config\":{\"Labels\":{\"a\":7}}",
        "\"config\":{\"Volumes\":[]}",
        "\"history\":{}",
        "\"history\":[{\"empty_layer\":\"no\"}]",
        "\"history\":[{\"created\":\"2024-13-01T00:00:00Z\"}]",
        "\"rootfs\":[]",
        "\"rootfs\":{\"type\":\"layers+base\"}",
        "\"rootfs\":{\"diff_ids\":[7]}"
      })
  void aConfigOfAnotherFormIsRefused(String field) throws IOException {
    CraftedImage image = new CraftedImage().put("config.json", "{" + field + "}");
    image.put("manifest.json", "[{\"Config\":\"config.json\"}]");
    refused(image, "config \"config.json\": ");
  }

  @Test
  void whatToolsLeaveOutOrWriteAsNullIsEmpty() throws IOException {
    for (String json :
        new String[] {
          "{}",
          "{\"config\":null,\"history\":null,\"rootfs\":null}",
          "{\"config\":{\"Env\":null,\"Cmd\":null,\"Labels\":null},\"created\":\"\"}"
        }) {
      CraftedImage image = new CraftedImage().put("config.json", json);
      image.put("manifest.json", "[{\"Config\":\"config.json\",\"Layers\":null}]");
      try (Image opened = Image.open(image.tar(temporary))) {
        assertThat(opened.config().cmd()).isEmpty();
        assertThat(opened.config().labels()).isEmpty();
        assertThat(opened.config().created()).isEmpty();
        assertThat(opened.layers()).isEmpty();
      }
    }
  }

  // ---- what is cut off ----

  @Test
  void anArchiveCutOffAnywhereIsRefused() throws IOException {
    byte[] tar = new CraftedImage().docker("app:1", one).tar();
    int end = lastByteThatMatters(tar);
    for (int length = 0; length < end; length += 100) {
      refusal(CraftedImage.write(temporary, Arrays.copyOf(tar, length))).isNotEmpty();
    }
  }

  private static int lastByteThatMatters(byte[] tar) {
    int end = tar.length;
    while (tar[end - 1] == 0) {
      end--;
    }
    return end;
  }

  @Test
  void aCompressedArchiveCutOffAnywhereIsRefused() throws IOException {
    byte[] tar = new CraftedImage().docker("app:1", one).tar();
    for (byte[] packed : new byte[][] {gzip(tar), zstd(tar)}) {
      for (int length = 0; length < packed.length; length += 23) {
        refusal(CraftedImage.write(temporary, Arrays.copyOf(packed, length))).isNotEmpty();
      }
    }
  }

  @Test
  void aLayerCutOffIsRefused() throws IOException {
    byte[] packed = gzip(one);
    CraftedImage image = new CraftedImage().docker("app:1", one);
    refused(
        image.put(layerName, Arrays.copyOf(packed, packed.length / 2)),
        "layer 0 (" + digest(one) + "): ",
        "damaged");
    refused(image.put(layerName, new byte[0]), "its uncompressed digest is");
    refused(image.put(layerName, "no tar".repeat(200)), "is no tar archive");
  }

  // ---- what is too much ----

  @Test
  void aLayerThatDecompressesBeyondTheLimitIsRefused() throws IOException {
    byte[] large = layer("zeros=" + "0".repeat(3 << 20));
    CraftedImage image = new CraftedImage().docker("app:1", large);
    image.put(digest(large).hex() + ".tar", gzip(large));
    refusal(image.tar(temporary), limited(1 << 20))
        .contains("layer 0", "larger than 1048576 bytes when decompressed");
  }

  @Test
  void theLimitHoldsForAllLayersTogether() throws IOException {
    byte[] a = layer("a=" + "0".repeat(600_000));
    byte[] b = layer("b=" + "0".repeat(600_000));
    CraftedImage image = new CraftedImage().docker("app:1", a, b);
    image.put(digest(a).hex() + ".tar", gzip(a)).put(digest(b).hex() + ".tar", zstd(b));
    refusal(image.tar(temporary), limited(1 << 20)).contains("layer 1 (", "larger than");
    assertThat(paths(image.tar(temporary), limited(2 << 20))).hasSize(2);
  }

  @Test
  void aWholeArchiveThatDecompressesBeyondTheLimitIsRefused() throws IOException {
    byte[] large = layer("zeros=" + "0".repeat(3 << 20));
    byte[] tar = new CraftedImage().docker("app:1", large).tar();
    for (byte[] packed : new byte[][] {gzip(tar), zstd(tar)}) {
      refusal(CraftedImage.write(temporary, packed), limited(1 << 20)).contains("larger than");
    }
  }

  @Test
  void whatWasDecompressedBeforeARefusalIsDeleted() throws IOException {
    Path place = Files.createDirectory(temporary.resolve("place"));
    byte[] a = layer("a=1");
    byte[] b = layer("b=2");
    CraftedImage image = new CraftedImage().docker("app:1", a, b);
    image.put(digest(a).hex() + ".tar", gzip(a)).put(digest(b).hex() + ".tar", gzip(a));
    Path file = CraftedImage.write(temporary, gzip(image.tar()));
    refusal(file, ImageOptions.defaults().withUnpack(Unpack.to(place))).contains("layer 1 (");
    assertThat(place).isEmptyDirectory();
  }

  private static ImageOptions limited(long bytes) {
    return ImageOptions.defaults().withUnpack(Unpack.toMemory().withLimit(bytes));
  }

  // ---- what is no image ----

  @Test
  void aFileThatIsNotThereIsNamed() {
    refusal(temporary.resolve("nothing.tar")).contains("there is no such file");
  }

  @Test
  void aFileThatIsNoTarIsNoImage() throws IOException {
    refusal(CraftedImage.write(temporary, utf8("hello")))
        .contains("an image is a docker-archive, or an OCI layout as a directory or tar");
    refusal(CraftedImage.write(temporary, new byte[0])).contains("an image is a docker-archive");
    refusal(CraftedImage.write(temporary, new byte[10_240])).contains("an image is");
    refusal(CraftedImage.write(temporary, gzip(utf8("hello")))).contains("is no tar archive");
  }

  @Test
  void aCompressionThatIsNotReadIsNamed() throws IOException {
    byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0};
    refusal(CraftedImage.write(temporary, xz)).contains("xz");
  }

  @Test
  void aFlatTarOrPlainDirectoryIsNoImage() throws IOException {
    refusal(CraftedImage.write(temporary, one)).contains("holds neither manifest.json nor");
    refusal(temporary).contains("holds neither manifest.json nor");
    refusal(Path.of("/dev/null")).contains("is neither a file nor a directory");
  }

  @Test
  void whatDockerWroteBeforeManifestJsonIsRefusedByName() throws IOException {
    refused(new CraftedImage().put("repositories", "{}"), "from before Docker 1.10");
  }

  @Test
  void skopeosOwnDirectoryFormIsRefusedByName() throws IOException {
    refused(
        new CraftedImage().put("manifest.json", " {\"schemaVersion\":2}").put("version", "1"),
        "skopeo \"dir:\" directory");
  }

  @Test
  void aNameThatIsNoTextForATerminalIsShownEscaped() throws IOException {
    refused(withManifest(configName, "a\\u001b[31m"), "layer \"a\\x1b[31m\"");
  }

  @Test
  void aReferenceOrPlatformOfAnotherFormIsRefused() {
    for (String text : new String[] {"", "linux", "linux/", "/amd64", "a/b/c/d", "linux//v7"}) {
      assertThatThrownBy(() -> Platform.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected os/arch");
    }
  }
}
