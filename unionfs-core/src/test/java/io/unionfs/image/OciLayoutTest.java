package io.unionfs.image;

import static io.unionfs.image.CraftedImage.OCI_CONFIG;
import static io.unionfs.image.CraftedImage.OCI_INDEX;
import static io.unionfs.image.CraftedImage.OCI_LAYER;
import static io.unionfs.image.CraftedImage.OCI_MANIFEST;
import static io.unionfs.image.CraftedImage.config;
import static io.unionfs.image.CraftedImage.digest;
import static io.unionfs.image.CraftedImage.gzip;
import static io.unionfs.image.CraftedImage.layer;
import static io.unionfs.image.CraftedImage.manifest;
import static io.unionfs.image.CraftedImage.named;
import static io.unionfs.image.CraftedImage.platform;
import static io.unionfs.image.CraftedImage.utf8;
import static io.unionfs.image.CraftedImage.with;
import static io.unionfs.image.CraftedImage.zstd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.archive.Hashing;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OCI layouts as they should be: OCI image specification, image-layout.md and manifest.md. */
class OciLayoutTest extends ImageTestBase {
  private final byte[] one = layer("one=1");
  private final byte[] two = layer("two=22", ".wh.one=");

  @Test
  void aLayoutIsReadAsDirectoryAndTarAndCompressedTar() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image(one, two));
    List<List<String>> expected = List.of(List.of("one"), List.of("two", "one"));
    assertThat(paths(image.directory(temporary))).isEqualTo(expected);
    assertThat(paths(image.tar(temporary))).isEqualTo(expected);
    assertThat(paths(CraftedImage.write(temporary, gzip(image.tar())))).isEqualTo(expected);
    assertThat(paths(CraftedImage.write(temporary, zstd(image.tar())))).isEqualTo(expected);
  }

  @Test
  void aLayoutIsReadFromAnyFilesystem() throws IOException {
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix())) {
      CraftedImage image = new CraftedImage();
      image.layout(image.image(one));
      assertThat(paths(image.directory(jimfs.getPath("/work")))).hasSize(1);
      assertThat(paths(image.tar(jimfs.getPath("/work")))).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+gzip", "+zstd"})
  void compressionIsToldByTheFirstBytesWhateverTheMediaTypeSays(String suffix) throws IOException {
    CraftedImage image = new CraftedImage();
    String config = image.blob(OCI_CONFIG, config(one, one, one));
    String type = OCI_LAYER + suffix;
    String manifest =
        manifest(
            config,
            image.blob(type, one),
            image.blob(type, gzip(one)),
            image.blob(type, zstd(one)));
    image.layout(image.blob(OCI_MANIFEST, manifest));
    assertThat(paths(image.tar(temporary)))
        .containsExactly(List.of("one"), List.of("one"), List.of("one"));
  }

  @Test
  void aLayerThatIsThereTwiceIsReadOnce() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image(one, two, one));
    try (Image opened = Image.open(image.tar(temporary))) {
      List<ArchiveLayer> layers = opened.layers();
      assertThat(layers).hasSize(3);
      assertThat(layers.get(0)).isSameAs(layers.get(2)).isNotSameAs(layers.get(1));
      assertThat(opened.layers()).isSameAs(layers);
    }
  }

  @Test
  void aChainIdIsTheDigestOfTheChainBelowAndTheDiffId() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image(one, two));
    try (Image opened = Image.open(image.tar(temporary))) {
      Digest chain = digest(utf8(digest(one) + " " + digest(two)));
      assertThat(opened.chainId(0)).isEqualTo(digest(one));
      assertThat(opened.chainId(1)).isEqualTo(chain);
      assertThatThrownBy(() -> opened.chainId(2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> opened.chainId(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void anImageFromScratchHasNoLayers() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image());
    assertThat(paths(image.tar(temporary))).isEmpty();
  }

  @Test
  void filesItDoesNotKnowAreNoError() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image(one)).put("README", "hello").put("../odd", "x").link("odd", "/etc");
    assertThat(paths(image.tar(temporary))).hasSize(1);
  }

  @Test
  void blobsMayBeNamedByOtherDigestsOfTheSpecification() throws IOException {
    CraftedImage image = new CraftedImage();
    Digest sha512 = Hashing.of("sha512", one);
    image.put(Blobs.path(sha512), one);
    String config = image.blob(OCI_CONFIG, config(one));
    String layer = CraftedImage.descriptor(OCI_LAYER, sha512.toString(), one.length);
    image.layout(image.blob(OCI_MANIFEST, manifest(config, layer)));
    assertThat(paths(image.tar(temporary))).hasSize(1);

    byte[] other = one.clone();
    other[600] ^= 1;
    image.put(Blobs.path(sha512), other);
    refusal(image.tar(temporary)).contains("has another digest");
  }

  @Test
  void anIndexInsideTheIndexIsReadAndItsNameIsItsImages() throws IOException {
    CraftedImage image = new CraftedImage();
    String amd64 = with(image.image("amd64", one), platform("linux", "amd64"));
    String s390x = with(image.image("s390x", two), platform("linux", "s390x"));
    String index = image.blob(OCI_INDEX, CraftedImage.index(amd64, s390x));
    image.layout(with(index, named("example.org/app:1")));
    Path tar = image.tar(temporary);
    ImageOptions options = ImageOptions.defaults().withPlatform(Platform.parse("linux/s390x"));
    try (Image opened = Image.open(tar, options)) {
      assertThat(opened.repoTags()).containsExactly("example.org/app:1");
      assertThat(opened.config().diffIds()).containsExactly(digest(two));
    }
  }

  @Test
  void withoutOptionsTheHostsPlatformIsChosen() throws IOException {
    CraftedImage image = new CraftedImage();
    String host = Platform.host().architecture();
    String mine = with(image.image(host, one), platform("linux", host));
    String other = with(image.image("mips64le", two), platform("linux", "mips64le"));
    image.layout(other, mine);
    assertThat(paths(image.tar(temporary))).containsExactly(List.of("one"));
  }

  @Test
  void anOnlyImageIsTakenWhateverItsPlatformUnlessOneIsAskedFor() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(with(image.image("mips64le", one), platform("linux", "mips64le")));
    assertThat(paths(image.tar(temporary))).hasSize(1);
    refusal(
            image.tar(temporary),
            ImageOptions.defaults().withPlatform(Platform.parse("linux/amd64")))
        .contains("holds no image for linux/amd64", "linux/mips64le");
  }

  @Test
  void withoutAMatchingPlatformThoseThereAreAreListed() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(
        with(image.image("mips64le", one), platform("linux", "mips64le")),
        with(image.image("s390", two), platform("linux", "s390")));
    refusal(image.tar(temporary))
        .contains("holds no image for linux/", "linux/mips64le, linux/s390");
  }

  @Test
  void platformsThatTheIndexDoesNotTellAreReadFromTheConfigs() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image("amd64", one), image.image("arm64", two));
    ImageOptions options = ImageOptions.defaults().withPlatform(Platform.parse("linux/arm64"));
    assertThat(paths(image.tar(temporary), options)).containsExactly(List.of("two", "one"));
  }

  @Test
  void ofPlatformsWhoseBlobsWereLeftOutOthersAreChosen() throws IOException {
    CraftedImage image = new CraftedImage();
    String mine = with(image.image("amd64", one), platform("linux", "amd64"));
    String absent =
        with(
            CraftedImage.descriptor(OCI_MANIFEST, digest(utf8("absent")).toString(), 6),
            platform("linux", "arm64"));
    image.layout(image.blob(OCI_INDEX, CraftedImage.index(absent, mine)));
    ImageOptions options = ImageOptions.defaults();
    assertThat(paths(image.tar(temporary), options.withPlatform(Platform.parse("linux/amd64"))))
        .hasSize(1);
    refusal(image.tar(temporary), options.withPlatform(Platform.parse("linux/arm64")))
        .contains("holds no image for linux/arm64; there is one for linux/amd64");
  }

  @Test
  void ofSeveralImagesTheNamedOneIsChosen() throws IOException {
    CraftedImage image = new CraftedImage();
    String first = image.image(one);
    String second = image.image(two);
    image.layout(
        with(first, named("app:1")),
        with(second, named("docker.io/library/app:latest")),
        with(second, named("other")));
    Path tar = image.tar(temporary);
    ImageOptions options = ImageOptions.defaults();
    assertThat(paths(tar, options.withReference("app:1"))).containsExactly(List.of("one"));
    for (String name : List.of("app", "docker.io/library/app:latest", "other", "other:latest")) {
      assertThat(paths(tar, options.withReference(name)))
          .as(name)
          .containsExactly(List.of("two", "one"));
    }
    String digest = first.replaceAll(".*\"digest\":\"([^\"]*)\".*", "$1");
    assertThat(paths(tar, options.withReference(digest))).containsExactly(List.of("one"));
    refusal(tar).contains("holds several images; name one of them: app:1, app:latest = other");
    refusal(tar, options.withReference("nothing"))
        .contains("holds no image \"nothing\"; it holds app:1, app:latest = other");
  }

  @Test
  void attestationsAreNoImages() throws IOException {
    CraftedImage image = new CraftedImage();
    String about =
        with(
            image.blob(OCI_MANIFEST, manifest(image.blob(OCI_CONFIG, "{}"))),
            "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},"
                + platform("unknown", "unknown"));
    image.layout(with(image.image("amd64", one), platform("linux", "amd64")), about);
    assertThat(paths(image.tar(temporary))).hasSize(1);
  }

  @Test
  void dockersMediaTypesMeanTheSame() throws IOException {
    CraftedImage image = new CraftedImage();
    String docker = "application/vnd.docker.";
    String manifest =
        manifest(
                image.blob(docker + "container.image.v1+json", config(one)),
                image.blob(docker + "image.rootfs.diff.tar.gzip", gzip(one)))
            .replace(OCI_MANIFEST, docker + "distribution.manifest.v2+json");
    image.layout(image.blob(docker + "distribution.manifest.v2+json", manifest));
    assertThat(paths(image.tar(temporary))).containsExactly(List.of("one"));
  }

  @Test
  void aNondistributableLayerThatIsThereIsALayer() throws IOException {
    CraftedImage image = new CraftedImage();
    String layer =
        image.blob("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", gzip(one));
    image.layout(image.blob(OCI_MANIFEST, manifest(image.blob(OCI_CONFIG, config(one)), layer)));
    assertThat(paths(image.tar(temporary))).hasSize(1);
  }

  @Test
  void aClosedImageHasNoLayers() throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image(one));
    Image opened = Image.open(image.directory(temporary));
    opened.close();
    opened.close();
    assertThatThrownBy(opened::layers)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("closed");
  }
}
