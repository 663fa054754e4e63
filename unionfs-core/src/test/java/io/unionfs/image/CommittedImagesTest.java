package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Unpack;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that Debian's tools made, kept as resources: see images/README.md. */
class CommittedImagesTest {
  @TempDir private Path temporary;

  static Path resource(String name) {
    URL url = CommittedImagesTest.class.getResource("images/" + name);
    assertThat(url).as(name).isNotNull();
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static TreeListing listing(Image image) throws Exception {
    MountBuilder builder = new MountBuilder().writability(MountBuilder.Writability.READ_ONLY);
    for (Layer layer : image.layers()) {
      builder.lower(layer);
    }
    try (Mount mount = builder.mount()) {
      return TreeListing.of(mount);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "oddities, oddities",
    "oddities-docker.tar.gz, oddities",
    "oddities-zstd.tar, oddities",
    "built-docker.tar, built",
    "built-oci.tar, built"
  })
  void theMergedTreeIsWhatUmociUnpacks(String file, String tree) throws Exception {
    try (Image image = Image.open(resource(file))) {
      assertThat(listing(image).lines())
          .containsExactlyElementsOf(Files.readAllLines(resource(tree + ".tree")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"oddities", "oddities-docker.tar.gz", "oddities-zstd.tar"})
  void everyFormOfAnImageHasTheSameIdentity(String file) throws IOException {
    try (Image image = Image.open(resource(file));
        Image other = Image.open(resource("oddities"))) {
      assertThat(image.imageId()).isEqualTo(other.imageId());
      assertThat(image.chainId(3)).isEqualTo(other.chainId(3));
      assertThat(image.layers().stream().map(ArchiveLayer::diffId))
          .isEqualTo(image.config().diffIds());
    }
  }

  @Test
  void theConfigSaysHowToRun() throws IOException {
    try (Image image = Image.open(resource("oddities"))) {
      ImageConfig config = image.config();
      assertThat(config.entrypoint()).containsExactly("/usr/bin/hello");
      assertThat(config.cmd()).containsExactly("world");
      assertThat(config.env()).contains("GREETING=hi");
      assertThat(config.workingDir()).isEqualTo("/tmp");
      assertThat(config.user()).isEqualTo("1000:1001");
      assertThat(config.labels()).containsEntry("org.example.kind", "odd");
      assertThat(config.volumes()).containsExactly("/var/log/app");
      assertThat(config.platform()).isEqualTo(Platform.parse("linux/amd64"));
      assertThat(config.json()).contains("GREETING=hi");
    }
    try (Image image = Image.open(resource("built-docker.tar"))) {
      assertThat(image.config().exposedPorts()).containsExactly("80/tcp");
      assertThat(image.config().stopSignal()).isEqualTo("SIGQUIT");
    }
  }

  @Test
  void historyTellsWhichStepMadeWhichLayer() throws IOException {
    try (Image image = Image.open(resource("oddities"))) {
      List<History> history = image.config().history();
      assertThat(history.stream().filter(step -> step.layer().isPresent()).map(History::createdBy))
          .containsExactly("tree.sh", "changes.sh", "insert --opaque", "raw add-layer");
      assertThat(history.get(history.size() - 1).layer()).isEqualTo(OptionalInt.empty());
    }
  }

  @Test
  void namesAreReadFromEachForm() throws IOException {
    try (Image layout = Image.open(resource("oddities"));
        Image docker = Image.open(resource("oddities-docker.tar.gz"))) {
      assertThat(layout.repoTags()).containsExactly("v1");
      assertThat(layout.manifestDigest()).isPresent();
      assertThat(docker.repoTags()).containsExactly("example.org/oddities:v1");
      assertThat(docker.manifestDigest()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux/amd64", "linux/arm64", "linux/arm64/v8"})
  void anIndexGivesTheImageOfThePlatformAskedFor(String platform) throws Exception {
    ImageOptions options = ImageOptions.defaults().withPlatform(Platform.parse(platform));
    try (Image image = Image.open(resource("platforms.tar"), options)) {
      assertThat(image.config().platform()).isEqualTo(Platform.parse(platform));
      assertThat(listing(image).get("arch")).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"oddities", "oddities-docker.tar.gz", "oddities-zstd.tar"})
  void decompressingToADirectoryShowsTheSameAndLeavesNothing(String file) throws Exception {
    ImageOptions options = ImageOptions.defaults().withUnpack(Unpack.to(temporary));
    try (Image image = Image.open(resource(file), options)) {
      assertThat(listing(image).lines())
          .containsExactlyElementsOf(Files.readAllLines(resource("oddities.tree")));
      assertThat(temporary).isNotEmptyDirectory();
    }
    assertThat(temporary).isEmptyDirectory();
  }
}
