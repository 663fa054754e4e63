package io.unionfs.testing.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Image;
import io.unionfs.image.ImageContent;
import io.unionfs.lab.Sizes;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images that follow from a seed. */
class SyntheticImageTest {
  @TempDir private Path directory;

  private static SyntheticImageBuilder small() {
    return SyntheticImage.builder()
        .layers(5)
        .files(200)
        .fileBytes(new Sizes(100, 1000, 0, 10_000))
        .changed(0.3)
        .deleted(0.2);
  }

  @Test
  void theSameSeedGivesTheSameDigestsOnEveryJava() {
    SyntheticImage image = small().seed(42).build();
    assertThat(image.manifest().digest()).isEqualTo(small().seed(42).build().manifest().digest());
    assertThat(image.manifest().digest())
        .isNotEqualTo(small().seed(43).build().manifest().digest());
    assertThat(image.manifest().digest().hex()).startsWith("97f3763cd173eda2");
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageForm.class,
      names = {"DOCKER_ARCHIVE", "OCI_ARCHIVE", "OCI_LAYOUT"})
  void whatIsWrittenShowsTheSameTree(ImageForm form) throws IOException {
    SyntheticImage image = small().seed(7).build();
    Path file = image.write(form, directory.resolve("image"));
    try (Image opened = Image.open(file)) {
      assertThat(opened.config().diffIds()).isEqualTo(image.config().diffIds());
      assertThat(shown(opened.layers())).isEqualTo(shown(image.layers())).isNotEmpty();
    }
    try (Image opened = Image.open(file)) {
      assertThat(opened.config().bytes()).isEqualTo(image.config().bytes());
    }
  }

  private static Map<String, String> shown(List<? extends Layer> layers) throws IOException {
    Map<String, String> shown = new TreeMap<>();
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    layers.forEach(builder::lower);
    try (UnionFileSystem fs = builder.mount();
        Stream<Path> paths = Files.walk(fs.getPath("/"))) {
      for (Path path : paths.toList()) {
        Map<String, Object> stat = Files.readAttributes(path, "unix:mode,lastModifiedTime");
        shown.put(
            path.toString(),
            Files.isDirectory(path) ? "/" : stat + " " + Hashing.sha256(Files.readAllBytes(path)));
      }
    }
    return shown;
  }

  @Test
  void layersHaveAsManyFilesChangesAndWhiteoutsAsAskedFor() throws IOException {
    SyntheticImage image =
        SyntheticImage.builder()
            .layers(4)
            .files(1000)
            .fileBytes(Sizes.always(10))
            .deleted(0.1)
            .seed(1)
            .build();
    assertThat(image.layers()).hasSize(4);
    long files = shown(image.layers()).values().stream().filter(each -> !each.equals("/")).count();
    assertThat(files).isEqualTo(1000 - 3 * 25);
    long unchanged = shown(small().changed(0).deleted(0).build().layers()).size();
    assertThat(shown(small().changed(0.5).deleted(0).build().layers()).size())
        .isLessThan((int) unchanged);
  }

  @Test
  void numbersAreDrawnFromDistributions() {
    SyntheticImageBuilder hub =
        SyntheticImage.builder()
            .layers(Sizes.LAYERS)
            .files(Sizes.LAYER_FILES.scaled(20))
            .fileBytes(Sizes.always(1));
    List<Integer> layers =
        Stream.iterate(0L, seed -> seed + 1)
            .limit(200)
            .map(seed -> hub.seed(seed).build().layers().size())
            .sorted()
            .toList();
    assertThat(layers.get(100)).isBetween(6, 10);
    assertThat(layers.get(180)).isBetween(13, 25);
  }

  @Test
  void aFileOfManyGibibytesTakesNoMemory() throws IOException {
    SyntheticImage image =
        SyntheticImage.builder().files(1).fileBytes(Sizes.always(40L << 30)).build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(image.layers().get(0)).mount();
        Stream<Path> paths = Files.walk(fs.getPath("/"))) {
      Path file = paths.filter(Files::isRegularFile).findFirst().orElseThrow();
      assertThat(Files.size(file)).isEqualTo(40L << 30);
    }
  }

  @Test
  void howMuchIsLeftOfItCompressedFollowsFromTheShare() throws IOException {
    for (double share : new double[] {0, 0.5, 1}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SyntheticImage.builder()
          .files(1)
          .fileBytes(Sizes.always(1 << 20))
          .compressible(share)
          .build()
          .write(ImageForm.LAYER, out);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      Blob.of(out.toByteArray()).gzip().writeTo(packed);
      assertThat(packed.size() / (double) (1 << 20)).isBetween(0.95 - share, 1.1 - share * 0.9);
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> small().changed(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> small().deleted(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> small().layers(0).build());
    assertThatIllegalArgumentException().isThrownBy(() -> new Sizes(2, 1, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> small().build().write(ImageForm.OCI_LAYOUT, new ByteArrayOutputStream()));
  }

  @Test
  void aBlobThatItDoesNotHaveIsRefused() {
    ImageContent one = small().seed(1).build();
    SyntheticImage two = small().seed(2).build();
    assertThatThrownBy(() -> one.blob(two.manifest().layers().get(0)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no layer");
  }
}
