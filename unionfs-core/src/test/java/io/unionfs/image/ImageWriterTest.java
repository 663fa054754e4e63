package io.unionfs.image;

import static io.unionfs.image.CraftedImage.OCI_CONFIG;
import static io.unionfs.image.CraftedImage.OCI_LAYER;
import static io.unionfs.image.CraftedImage.OCI_MANIFEST;
import static io.unionfs.image.CraftedImage.config;
import static io.unionfs.image.CraftedImage.digest;
import static io.unionfs.image.CraftedImage.gzip;
import static io.unionfs.image.CraftedImage.layer;
import static io.unionfs.image.CraftedImage.manifest;
import static io.unionfs.image.CraftedImage.utf8;
import static io.unionfs.image.CraftedImage.with;
import static io.unionfs.image.CraftedImage.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.unionfs.archive.Hashing;
import io.unionfs.image.ImageWriter.Form;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images in one file: what is read is what was written, and the same again. */
class ImageWriterTest extends ImageTestBase {
  private final byte[] one = layer("one=1");
  private final byte[] two = layer("two=22", ".wh.one=");

  static byte[] write(Form form, NamedImage... images) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter.write(List.of(images), form, out, ProgressListener.NONE);
    return out.toByteArray();
  }

  static NamedImage named(ImageContent image, String... names) {
    return new NamedImage(image, Arrays.stream(names).map(ImageReference::parse).toList());
  }

  static byte[] bytes(Content content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) content.size());
    try (Content.Reader reader = content.open()) {
      while (bytes.hasRemaining() && reader.read(bytes, bytes.position()) >= 0) {
        // read on
      }
    }
    return bytes.array();
  }

  /** What a tar holds by name; directories end with a slash. */
  static Map<String, byte[]> files(byte[] tar) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        assertThat(files.put(entry.getName(), in.readAllBytes())).as(entry.getName()).isNull();
        assertThat(entry.getLastModifiedTime().toMillis()).isZero();
        assertThat(entry.getLongUserId()).isZero();
      }
    }
    return files;
  }

  /** An image of layers in all compressions, with fields and annotations that nobody knows. */
  private Path odd(String manifestType, String configType, String layerType) throws IOException {
    CraftedImage image = new CraftedImage();
    String config = config(one, two, one).replaceFirst("}$", ",\"x-unknown\":[1.50,{}]}");
    String manifest =
        manifest(
                with(image.blob(configType, config), "\"x-config\":true"),
                with(image.blob(layerType, gzip(one)), "\"annotations\":{\"b\":\"2\",\"a\":\"1\"}"),
                image.blob(layerType, zstd(two)),
                image.blob(layerType, one))
            .replace(OCI_MANIFEST, manifestType)
            .replaceFirst("}$", ",\n \"annotations\":{\"k\":\"v\"},\"x-field\":null }");
    image.layout(image.blob(manifestType, manifest));
    return image.tar(temporary);
  }

  private Path odd() throws IOException {
    return odd(OCI_MANIFEST, OCI_CONFIG, OCI_LAYER + "+gzip");
  }

  private static void assertSame(ImageContent found, ImageContent expected) throws IOException {
    assertThat(found.manifest().bytes()).isEqualTo(expected.manifest().bytes());
    assertThat(found.manifest().digest()).isEqualTo(expected.manifest().digest());
    assertThat(found.config().bytes()).isEqualTo(expected.config().bytes());
    for (Descriptor layer : expected.manifest().layers()) {
      assertThat(bytes(found.blob(layer))).isEqualTo(bytes(expected.blob(layer)));
      assertThat(Hashing.of(layer.digest().algorithm(), bytes(found.blob(layer))))
          .isEqualTo(layer.digest());
    }
  }

  @Test
  void anOciArchiveKeepsEveryDigest() throws IOException {
    try (Image original = Image.open(odd())) {
      Path file = CraftedImage.write(temporary, write(Form.OCI_ARCHIVE, named(original, "app:1")));
      try (Image read = Image.open(file)) {
        assertSame(read, original);
        assertThat(new String(read.manifest().bytes(), CraftedImage.UTF_8))
            .contains("\"x-field\":null }", "\"x-config\":true", "{\"b\":\"2\",\"a\":\"1\"}");
        assertThat(read.manifest().annotations()).containsEntry("k", "v");
        assertThat(read.repoTags()).containsExactly("app:1");
        assertThat(read.references()).containsExactly(ImageReference.parse("app:1"));
        assertThat(read.layers()).hasSize(3);
      }
    }
  }

  @Test
  void aManifestOfDockersSchema2StaysOne() throws IOException {
    String docker = "application/vnd.docker.";
    Path file =
        odd(
            docker + "distribution.manifest.v2+json",
            docker + "container.image.v1+json",
            docker + "image.rootfs.diff.tar.gzip");
    try (Image original = Image.open(file)) {
      byte[] tar = write(Form.OCI_ARCHIVE, named(original));
      try (Image read = Image.open(CraftedImage.write(temporary, tar))) {
        assertSame(read, original);
        assertThat(read.manifest().mediaType()).isEqualTo(docker + "distribution.manifest.v2+json");
        assertThat(read.repoTags()).isEmpty();
      }
      assertThat(new String(files(tar).get("index.json"), CraftedImage.UTF_8))
          .contains("\"mediaType\":\"" + docker + "distribution.manifest.v2+json\"");
    }
  }

  @Test
  void aManifestOfDockersSchema2IsMadeOciWhereThatIsAskedFor() throws IOException {
    String docker = "application/vnd.docker.";
    Path file =
        odd(
            docker + "distribution.manifest.v2+json",
            docker + "container.image.v1+json",
            docker + "image.rootfs.foreign.diff.tar.gzip");
    try (Image original = Image.open(file)) {
      byte[] tar = write(Form.OCI_ARCHIVE, named(original, "app:1").asOci());
      try (Image read = Image.open(CraftedImage.write(temporary, tar))) {
        assertThat(read.manifest().mediaType()).isEqualTo(OCI_MANIFEST);
        assertThat(read.manifest().config().mediaType()).isEqualTo(OCI_CONFIG);
        assertThat(read.manifest().annotations()).isEqualTo(original.manifest().annotations());
        assertThat(read.manifest().layers())
            .extracting(Descriptor::digest)
            .isEqualTo(original.manifest().layers().stream().map(Descriptor::digest).toList());
        assertThat(read.manifest().layers())
            .extracting(Descriptor::mediaType)
            .containsOnly("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip");
        assertThat(read.imageId()).isEqualTo(original.imageId());
        assertThat(read.layers()).hasSize(3);
        NamedImage named = named(read, "app:1");
        assertThat(named.asOci()).isSameAs(named);
      }
    }
  }

  @Test
  void aDockerArchiveHoldsUncompressedLayersUnderTheirDiffIds() throws IOException {
    try (Image original = Image.open(odd())) {
      byte[] tar = write(Form.DOCKER_ARCHIVE, named(original, "app:1", "quay.io/me/app:2"));
      Map<String, byte[]> files = files(tar);
      String config = original.imageId().hex();
      try (Image read = Image.open(CraftedImage.write(temporary, tar))) {
        assertThat(files.keySet())
            .containsExactly(
                "oci-layout",
                "index.json",
                "manifest.json",
                "repositories",
                "blobs/",
                "blobs/sha256/",
                "blobs/sha256/" + config,
                "blobs/sha256/" + digest(one).hex(),
                "blobs/sha256/" + digest(two).hex(),
                "blobs/sha256/" + read.manifest().digest().hex());
        assertThat(read.imageId()).isEqualTo(original.imageId());
        assertThat(read.config().bytes()).isEqualTo(original.config().bytes());
        assertThat(read.repoTags()).containsExactly("app:1", "quay.io/me/app:2");
        assertThat(read.manifest().annotations()).containsEntry("k", "v");
        assertThat(read.layers()).hasSize(3);
      }
      assertThat(files.get("blobs/sha256/" + digest(one).hex())).isEqualTo(one);
      String one = "\"blobs/sha256/" + digest(this.one).hex() + "\"";
      assertThat(new String(files.get("manifest.json"), CraftedImage.UTF_8))
          .isEqualTo(
              "[{\"Config\":\"blobs/sha256/"
                  + config
                  + "\",\"RepoTags\":[\"app:1\",\"quay.io/me/app:2\"],\"Layers\":["
                  + String.join(",", one, "\"blobs/sha256/" + digest(two).hex() + "\"", one)
                  + "]}]");
      String top = "\":\"" + digest(this.one).hex() + "\"}";
      assertThat(new String(files.get("repositories"), CraftedImage.UTF_8))
          .isEqualTo("{\"app\":{\"1" + top + ",\"quay.io/me/app\":{\"2" + top + "}");
    }
  }

  @Test
  void aDockerArchiveIsReadableWithoutItsLayout() throws IOException {
    try (Image original = Image.open(odd())) {
      CraftedImage classic = new CraftedImage();
      files(write(Form.DOCKER_ARCHIVE, named(original, "app:1")))
          .forEach(
              (name, bytes) -> {
                if (!name.endsWith("/") && !name.matches("oci-layout|index.json")) {
                  classic.put(name, bytes);
                }
              });
      try (Image read = Image.open(classic.tar(temporary))) {
        assertThat(read.manifestDigest()).isEmpty();
        assertThat(read.imageId()).isEqualTo(original.imageId());
        assertThat(read.layers()).hasSize(3);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameImageGivesTheSameBytesAgain(Form form) throws IOException {
    try (Image original = Image.open(odd())) {
      byte[] first = write(form, named(original, "app:1"));
      assertThat(write(form, named(original, "app:1"))).isEqualTo(first);
      try (Image read = Image.open(CraftedImage.write(temporary, first))) {
        assertThat(write(form, named(read, "app:1"))).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void layersThatImagesShareAreWrittenOnce(Form form) throws IOException {
    CraftedImage a = new CraftedImage();
    a.layout(a.image(one, two));
    CraftedImage b = new CraftedImage();
    b.layout(b.image("s390x", one));
    try (Image first = Image.open(a.tar(temporary));
        Image second = Image.open(b.tar(temporary))) {
      byte[] tar = write(form, named(first, "a:1"), named(second, "b:1"), named(first, "a:2"));
      // Two configs, two manifests, two layers; files() refuses a name that stands twice.
      assertThat(files(tar).keySet())
          .filteredOn(name -> name.matches("blobs/.*[0-9a-f]"))
          .hasSize(6);
      Path file = CraftedImage.write(temporary, tar);
      try (ImageFile read = ImageFile.open(file, ImageOptions.defaults())) {
        assertThat(read.images()).hasSize(2);
        assertThat(read.images().get(0).repoTags()).containsExactly("a:1", "a:2");
        assertThat(read.images().get(1).repoTags()).containsExactly("b:1");
        assertSame(read.images().get(0), first);
        assertSame(read.images().get(1), second);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anImageOfNothingAndWithoutANameIsWritten(Form form) throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image());
    try (Image original = Image.open(image.tar(temporary))) {
      byte[] tar = write(form, named(original));
      assertThat(files(tar)).doesNotContainKey("repositories");
      try (Image read = Image.open(CraftedImage.write(temporary, tar))) {
        assertSame(read, original);
        assertThat(read.repoTags()).isEmpty();
      }
    }
  }

  // ---- docker-archives as sources ----

  @Test
  void aDockerArchiveGetsAManifestOfItsLayerFilesAsTheyStand() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one, two, one);
    image.put(digest(one).hex() + ".tar", gzip(one));
    try (Image opened = Image.open(image.tar(temporary))) {
      Manifest manifest = opened.manifest();
      assertThat(manifest.mediaType()).isEqualTo(OCI_MANIFEST);
      assertThat(manifest.config())
          .isEqualTo(Descriptor.of(OCI_CONFIG, opened.imageId(), opened.config().bytes().length));
      Descriptor packed = Descriptor.of(OCI_LAYER + "+gzip", digest(gzip(one)), gzip(one).length);
      assertThat(manifest.layers())
          .containsExactly(packed, Descriptor.of(OCI_LAYER, digest(two), two.length), packed);
      assertThat(opened.manifest()).isSameAs(manifest);
      assertThat(bytes(opened.blob(packed))).isEqualTo(gzip(one));
      byte[] tar = write(Form.OCI_ARCHIVE, named(opened, "app:1"));
      try (Image read = Image.open(CraftedImage.write(temporary, tar))) {
        assertSame(read, opened);
        assertThat(read.layers()).hasSize(3);
      }
    }
  }

  @Test
  void aBlobThatTheManifestDoesNotNameIsNotThere() throws IOException {
    CraftedImage image = new CraftedImage().docker("app:1", one);
    Path file = image.tar(temporary);
    try (Image opened = Image.open(file)) {
      Descriptor other = Descriptor.of(OCI_LAYER, digest(two), two.length);
      assertThat(catchThrowable(() -> opened.blob(other)))
          .isInstanceOf(ImageException.class)
          .hasMessage(file + ": has no layer " + digest(two));
    }
  }

  // ---- what is damaged ----

  private String refusedWriting(Form form, CraftedImage image) throws IOException {
    try (Image opened = Image.open(image.tar(temporary))) {
      Throwable thrown = catchThrowable(() -> write(form, named(opened, "app:1")));
      assertThat(thrown).isInstanceOf(ImageException.class);
      assertThat(thrown.getMessage()).hasLineCount(1).startsWith("app:1: layer sha256:");
      return thrown.getMessage();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLayerWhoseBytesChangedIsNotCopied(Form form) throws IOException {
    for (byte[] blob : new byte[][] {one, gzip(one), zstd(one)}) {
      CraftedImage image = new CraftedImage();
      String layer = image.blob(OCI_LAYER, blob);
      image.layout(image.blob(OCI_MANIFEST, manifest(image.blob(OCI_CONFIG, config(one)), layer)));
      byte[] changed = blob.clone();
      changed[blob.length - 1] ^= 1;
      image.put(Blobs.path(digest(blob)), changed);
      assertThat(refusedWriting(form, image)).containsAnyOf("another digest", "damaged");
    }
  }

  @Test
  void aCompressedLayerThatIsNotTheConfigsIsNotWrittenAsItsDiffId() throws IOException {
    CraftedImage image = new CraftedImage();
    String config = image.blob(OCI_CONFIG, config(two));
    image.layout(image.blob(OCI_MANIFEST, manifest(config, image.blob(OCI_LAYER, gzip(one)))));
    assertThat(refusedWriting(Form.DOCKER_ARCHIVE, image))
        .contains(
            "its uncompressed digest is " + digest(one), "the config's DiffID is " + digest(two));
  }

  @Test
  void contentOfAnotherSizeOrDigestThanItsDescriptorIsRefused() throws IOException {
    for (byte[] wrong : new byte[][] {two, Arrays.copyOf(one, one.length + 512), {}}) {
      Descriptor layer = Descriptor.of(OCI_LAYER, digest(one), one.length);
      assertThat(refusal(new Fake(config(one), Map.of(digest(one), wrong), layer)))
          .contains("layer " + digest(one));
    }
    Descriptor empty = Descriptor.of(OCI_LAYER, digest(one), 0);
    assertThat(refusal(new Fake(config(one), Map.of(digest(one), new byte[0]), empty)))
        .contains("its bytes have another digest, " + digest(new byte[0]));
  }

  private static String refusal(ImageContent image) {
    Throwable thrown = catchThrowable(() -> write(Form.OCI_ARCHIVE, named(image)));
    assertThat(thrown).isInstanceOf(ImageException.class);
    return thrown.getMessage();
  }

  /** An image from elsewhere that keeps its promises or not. */
  private record Fake(ImageConfig config, Map<Digest, byte[]> blobs, Manifest manifest)
      implements ImageContent {
    Fake(String config, Map<Digest, byte[]> blobs, Descriptor... layers) throws IOException {
      this(
          ImageConfig.parse(utf8(config)),
          blobs,
          Manifest.of(
              Descriptor.of(OCI_CONFIG, digest(utf8(config)), config.length()), List.of(layers)));
    }

    @Override
    public Content blob(Descriptor layer) {
      return Content.of(blobs.get(layer.digest()));
    }
  }

  // ---- progress and streams ----

  @ParameterizedTest
  @EnumSource
  void progressIsToldForEachLayerToItsEnd(Form form) throws IOException {
    byte[] large = layer("zeros=" + "0".repeat(1 << 20));
    CraftedImage image = new CraftedImage();
    image.layout(image.image(large, one));
    Map<String, List<Long>> told = new HashMap<>();
    try (Image opened = Image.open(image.tar(temporary))) {
      ImageWriter.write(
          List.of(named(opened)),
          form,
          OutputStream.nullOutputStream(),
          (what, done, total) -> {
            List<Long> so = told.computeIfAbsent(what, w -> new ArrayList<>());
            assertThat(done).isGreaterThan(so.isEmpty() ? 0 : so.get(so.size() - 1));
            assertThat(total)
                .isEqualTo(what.equals(digest(one).abbreviated()) ? one.length : large.length);
            so.add(done);
          });
    }
    assertThat(told).containsOnlyKeys(digest(large).abbreviated(), digest(one).abbreviated());
    assertThat(told.get(digest(large).abbreviated()))
        .hasSizeGreaterThan(4)
        .endsWith((long) large.length);
  }

  @Test
  void theStreamStaysOpen() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image(one));
    boolean[] closed = new boolean[1];
    try (Image opened = Image.open(image.tar(temporary))) {
      OutputStream out =
          new ByteArrayOutputStream() {
            @Override
            public void close() {
              closed[0] = true;
            }
          };
      ImageWriter.write(List.of(named(opened)), Form.OCI_ARCHIVE, out, ProgressListener.NONE);
    }
    assertThat(closed[0]).isFalse();
  }
}
