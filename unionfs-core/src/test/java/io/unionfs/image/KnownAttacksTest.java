package io.unionfs.image;

import static io.unionfs.image.CraftedImage.OCI_CONFIG;
import static io.unionfs.image.CraftedImage.OCI_INDEX;
import static io.unionfs.image.CraftedImage.OCI_LAYER;
import static io.unionfs.image.CraftedImage.OCI_MANIFEST;
import static io.unionfs.image.CraftedImage.config;
import static io.unionfs.image.CraftedImage.descriptor;
import static io.unionfs.image.CraftedImage.digest;
import static io.unionfs.image.CraftedImage.gzip;
import static io.unionfs.image.CraftedImage.layer;
import static io.unionfs.image.CraftedImage.manifest;
import static io.unionfs.image.CraftedImage.utf8;
import static io.unionfs.image.CraftedImage.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Unpack;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on other tools that were told of, tried on images here. Layers are tried elsewhere. */
class KnownAttacksTest extends ImageTestBase {
  private final byte[] one = layer("one=1");
  private final CraftedImage image = new CraftedImage();

  private String goodManifest() {
    return manifest(image.blob(OCI_CONFIG, config(one)), image.blob(OCI_LAYER, one));
  }

  private static void refusedAsManifest(String json, String words) {
    assertThatThrownBy(() -> Manifest.parse(utf8(json)))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("manifest sha256:")
        .hasMessageContaining(words)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifests", "Manifests", "MANIFESTS", "manifeſts"})
  void cve202141190ManifestThatIsAnIndexToo(String field) throws IOException {
    String confused = goodManifest().replaceFirst("}$", ",\"" + field + "\":[]}");
    image.layout(image.blob(OCI_MANIFEST, confused));
    refused(image, "can be read as");
    refusedAsManifest(confused, "can be read as");
  }

  @ParameterizedTest
  @ValueSource(strings = {"layers", "Layers", "config", "CONFIG"})
  void cve202141190IndexThatIsAManifestToo(String field) throws IOException {
    String index = CraftedImage.index(image.image(one));
    String confused = index.replaceFirst("}$", ",\"" + field + "\":[]}");
    image.layout(image.blob(OCI_INDEX, confused));
    refused(image, "can be read as");
    image.put("index.json", confused);
    refused(image, "can be read as");
  }

  @Test
  void cve202141190MediaTypeOfTheOtherKind() throws IOException {
    String other = goodManifest().replace(OCI_MANIFEST, OCI_INDEX);
    image.layout(image.blob(OCI_MANIFEST, other));
    refused(image, "calls itself \"" + OCI_INDEX + "\"");
    refusedAsManifest(other, "calls itself \"" + OCI_INDEX + "\" where a manifest is expected");
  }

  @ParameterizedTest
  @CsvSource({
    "layers, Layers",
    "config, Config",
    "digest, Digest",
    "size, SIZE",
    "mediaType, mediatype"
  })
  void fieldsThatGoReadsWithoutRegardToCase(String field, String other) throws IOException {
    String confused =
        goodManifest().replaceFirst("\"" + field + "\":", "\"" + other + "\":0,\"" + field + "\":");
    image.layout(image.blob(OCI_MANIFEST, confused));
    refused(image, other + "\" can be read as \"", field + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:../../../../../../tmp/evil",
        "sha256:../a",
        "sha256:/etc/passwd",
        "sha256:",
        "sha256:ABCD",
        "../../etc:passwd",
        "/etc:passwd",
        "sha256:%2e%2e%2f",
        "sha512:..",
        "..:..",
        "sha256:0000000000000000000000000000000000000000000000000000000000000000/../../x"
      })
  void cve20243727DigestUsedAsAPath(String digest) throws IOException {
    String inLayer =
        manifest(image.blob(OCI_CONFIG, config(one)), descriptor(OCI_LAYER, digest, 1));
    String inConfig = manifest(descriptor(OCI_CONFIG, digest, 1), image.blob(OCI_LAYER, one));
    for (String confused : new String[] {inLayer, inConfig}) {
      refusedAsManifest(confused, "not a digest of the form sha256:");
      image.layout(image.blob(OCI_MANIFEST, confused));
      refused(image, "not a digest of the form sha256:");
    }
    image.layout(descriptor(OCI_MANIFEST, digest, 1));
    refused(image, "not a digest of the form sha256:");
  }

  @Test
  void cve20149356PathsAndLinksInADockerArchiveThatLeaveIt() throws IOException {
    Files.write(temporary.resolve("evil.tar"), one);
    for (String path : List.of("../evil.tar", temporary + "/evil.tar", "a/../../evil.tar")) {
      CraftedImage crafted = new CraftedImage().docker("app:1", one);
      String json = new String(crafted.files.get("manifest.json"), CraftedImage.UTF_8);
      crafted.put("manifest.json", json.replace(digest(one).hex() + ".tar", path));
      refused(crafted, "leads outside the image");
    }
    CraftedImage linked = new CraftedImage().docker("app:1", one);
    linked.link(digest(one).hex() + ".tar", "../evil.tar");
    refused(linked, "leads outside the image");
  }

  @Test
  void cve202223648VolumeThatTraversesIsAMereString() throws IOException {
    List<String> volumes = List.of("/../../../etc", "../..", "/a/../../b");
    String json =
        config(one)
            .replaceFirst(
                "}$",
                ",\"config\":{\"Volumes\":{\""
                    + String.join("\":{},\"", volumes)
                    + "\":{}},\"WorkingDir\":\"/../../x\"}}");
    image.layout(
        image.blob(
            OCI_MANIFEST, manifest(image.blob(OCI_CONFIG, json), image.blob(OCI_LAYER, one))));
    Path directory = image.directory(temporary);
    try (Image opened = Image.open(directory)) {
      assertThat(opened.config().volumes()).isEqualTo(volumes);
      assertThat(opened.config().workingDir()).isEqualTo("/../../x");
      ImageConfig changed =
          ImageConfigBuilder.from(opened.config()).change("VOLUME /../../more").build();
      assertThat(changed.volumes()).hasSize(4).endsWith("/../../more");
      Path written = temporary.resolve("written/layout");
      ImageWriter.writeLayout(
          List.of(ImageWriterTest.named(opened, "app:1")), written, ProgressListener.NONE);
      assertThat(written.getParent()).isDirectoryNotContaining(path -> !path.equals(written));
    }
  }

  @Test
  void cve201714992DecompressionBomb() throws IOException {
    byte[] large = layer("zeros=" + "0".repeat(8 << 20));
    ImageOptions options = ImageOptions.defaults().withUnpack(Unpack.toMemory().withLimit(1 << 20));
    for (byte[] bomb : new byte[][] {gzip(large), zstd(large)}) {
      CraftedImage crafted = new CraftedImage();
      String config = crafted.blob(OCI_CONFIG, config(large));
      crafted.layout(crafted.blob(OCI_MANIFEST, manifest(config, crafted.blob(OCI_LAYER, bomb))));
      refusal(crafted.tar(temporary), options).contains("larger than 1048576 bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.json", "oci-layout", "config", "manifest"})
  void cve202325153ImportOfADocumentWithoutBounds(String what) throws IOException {
    String spaces = " ".repeat(5 << 20);
    switch (what) {
      case "config" ->
          image.layout(
              image.blob(
                  OCI_MANIFEST,
                  manifest(
                      image.blob(OCI_CONFIG, config(one) + spaces), image.blob(OCI_LAYER, one))));
      case "manifest" -> image.layout(image.blob(OCI_MANIFEST, goodManifest() + spaces));
      default -> {
        image.layout(image.image(one));
        image.put(what, new String(image.files.get(what), CraftedImage.UTF_8) + spaces);
      }
    }
    refused(image, "bytes are too many for a document");
  }

  @Test
  void digestThatDoesNotMatch() throws IOException {
    image.layout(image.image(one));
    for (String path : image.blobPaths()) {
      CraftedImage changed = new CraftedImage();
      changed.files.putAll(image.files);
      byte[] bytes = image.files.get(path).clone();
      bytes[bytes.length - 1] ^= 1;
      changed.put(path, bytes);
      refused(changed, "another digest");
    }
  }

  @Test
  void sizeThatDoesNotMatch() throws IOException {
    image.layout(image.image(one));
    for (String path : image.blobPaths()) {
      CraftedImage changed = new CraftedImage();
      changed.files.putAll(image.files);
      byte[] bytes = image.files.get(path);
      changed.put(path, Arrays.copyOf(bytes, bytes.length + 1));
      refused(changed, "its descriptor says " + bytes.length);
    }
  }
}
