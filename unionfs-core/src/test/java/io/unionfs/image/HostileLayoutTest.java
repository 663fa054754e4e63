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

import io.unionfs.json.Document;
import io.unionfs.testing.images.HostileImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OCI layouts that are damaged or mean harm. */
class HostileLayoutTest extends ImageTestBase {
  private final byte[] one = layer("one=1");
  private final CraftedImage image = new CraftedImage();

  // ---- digests and sizes ----

  @Test
  void aLayerWhoseBytesChangedIsRefused() throws IOException {
    image.layout(image.image(one));
    byte[] changed = one.clone();
    changed[512] ^= 1;
    image.put(Blobs.path(digest(one)), changed);
    refused(
        image, "layer 0 (" + digest(one) + "): the blob " + digest(one) + " has another digest");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 20, -9, -5, -1})
  void aCompressedLayerWhoseBytesChangedIsRefusedByItsDigest(int place) throws IOException {
    for (byte[] packed : new byte[][] {gzip(one), zstd(one)}) {
      CraftedImage crafted = new CraftedImage();
      String layer = crafted.blob(OCI_LAYER, packed);
      String config = crafted.blob(OCI_CONFIG, config(one));
      crafted.layout(crafted.blob(OCI_MANIFEST, manifest(config, layer)));
      byte[] changed = packed.clone();
      changed[place < 0 ? packed.length + place : place] ^= 1;
      crafted.put(Blobs.path(digest(packed)), changed);
      refused(
          crafted,
          "layer 0 (" + digest(one) + "): the blob " + digest(packed) + " has another digest");
    }
  }

  @Test
  void bytesBehindACompressedLayerCountForItsDigest() throws IOException {
    byte[] packed = gzip(one);
    byte[] more = Arrays.copyOf(packed, packed.length + 100_000);
    String layer = descriptor(OCI_LAYER, digest(packed).toString(), more.length);
    image.put(Blobs.path(digest(packed)), more);
    image.layout(image.blob(OCI_MANIFEST, manifest(image.blob(OCI_CONFIG, config(one)), layer)));
    refused(image, "has another digest, " + digest(more));
  }

  @Test
  void aBlobOfAnotherSizeThanItsDescriptorsIsRefused() throws IOException {
    String manifest = image.image(one);
    image.layout(manifest);
    image.put(Blobs.path(digest(one)), Arrays.copyOf(one, one.length - 512));
    refused(
        image,
        "layer " + digest(one) + ": has " + (one.length - 512) + " bytes",
        "its descriptor says " + one.length);
  }

  @Test
  void aManifestOrConfigWhoseBytesChangedIsRefused() throws IOException {
    for (String what : new String[] {"config", "manifest"}) {
      CraftedImage crafted = new CraftedImage();
      crafted.layout(crafted.image(one));
      String path = crafted.blobPaths().get(what.equals("config") ? 1 : 2);
      byte[] changed = crafted.files.get(path);
      changed[changed.length - 1] = ' ';
      refused(crafted, what + " sha256:", "its bytes have another digest");
    }
  }

  @Test
  void aLayerThatIsNotTheConfigsIsRefused() throws IOException {
    byte[] other = layer("other=1");
    String config = image.blob(OCI_CONFIG, config(other));
    image.layout(image.blob(OCI_MANIFEST, manifest(config, image.blob(OCI_LAYER, gzip(one)))));
    refused(
        image, "its uncompressed digest is " + digest(one), "config's DiffID is " + digest(other));
  }

  @Test
  void asManyLayersAsDiffIdsAreAskedFor() throws IOException {
    String config = image.blob(OCI_CONFIG, config(one, one));
    image.layout(image.blob(OCI_MANIFEST, manifest(config, image.blob(OCI_LAYER, one))));
    refused(image, "lists 1 layers, but the config's rootfs.diff_ids 2");
  }

  @Test
  void asManyStepsOfHistoryAsLayersAreAskedFor() throws IOException {
    String history = ",\"history\":[{\"empty_layer\":true},{},{}]}";
    String config = image.blob(OCI_CONFIG, config(one).replaceFirst("}$", history));
    image.layout(image.blob(OCI_MANIFEST, manifest(config, image.blob(OCI_LAYER, one))));
    refused(image, "\"history\" tells of 2 layers, but \"rootfs.diff_ids\" lists 1");
  }

  @ParameterizedTest
  @CsvSource({"0, manifest", "1, config", "2, layer"})
  void aMissingBlobIsNamed(int back, String what) throws IOException {
    image.layout(image.image(one));
    String path = image.blobPaths().get(2 - back);
    image.files.remove(path);
    String hex = path.substring(path.lastIndexOf('/') + 1);
    refused(image, what + " sha256:" + hex + ": the blob is not there", "get it anew");
  }

  @Test
  void aNondistributableLayerThatIsNotThereIsNamedAsSuch() throws IOException {
    String layer =
        descriptor(
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            digest(one).toString(),
            one.length);
    image.layout(image.blob(OCI_MANIFEST, manifest(image.blob(OCI_CONFIG, config(one)), layer)));
    refused(image, "it is a nondistributable layer");
  }

  // ---- digests as paths: CVE-2024-3727 ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:../../../../etc/passwd",
        "../../etc:passwd",
        "sha256:",
        "",
        "md5:d41d8cd98f00b204e9800998ecf8427e",
        "sha256:ABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCDEFABCD",
        "sha256:0000000000000000000000000000000000000000000000000000000000000000/../x",
        "sha256:0000000000000000000000000000000000000000000000000000000000000000\\n"
      })
  void aDigestOfAnotherFormIsRefusedWhereverItStands(String digest) throws IOException {
    refused(new CraftedImage().layout(descriptor(OCI_MANIFEST, digest, 1)), "not a digest");
    CraftedImage inManifest = new CraftedImage();
    inManifest.layout(
        inManifest.blob(
            OCI_MANIFEST,
            manifest(inManifest.blob(OCI_CONFIG, config(one)), descriptor(OCI_LAYER, digest, 1))));
    refused(inManifest, "not a digest of the form sha256:");
    CraftedImage inConfig = new CraftedImage();
    String config = config(one).replace(digest(one).toString(), digest);
    inConfig.layout(
        inConfig.blob(
            OCI_MANIFEST,
            manifest(inConfig.blob(OCI_CONFIG, config), inConfig.blob(OCI_LAYER, one))));
    refused(inConfig, "not a digest of the form sha256:");
  }

  // ---- one document, two meanings: CVE-2021-41190 ----

  @ParameterizedTest
  @ValueSource(strings = {"\"layers\":[]", "\"config\":{}"})
  void anIndexThatIsAManifestTooIsRefused(String field) throws IOException {
    String index = CraftedImage.index(image.image(one)).replaceFirst("}$", "," + field + "}");
    image.layout(image.blob(OCI_INDEX, index));
    refused(image, "can be read as an index and as a manifest");
    image.put("index.json", index);
    refused(image, "index.json: can be read as an index and as a manifest");
  }

  @Test
  void aDocumentThatCallsItselfAnotherThingThanItsDescriptorIsRefused() throws IOException {
    image.layout(image.image(one));
    String json = new String(image.files.get(image.blobPaths().get(2)), CraftedImage.UTF_8);
    String docker = "application/vnd.docker.distribution.manifest.v2+json";
    image.layout(image.blob(docker, json));
    refused(image, "calls itself \"" + OCI_MANIFEST + "\", but its descriptor says \"" + docker);
    image.layout(image.blob(OCI_INDEX, json));
    refused(image, "calls itself \"" + OCI_MANIFEST + "\", but its descriptor says \"" + OCI_INDEX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{' | line 1: is not JSON: it ends too early",
        "'{\n\"a\": tru}' | line 2: is not JSON at column",
        "'{} x' | line 1: is not JSON at column",
        "'{\"a\": 1e99999999999}' | index.json: is not acceptable JSON: a number in it is too large"
      })
  void textThatIsNotJsonIsToldWithoutTheParsersWords(String text, String message)
      throws IOException {
    image.layout().put("index.json", text);
    refusal(image.tar(temporary), ImageOptions.defaults())
        .contains(message)
        .doesNotContain("Source", "StreamRead", "getMax", "Unexpected", "token");
  }

  @Test
  void aFieldThatStandsTwiceIsRefused() throws IOException {
    image.layout(image.image(one));
    String index = new String(image.files.get("index.json"), CraftedImage.UTF_8);
    image.put("index.json", index.replaceFirst("}$", ",\"manifests\":[]}"));
    refused(image, "index.json: line 1: is not acceptable JSON", "\"manifests\" stands twice");
  }

  @Test
  void aDocumentThatStandsTwiceInATarIsRefused() throws IOException {
    refused(HostileImage.DOCUMENT_TWICE, "holds the file \"index.json\" more than once");
  }

  // ---- indexes without end ----

  @Test
  void anIndexThatNamesItselfIsRefused() throws IOException {
    // No blob can hold its own digest, so one that claims to has another.
    String self = descriptor(OCI_INDEX, digest(utf8("x")).toString(), 0);
    String index = CraftedImage.index(self);
    String sized = index.replace("\"size\":0", "\"size\":" + (index.length() + 2));
    image.put(Blobs.path(digest(utf8("x"))), sized);
    image.layout(self.replace("\"size\":0", "\"size\":" + sized.length()));
    refused(image, "its bytes have another digest");
  }

  @Test
  void indexesInsideOneAnotherAreReadToALimit() throws IOException {
    refused(HostileImage.NESTED_INDEXES, "is one of too many indexes");
  }

  @Test
  void aFanOfIndexesIsReadToALimit() {
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> refused(HostileImage.INDEX_FAN, "is one of too many indexes"));
  }

  @Test
  void imagesAreListedToALimit() throws IOException {
    image.layout(
        IntStream.range(0, 600)
            .mapToObj(i -> descriptor(OCI_MANIFEST, digest(utf8("i" + i)).toString(), i))
            .toArray(String[]::new));
    refused(image, "holds more than 512 images");
  }

  @Test
  void layersAreListedToALimit() throws IOException {
    String[] layers = new String[501];
    Arrays.fill(layers, image.blob(OCI_LAYER, one));
    String config = image.blob(OCI_CONFIG, config());
    image.layout(image.blob(OCI_MANIFEST, manifest(config, layers)));
    refused(image, "lists 501 layers; at most 500 can be used");
  }

  // ---- what is no image ----

  @Test
  void schema1IsRefusedByName() throws IOException {
    String type = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    refused(
        new CraftedImage().layout(descriptor(type, digest(one).toString(), 1)),
        "schema 1",
        "pull and save the image anew");
    String old = "{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[]}";
    image.layout(image.blob(OCI_MANIFEST, old));
    refused(image, "is a manifest of Docker's schema 1");
  }

  @Test
  void anArtifactIsRefusedByName() throws IOException {
    String config = image.blob("application/vnd.oci.empty.v1+json", "{}");
    image.layout(image.blob(OCI_MANIFEST, manifest(config)));
    refused(image, "is an artifact, not an image", "application/vnd.oci.empty.v1+json");
    image.layout(image.blob("application/x-thing", "{}"));
    refused(image, "holds no image, but a manifest of the type \"application/x-thing\"");
    refused(new CraftedImage().layout(), "holds no image");
  }

  @Test
  void aLayerOfAnUnknownTypeIsRefusedByName() throws IOException {
    String layer = image.blob(OCI_LAYER + "+gzip+encrypted", one);
    image.layout(image.blob(OCI_MANIFEST, manifest(image.blob(OCI_CONFIG, config(one)), layer)));
    refused(image, "is of the unknown type", "decrypt the image first");
  }

  @ParameterizedTest
  @CsvSource({"2.0.0, the layout's version is 2.0.0", "'', the layout's version is"})
  void anotherVersionOfTheLayoutIsRefused(String version, String message) throws IOException {
    image.layout(image.image(one));
    image.put("oci-layout", "{\"imageLayoutVersion\":\"" + version + "\"}");
    refused(image, message);
  }

  // ---- JSON ----

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "7",
        "\"x\"",
        "{} {}",
        "{\"schemaVersion\":2",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":3,\"manifests\":[]}",
        "{\"schemaVersion\":\"2\",\"manifests\":[]}",
        "{\"schemaVersion\":2.0,\"manifests\":[]}",
        "{\"schemaVersion\":2,\"manifests\":{}}",
        "{\"schemaVersion\":2,\"manifests\":[1]}",
        "{\"schemaVersion\":2,\"manifests\":[{}]}",
        "{\"schemaVersion\":2,\"manifests\":[null]}",
        "{\"schemaVersion\":1e999999999,\"manifests\":[]}",
        "{\"a\u0000\u001b[31m\":1,}"
      })
  void anIndexOfAnotherFormIsRefused(String json) throws IOException {
    image.layout().put("index.json", json);
    refused(image, "index.json: ");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws IOException {
    image.layout().put("index.json", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
    refused(image, "index.json: ");
  }

  @Test
  void aDocumentIsReadToADepth() throws IOException {
    image.layout().put("index.json", "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
    refused(image, "index.json: ", "nested deeper than 64");
  }

  @Test
  void aDocumentIsReadToASize() throws IOException {
    image.layout().put("index.json", "{\"x\":\"" + "x".repeat(Document.MAX_BYTES) + "\"}");
    refused(image, "index.json: ", "bytes are too many for a document");
  }

  @Test
  void aDocumentIsReadToANumberOfParts() throws IOException {
    image.layout().put("index.json", "{\"x\":[" + "{},".repeat(1_000_000) + "1]}");
    refused(image, "index.json: ", "more than 500000 parts");
  }

  @Test
  void aDescriptorsSizeIsNoExcuseToReadMore() throws IOException {
    byte[] large = new byte[Document.MAX_BYTES + 1];
    image.layout(image.blob(OCI_MANIFEST, large));
    refused(image, "bytes are too many for a document");
  }

  // ---- the host's files ----

  @Test
  void aLinkOutOfTheDirectoryIsRefused() throws IOException {
    Path secret = Files.writeString(temporary.resolve("secret"), "{\"secret\":1}");
    image.layout(image.image(one));
    image.files.remove("index.json");
    image.link("index.json", secret.toString());
    refusal(image.directory(temporary))
        .contains("\"index.json\" is a link that leads outside the image")
        .doesNotContain("secret\"");
    refusal(image.tar(temporary)).contains("leads outside the image");
  }

  @Test
  void aBlobThatIsNoFileIsRefusedAndNotWaitedFor() throws Exception {
    image.layout(image.image(one));
    Path directory = image.directory(temporary);
    Path blob = directory.resolve(Blobs.path(digest(one)));
    Files.delete(blob);
    Files.createDirectory(blob);
    refusal(directory).contains("is not a file");
    Files.delete(blob);
    Process mkfifo = new ProcessBuilder("mkfifo", blob.toString()).start();
    org.junit.jupiter.api.Assumptions.assumeTrue(mkfifo.waitFor() == 0);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> refusal(directory).contains("is not a file"));
  }
}
