package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.image.Image;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.lab.Sizes;
import io.unionfs.layer.Unpack;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.registry.Credentials;
import io.unionfs.registry.RegistryClient;
import io.unionfs.registry.RegistryException;
import io.unionfs.registry.Repository;
import io.unionfs.testing.images.HostileImage;
import io.unionfs.testing.images.ImageForm;
import io.unionfs.testing.images.SyntheticImage;
import io.unionfs.testing.images.TestImageOptions;
import io.unionfs.testing.images.Verdict;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The examples of {@code docs/testing.md} on images and registries stand here, and run. */
class TestingImagesGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "testing.md");
  private static final String SECTION = "## Images and a registry";
  private static final Path THIS =
      Path.of("src/test/java", TestingImagesGuideTest.class.getName().replace('.', '/') + ".java");
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path dir;
  private final ImageContent image = SyntheticImage.builder().layers(8).seed(1).build();
  private final List<Closeable> open = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }

  @ParameterizedTest
  @EnumSource(HostileImage.class)
  void nothingIsWrittenOutside(HostileImage image) throws IOException {
    Path outside = Files.createDirectory(dir.resolve("outside"));
    Files.writeString(outside.resolve("victim"), "of the host");
    TestImageOptions options =
        TestImageOptions.defaults().withTarget(outside).withBombBytes(32 << 20).withEntries(1000);
    for (ImageForm form : image.forms()) {
      if (form == ImageForm.LAYER) {
        continue; // alone, it lacks what is below it
      }
      Path file = image.write(form, dir.resolve(form.name()), options);
      try {
        Path root = unpack(file); // your tool
        assertThat(image.verdict()).isNotEqualTo(Verdict.REFUSED);
        assertThat(image.differences(root, options)).isEmpty();
      } catch (IOException refused) {
        assertThat(image.verdict()).isNotEqualTo(Verdict.SHOWN);
      }
      assertThat(outside.resolve("victim")).hasContent("of the host");
      assertThat(outside.resolve("escaped")).doesNotExist();
    }
  }

  /** Mounts the image. */
  private Path unpack(Path file) throws IOException {
    Unpack unpack = Unpack.toMemory().withLimit(16 << 20);
    UnionFileSystemBuilder union = UnionFileSystem.builder();
    Image image = Image.open(file, ImageOptions.defaults().withUnpack(unpack));
    open.add(image);
    image.layers().forEach(union::lower);
    UnionFileSystem fs = union.mount();
    open.add(0, fs);
    Files.walk(fs.getPath("/")).close();
    return fs.getPath("/");
  }

  @Test
  void imagesOfAnySize() throws IOException {
    SyntheticImage image =
        SyntheticImage.builder()
            .layers(8)
            .files(1000) // in all layers together
            .fileBytes(Sizes.FILE_BYTES) // log-normal, by median and 90 % quantile
            .changed(0.1) // one of ten files replaces one below
            .deleted(0.05)
            .seed(42)
            .build();
    image.write(ImageForm.DOCKER_ARCHIVE, dir.resolve("app.tar"));
    UnionFileSystemBuilder union = UnionFileSystem.builder();
    image.layers().forEach(union::lower); // or mounted as it is
    try (Image opened = Image.open(dir.resolve("app.tar"));
        UnionFileSystem fs = union.mount()) {
      assertThat(opened.layers()).hasSize(8);
      assertThat(fs.getPath("/")).isNotEmptyDirectory();
    }
  }

  @Test
  void whatIsCutOffIsFetchedOn(@Registry TestRegistry registry) throws IOException {
    registry.image("team/app:1", image); // an ImageContent: opened, from a store, synthetic
    registry.next("GET", "/blobs/", Fault.cutAfter(1000)); // the first fetch of a blob is cut off
    registry.next("GET", "/manifests/", Fault.busy(429, "1")); // the first of a manifest put off

    try (RegistryClient client = RegistryClient.builder().build()) {
      Repository app = client.repository(ImageReference.parse(registry.host() + "/team/app:1"));
      Manifest manifest = Manifest.parse(app.manifest("1").bytes());
      app.fetch(manifest.config(), 1 << 20);
    }
    assertThat(registry.requests("GET", "/manifests/1")).hasSize(2);
    assertThat(registry.requests("GET", "/blobs/").get(1).header("Range")).contains("bytes=1000-");
  }

  @Test
  void whoHasNoPasswordIsTold(@Registry(builder = "closed") TestRegistry registry)
      throws IOException {
    try (RegistryClient client = RegistryClient.builder().build()) {
      ImageReference app = ImageReference.parse(registry.host() + "/team/app:1");
      assertThatThrownBy(() -> client.repository(app).manifest("1"))
          .isInstanceOf(RegistryException.class);
    }
  }

  static TestRegistry closed() throws IOException {
    return TestRegistry.open(TestAuth.basic(new Credentials("me", "secret")));
  }

  @Test
  void eachExampleOfTheGuideStandsHere() throws IOException {
    String guide = Files.readString(GUIDE);
    String section = guide.substring(guide.indexOf(SECTION));
    int next = section.indexOf("\n## ");
    String code = squeezed(Files.readString(THIS));
    List<String> examples =
        EXAMPLE
            .matcher(next < 0 ? section : section.substring(0, next))
            .results()
            .map((MatchResult each) -> squeezed(each.group(1)))
            .toList();
    assertThat(examples).hasSize(4).allSatisfy(each -> assertThat(code).contains(each));
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }
}
