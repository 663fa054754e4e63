package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.archive.Hashing;
import io.unionfs.image.ImageWriter.Form;
import io.unionfs.json.Document;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that we write are accepted by skopeo, umoci and buildah, and unpack to the tree that our
 * mount shows. Skipped where the tools are missing.
 */
class RealWriterTest extends RealToolsBase {
  private static final String NAME = "app:1";

  /** The image at {@code source} in each form that we write, in skopeo's words. */
  private List<String> written(Path source) throws IOException {
    Path layout = work.resolve("written");
    Path docker = work.resolve("written-docker.tar");
    Path oci = work.resolve("written-oci.tar");
    try (Image image = Image.open(source)) {
      List<NamedImage> images = List.of(ImageWriterTest.named(image, NAME).asOci());
      ImageWriter.writeLayout(images, layout, ProgressListener.NONE);
      write(images, Form.DOCKER_ARCHIVE, docker);
      write(images, Form.OCI_ARCHIVE, oci);
    }
    return List.of(
        "oci:" + layout + ":1",
        "docker-archive:" + docker + ":" + NAME,
        "oci-archive:" + oci + ":1");
  }

  private static void write(List<NamedImage> images, Form form, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageWriter.write(images, form, out, ProgressListener.NONE);
    }
  }

  private static Path fileOf(String source) {
    return Path.of(source.split(":")[1]);
  }

  @Test
  void skopeoSeesTheSameManifestAndConfigInWhatWeWrite() throws Exception {
    Path original = CommittedImagesTest.resource("oddities");
    try (Image image = Image.open(original)) {
      for (String source : written(original)) {
        byte[] config = inspect("--config", "--raw", source);
        assertThat(config).as(source).isEqualTo(image.config().bytes());
        byte[] manifest = inspect("--raw", source);
        Document inspected = Document.parse(source, inspect(source));
        if (source.startsWith("oci")) {
          assertThat(manifest).as(source).isEqualTo(image.manifest().bytes());
          assertThat(inspected.texts("Layers"))
              .isEqualTo(
                  image.manifest().layers().stream().map(l -> l.digest().toString()).toList());
        } else {
          assertThat(inspected.texts("Layers"))
              .isEqualTo(image.config().diffIds().stream().map(Digest::toString).toList());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"oddities", "oddities-docker.tar.gz", "oddities-zstd.tar", "built-oci.tar"})
  void committedImagesThatWeWriteAreUnpackedToTheSameTree(String file) throws Exception {
    List<String> expected =
        Files.readAllLines(
            CommittedImagesTest.resource(
                (file.startsWith("built") ? "built" : "oddities") + ".tree"));
    Path original = CommittedImagesTest.resource(file);
    for (String source : written(original)) {
      if (file.contains("zstd") && source.startsWith("oci")) { // which umoci cannot read
        assertThat(pulledLines(source)).as(source).isEqualTo(withoutTimes(expected));
      } else {
        assertThat(unpackedLines(source)).as(source).isEqualTo(expected);
      }
      assertSame(fileOf(source), ImageOptions.defaults(), expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void layersOfRandomChangesThatWeWriteAreUnpackedToTheSameTree(long seed) throws Exception {
    packedByUmoci(new Random(seed), 4, 40);
    Path original = work.resolve("layout");
    List<String> expected;
    try (Image image = Image.open(original)) {
      expected = CommittedImagesTest.listing(image).lines();
    }
    for (String source : written(original)) {
      assertThat(unpackedLines(source)).as(source).isEqualTo(expected);
      assertThat(pulledLines(source)).as("buildah: %s", source).isEqualTo(withoutTimes(expected));
      assertSame(fileOf(source), ImageOptions.defaults(), expected);
    }
  }

  @Test
  void skopeoFindsEachOfSeveralImagesByItsName() throws Exception {
    Path docker = work.resolve("several.tar");
    Path layout = work.resolve("several");
    try (Image first = Image.open(CommittedImagesTest.resource("oddities"));
        Image second = Image.open(CommittedImagesTest.resource("built-oci.tar"))) {
      List<NamedImage> images =
          List.of(
              ImageWriterTest.named(first, "odd:1", "odd:also"),
              ImageWriterTest.named(second, "quay.io/me/built:2"));
      write(images, Form.DOCKER_ARCHIVE, docker);
      ImageWriter.writeLayout(images, layout, ProgressListener.NONE);
      for (String source :
          List.of(
              "docker-archive:" + docker + ":odd:1",
              "docker-archive:" + docker + ":odd:also",
              "oci:" + layout + ":1",
              "oci:" + layout + ":also")) {
        assertThat(inspect("--config", "--raw", source)).isEqualTo(first.config().bytes());
      }
      for (String source :
          List.of("docker-archive:" + docker + ":quay.io/me/built:2", "oci:" + layout + ":2")) {
        assertThat(inspect("--config", "--raw", source)).isEqualTo(second.config().bytes());
      }
    }
  }

  @Test
  void umociWorksOnALayoutThatWeWroteAndWeOnWhatItMakes() throws Exception {
    String source = written(CommittedImagesTest.resource("oddities")).get(0);
    Path layout = fileOf(source);
    String image = layout + ":1";
    Path bundle = work.resolve("umoci-bundle");
    umoci("unpack", "--image", image, bundle.toString());
    Files.writeString(bundle.resolve("rootfs/added"), "by umoci");
    umoci("repack", "--image", layout + ":2", bundle.toString());
    umoci("gc", "--layout", layout.toString());
    List<String> expected = unpackedLines("oci:" + layout + ":2");
    assertThat(expected).anyMatch(line -> line.startsWith("added\t"));
    ImageOptions second = ImageOptions.defaults().withReference("2");
    try (Image made = Image.open(layout, second)) {
      assertThat(CommittedImagesTest.listing(made).lines()).isEqualTo(expected);
      ImageWriter.writeLayout(
          List.of(ImageWriterTest.named(made, "app:3")), layout, ProgressListener.NONE);
    }
    assertThat(unpackedLines("oci:" + layout + ":3")).isEqualTo(expected);
    assertThat(unpackedLines("oci:" + layout + ":1"))
        .isEqualTo(Files.readAllLines(CommittedImagesTest.resource("oddities.tree")));
  }

  @Test
  void manifestsOfDockersSchema2AreTakenFromSkopeoAndGivenBack() throws Exception {
    Path docker = work.resolve("dir");
    skopeo(
        "copy",
        "--format",
        "v2s2",
        "oci:" + CommittedImagesTest.resource("oddities") + ":v1",
        "dir:" + docker);
    byte[] manifest = Files.readAllBytes(docker.resolve("manifest.json"));
    Path layout = asLayout(docker, manifest);
    try (Image image = Image.open(layout)) {
      assertThat(image.manifest().mediaType())
          .isEqualTo("application/vnd.docker.distribution.manifest.v2+json");
    }
    List<String> expected = Files.readAllLines(CommittedImagesTest.resource("oddities.tree"));
    for (String source : written(layout)) {
      assertThat(unpackedLines(source)).as(source).isEqualTo(expected);
    }
    Path kept = work.resolve("kept");
    try (Image image = Image.open(layout)) {
      ImageWriter.writeLayout(
          List.of(ImageWriterTest.named(image, NAME)), kept, ProgressListener.NONE);
    }
    assertThat(kept.resolve(Blobs.path(Hashing.sha256(manifest)))).hasBinaryContent(manifest);
    assertSame(kept, ImageOptions.defaults(), expected);
  }

  /** The blobs in skopeo's own form, put where a layout has them. */
  private Path asLayout(Path dir, byte[] manifest) throws IOException {
    CraftedImage crafted = new CraftedImage();
    Manifest parsed = Manifest.parse(manifest);
    crafted.layout(crafted.blob(parsed.mediaType(), manifest));
    for (Digest blob :
        Stream.concat(Stream.of(parsed.config()), parsed.layers().stream())
            .map(Descriptor::digest)
            .toList()) {
      crafted.put(Blobs.path(blob), Files.readAllBytes(dir.resolve(blob.hex())));
    }
    return crafted.directory(work);
  }

  private byte[] inspect(String... arguments) throws Exception {
    return Tool.output(work, words(List.of("skopeo", "--insecure-policy", "inspect"), arguments));
  }

  /** buildah leaves some directories with the time at which it unpacked into or mounted them. */
  private static List<String> withoutTimes(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("(\\td [0-7]{4} \\d+:\\d+) [0-9.]+", "$1"))
        .toList();
  }

  /** What buildah shows of {@code source} after pulling it. */
  private List<String> pulledLines(String source) throws Exception {
    String id = new String(buildah("pull", "-q", source), CraftedImage.UTF_8).strip();
    String container = new String(buildah("from", id), CraftedImage.UTF_8).strip();
    String root = new String(buildah("mount", container), CraftedImage.UTF_8).strip();
    List<String> lines = withoutTimes(HostListing.of(Path.of(root)).lines());
    buildah("rm", container);
    buildah("rmi", "-f", id);
    return lines;
  }
}
