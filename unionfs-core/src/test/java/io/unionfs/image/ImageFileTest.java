package io.unionfs.image;

import static io.unionfs.image.CraftedImage.OCI_INDEX;
import static io.unionfs.image.CraftedImage.OCI_MANIFEST;
import static io.unionfs.image.CraftedImage.config;
import static io.unionfs.image.CraftedImage.descriptor;
import static io.unionfs.image.CraftedImage.digest;
import static io.unionfs.image.CraftedImage.index;
import static io.unionfs.image.CraftedImage.item;
import static io.unionfs.image.CraftedImage.layer;
import static io.unionfs.image.CraftedImage.named;
import static io.unionfs.image.CraftedImage.platform;
import static io.unionfs.image.CraftedImage.utf8;
import static io.unionfs.image.CraftedImage.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of several images, as {@code docker load} takes them. */
class ImageFileTest extends ImageTestBase {
  private final byte[] one = layer("one=1");
  private final byte[] two = layer("two=2");
  private final byte[] three = layer("three=3");
  private final CraftedImage image = new CraftedImage();

  /** Names and paths of each image. */
  private static List<String> shown(Path file, ImageOptions options) throws IOException {
    List<String> shown = new ArrayList<>();
    try (ImageFile opened = ImageFile.open(file, options)) {
      assertThat(opened.name()).isEqualTo(file.toString());
      for (Image image : opened.images()) {
        String path = image.layers().get(0).entries().get(0).path();
        shown.add(image.references() + " " + path);
      }
    }
    return shown;
  }

  private List<String> shown(ImageOptions options) throws IOException {
    List<String> tar = shown(image.tar(temporary), options);
    assertThat(shown(image.directory(temporary), options)).isEqualTo(tar);
    return tar;
  }

  private static ImageOptions on(String platform) {
    return ImageOptions.defaults().withPlatform(Platform.parse(platform));
  }

  private String forPlatform(String architecture, byte[] layer) {
    return with(image.image(architecture, layer), platform("linux", architecture));
  }

  @Test
  void everyImageOfADockerArchiveIsThere() throws IOException {
    image.docker("app:1", one);
    String other = digest(utf8(config(two))).hex() + ".json";
    image.put(other, config(two)).put("two.tar", two);
    String first =
        item(
            digest(utf8(config(one))).hex() + ".json",
            "app:1",
            "\"" + digest(one).hex() + ".tar\"");
    image.put("manifest.json", "[" + first + "," + item(other, "app:2", "\"two.tar\"") + "]");
    assertThat(shown(ImageOptions.defaults()))
        .containsExactly("[docker.io/library/app:1] one", "[docker.io/library/app:2] two");
    assertThat(shown(ImageOptions.defaults().withReference("app:2")))
        .containsExactly("[docker.io/library/app:2] two");
  }

  @Test
  void ofEachIndexThereIsOneImage() throws IOException {
    String host = Platform.host().architecture();
    String several =
        image.blob(OCI_INDEX, index(forPlatform("mips64le", three), forPlatform(host, one)));
    String single = image.image("s390x", two);
    image.layout(with(several, named("quay.io/app:1")), with(single, named("quay.io/z:1")), single);
    assertThat(shown(ImageOptions.defaults()))
        .containsExactly("[quay.io/app:1] one", "[quay.io/z:1] two");
    assertThat(shown(on("linux/mips64le"))).containsExactly("[quay.io/app:1] three");
    assertThat(shown(on("linux/s390x"))).containsExactly("[quay.io/z:1] two");
    assertThatThrownBy(() -> shown(on("linux/riscv64")))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("holds no image for linux/riscv64; there is one for");
  }

  @Test
  void imagesOfOneNameOrOfNoneAreOneOnSeveralPlatforms() throws IOException {
    String host = Platform.host().architecture();
    image.layout(
        with(forPlatform("mips64le", two), named("quay.io/app:1")),
        with(forPlatform(host, one), named("quay.io/app:1")));
    assertThat(shown(ImageOptions.defaults())).containsExactly("[quay.io/app:1] one");
    image.layout(forPlatform("mips64le", two), forPlatform(host, one));
    assertThat(shown(ImageOptions.defaults())).containsExactly("[] one");
  }

  @Test
  void anImageInAnIndexAndBesideItIsThereOnceWithBothNames() throws IOException {
    String host = Platform.host().architecture();
    String mine = forPlatform(host, one);
    String several = image.blob(OCI_INDEX, index(forPlatform("mips64le", three), mine));
    image.layout(with(mine, named("quay.io/a:1")), with(several, named("quay.io/b:1")));
    assertThat(shown(ImageOptions.defaults())).containsExactly("[quay.io/a:1, quay.io/b:1] one");
  }

  @Test
  void anIndexWithoutTheHostsPlatformIsRefusedUnlessOneIsAskedFor() throws IOException {
    String several =
        image.blob(OCI_INDEX, index(forPlatform("mips64le", three), forPlatform("s390", two)));
    image.layout(several, image.image(one));
    assertThatThrownBy(() -> shown(ImageOptions.defaults()))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("there is one for linux/mips64le, linux/s390");
  }

  @Test
  void anImageThatIsNotThereIsNamed() throws IOException {
    String absent = descriptor(OCI_MANIFEST, digest(utf8("absent")).toString(), 6);
    image.layout(image.image(one), absent);
    assertThatThrownBy(() -> shown(ImageOptions.defaults()))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("manifest " + digest(utf8("absent")) + ": the blob is not there");
  }

  @Test
  void closingTheFileClosesItsImages() throws IOException {
    image.layout(image.image(one));
    ImageFile file = ImageFile.open(image.directory(temporary), ImageOptions.defaults());
    Image only = file.images().get(0);
    Descriptor layer = only.manifest().layers().get(0);
    ImageWriterTest.bytes(only.blob(layer));
    file.close();
    file.close();
    assertThatThrownBy(only::layers).isInstanceOf(IOException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> ImageWriterTest.bytes(only.blob(layer)))
        .isInstanceOf(IOException.class);
  }
}
