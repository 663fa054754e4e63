package io.unionfs.image;

import static io.unionfs.image.CraftedImage.OCI_LAYER;
import static io.unionfs.image.CraftedImage.OCI_MANIFEST;
import static io.unionfs.image.CraftedImage.digest;
import static io.unionfs.image.CraftedImage.layer;
import static io.unionfs.image.CraftedImage.utf8;
import static io.unionfs.image.CraftedImage.with;
import static io.unionfs.image.ImageWriterTest.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** OCI layouts in directories: made anew, and added to. */
class LayoutDirectoryTest extends ImageTestBase {
  private static final String NAME = "io.containerd.image.name";

  private final byte[] one = layer("one=1");
  private final byte[] two = layer("two=2");

  private static void write(Path directory, NamedImage... images) throws IOException {
    ImageWriter.writeLayout(List.of(images), directory, ProgressListener.NONE);
  }

  private Image open(byte[]... layers) throws IOException {
    CraftedImage image = new CraftedImage();
    image.layout(image.image(layers));
    return Image.open(image.tar(temporary));
  }

  private static String index(Path layout) throws IOException {
    return Files.readString(layout.resolve("index.json"));
  }

  /** All files below {@code root}, but those of blobs. */
  private static List<String> others(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(file -> !file.startsWith("blobs/"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aNewLayoutKeepsEveryDigest() throws IOException {
    Path directory = temporary.resolve("a/new");
    try (Image image = open(one, two)) {
      write(directory, named(image, "app:1"));
      try (Image read = Image.open(directory)) {
        assertThat(read.manifest().bytes()).isEqualTo(image.manifest().bytes());
        assertThat(read.config().bytes()).isEqualTo(image.config().bytes());
        assertThat(read.references()).containsExactly(ImageReference.parse("app:1"));
        assertThat(read.layers()).hasSize(2);
      }
      String descriptor =
          "{\"mediaType\":\""
              + OCI_MANIFEST
              + "\",\"digest\":\""
              + image.manifest().digest()
              + "\",\"size\":"
              + image.manifest().bytes().length
              + ",\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/app:1\","
              + "\"org.opencontainers.image.ref.name\":\"1\"},"
              + "\"platform\":{\"architecture\":\"amd64\",\"os\":\"linux\"}}";
      assertThat(index(directory))
          .isEqualTo(
              "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                  + "\"manifests\":["
                  + descriptor
                  + "]}");
    }
    assertThat(others(directory)).containsExactly("index.json", "oci-layout");
  }

  @Test
  void aLayoutIsWrittenOnAnyFilesystem() throws IOException {
    try (FileSystem jimfs = Jimfs.newFileSystem(Configuration.unix());
        Image image = open(one)) {
      Path directory = jimfs.getPath("/layout");
      write(directory, named(image, "app:1"));
      write(directory, named(image, "app:2"));
      assertThat(paths(directory)).containsExactly(List.of("one"));
      assertThat(index(directory)).contains("app:1").contains("app:2");
    }
  }

  @Test
  void aTagThatAnotherImageHasIsWrittenWithTheWholeName() throws IOException {
    Path directory = temporary.resolve("tags");
    try (Image first = open(one);
        Image second = open(two)) {
      write(directory, named(first, "app:latest"), named(second, "web:latest"));
      assertThat(index(directory))
          .contains("\"org.opencontainers.image.ref.name\":\"latest\"")
          .contains("\"org.opencontainers.image.ref.name\":\"web:latest\"");
      for (String name : List.of("app", "web")) {
        try (Image read = Image.open(directory, ImageOptions.defaults().withReference(name))) {
          assertThat(read.imageId()).isEqualTo((name.equals("app") ? first : second).imageId());
        }
      }
    }
  }

  @Test
  void whatALayoutHoldsAlreadyStays() throws IOException {
    CraftedImage crafted = new CraftedImage();
    String old =
        with(
            crafted.image(one),
            "\"annotations\":{\"k\":\"v\",\"org.opencontainers.image.ref.name\":\"v1\"},\"x\":[1]");
    crafted.layout(old);
    String index = new String(crafted.files.get("index.json"), CraftedImage.UTF_8);
    crafted.put("index.json", index.replaceFirst("}$", ",\"x-index\":{\"y\":1.0}}"));
    crafted.put("README", "mine");
    Path directory = crafted.directory(temporary);
    try (Image image = open(one, two)) {
      write(directory, named(image, "app:2"));
    }
    assertThat(index(directory)).contains(old, "\"x-index\":{\"y\":1.0}");
    assertThat(others(directory)).containsExactly("README", "index.json", "oci-layout");
    ImageOptions options = ImageOptions.defaults();
    assertThat(paths(directory, options.withReference("v1"))).hasSize(1);
    assertThat(paths(directory, options.withReference("app:2"))).hasSize(2);
  }

  @Test
  void aNameMovesToTheImageThatIsWrittenLast() throws IOException {
    Path directory = temporary.resolve("layout");
    try (Image first = open(one);
        Image second = open(two)) {
      write(directory, named(first, "app:1", "other:1"));
      write(directory, named(second, "docker.io/library/app:1"));
      ImageOptions options = ImageOptions.defaults();
      assertThat(paths(directory, options.withReference("app:1"))).containsExactly(List.of("two"));
      assertThat(paths(directory, options.withReference("other:1")))
          .containsExactly(List.of("one"));
      assertThat(index(directory).split(NAME, -1)).hasSize(3);
    }
  }

  @Test
  void aTagThatOtherToolsWroteMovesToo() throws IOException {
    for (String other : List.of("1", "app:1", "docker.io/library/app:1")) {
      CraftedImage crafted = new CraftedImage();
      crafted.layout(with(crafted.image(one), CraftedImage.named(other)));
      Path directory = crafted.directory(temporary);
      try (Image image = open(two)) {
        write(directory, named(image, "app:1"));
      }
      assertThat(paths(directory)).containsExactly(List.of("two"));
    }
    CraftedImage crafted = new CraftedImage();
    crafted.layout(with(crafted.image(one), CraftedImage.named("quay.io/app:1")));
    Path directory = crafted.directory(temporary);
    try (Image image = open(two)) {
      write(directory, named(image, "app:1"));
    }
    refusal(directory).contains("holds several images", "quay.io/app:1, app:1");
  }

  @Test
  void aTagThatAnotherToolChangedIsTheName() throws IOException {
    CraftedImage crafted = new CraftedImage();
    String both =
        "\"annotations\":{\"io.containerd.image.name\":\"docker.io/library/app:1\","
            + "\"org.opencontainers.image.ref.name\":\"%s\"}";
    crafted.layout(
        with(crafted.image(one), both.formatted("1")),
        with(crafted.image(two), both.formatted("2")));
    Path directory = crafted.directory(temporary);
    ImageOptions options = ImageOptions.defaults();
    assertThat(paths(directory, options.withReference("app:1"))).containsExactly(List.of("one"));
    assertThat(paths(directory, options.withReference("2"))).containsExactly(List.of("two"));
    try (Image image = open(one, two)) {
      write(directory, named(image, "app:1"));
    }
    assertThat(paths(directory, options.withReference("2"))).containsExactly(List.of("two"));
    assertThat(paths(directory, options.withReference("app:1"))).hasSize(2);
  }

  @Test
  void theSameImageIsThereOnceUntilItHasSeveralNames() throws IOException {
    Path directory = temporary.resolve("layout");
    try (Image image = open(one)) {
      write(directory, named(image), named(image));
      assertThat(index(directory).split("\"digest\"", -1)).hasSize(2);
      write(directory, named(image, "app:1"));
      write(directory, named(image));
      assertThat(index(directory).split("\"digest\"", -1)).hasSize(2);
      assertThat(index(directory)).contains(NAME);
      write(directory, named(image, "app:2"));
      assertThat(index(directory).split("\"digest\"", -1)).hasSize(3);
    }
  }

  @Test
  void aBlobThatIsThereAndWholeIsNotWrittenAgain() throws IOException {
    Path directory = temporary.resolve("layout");
    try (Image image = open(one)) {
      write(directory, named(image, "app:1"));
      Path blob = directory.resolve(Blobs.path(digest(one)));
      Object file = Files.getAttribute(blob, "unix:ino");
      write(directory, named(image, "app:2"));
      assertThat(Files.getAttribute(blob, "unix:ino")).isEqualTo(file);
      byte[] damaged = one.clone();
      damaged[3] ^= 1;
      Files.write(blob, damaged);
      write(directory, named(image, "app:2"));
      assertThat(blob).hasBinaryContent(one);
    }
  }

  @Test
  void whatIsNoLayoutIsRefusedAndStaysAsItIs() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    Path full = Files.createDirectory(temporary.resolve("full"));
    Files.writeString(full.resolve("precious"), "x");
    Path newer =
        new CraftedImage()
            .layout()
            .put("oci-layout", utf8("{\"imageLayoutVersion\":\"2\"}"))
            .directory(temporary);
    Path odd =
        new CraftedImage().layout().put("index.json", "{\"schemaVersion\":2}").directory(temporary);
    try (Image image = open(one)) {
      assertRefused(file, image, "is a file; an OCI layout is a directory");
      assertRefused(full, image, "is neither empty nor an OCI layout");
      assertRefused(newer, image, "the layout's version is 2");
      assertRefused(odd, image, "index.json: \"manifests\" is missing");
    }
    assertThat(others(full)).containsExactly("precious");
    assertThat(index(odd)).isEqualTo("{\"schemaVersion\":2}");
  }

  private static void assertRefused(Path directory, Image image, String words) {
    assertThatThrownBy(() -> write(directory, named(image)))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith(directory + ": ")
        .hasMessageContaining(words);
  }

  @Test
  void nothingIsWrittenWhereALinkInTheLayoutLeads() throws IOException {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    for (String link : List.of("blobs", "blobs/sha256")) {
      Path directory = new CraftedImage().layout().directory(temporary);
      Files.createDirectories(directory.resolve(link).getParent());
      Files.createSymbolicLink(directory.resolve(link), outside);
      try (Image image = open(one)) {
        assertRefused(directory, image, "is a link that leads outside the layout");
      }
      assertThat(outside).isEmptyDirectory();
    }
    Path directory = new CraftedImage().layout().directory(temporary);
    Path target = Files.writeString(outside.resolve("target"), "precious");
    Path blob = directory.resolve(Blobs.path(digest(one)));
    Files.createDirectories(blob.getParent());
    Files.createSymbolicLink(blob, target);
    try (Image image = open(one)) {
      write(directory, named(image));
    }
    assertThat(target).hasContent("precious");
    assertThat(Files.isSymbolicLink(blob)).isFalse();
    assertThat(others(outside)).containsExactly("target");
  }

  @Test
  void aLayerThatIsDamagedLeavesTheLayoutAsItWas() throws IOException {
    Path directory = temporary.resolve("layout");
    try (Image image = open(one)) {
      write(directory, named(image, "app:1"));
    }
    String before = index(directory);
    CraftedImage crafted = new CraftedImage();
    crafted.layout(crafted.image(two));
    byte[] changed = two.clone();
    changed[512] ^= 1;
    crafted.put(Blobs.path(digest(two)), changed);
    try (Image damaged = Image.open(crafted.tar(temporary))) {
      assertThatThrownBy(() -> write(directory, named(damaged, "app:1")))
          .isInstanceOf(ImageException.class)
          .hasMessageContaining("app:1: layer " + digest(two) + ": its bytes have another digest");
    }
    assertThat(index(directory)).isEqualTo(before);
    assertThat(others(directory)).containsExactly("index.json", "oci-layout");
    assertThat(directory.resolve(Blobs.path(digest(two)))).doesNotExist();
    assertThat(paths(directory)).containsExactly(List.of("one"));
  }

  @Test
  void severalImagesAreWrittenAtOnce() throws IOException {
    Path directory = temporary.resolve("layout");
    List<String> names = new ArrayList<>();
    try (Image first = open(one);
        Image second = open(one, two)) {
      write(directory, named(first, "a:1"), named(second, "b:1", "c:1"));
      try (ImageFile read = ImageFile.open(directory, ImageOptions.defaults())) {
        read.images().forEach(image -> names.addAll(image.repoTags()));
        assertThat(read.images().get(1).manifest().layers())
            .extracting(Descriptor::mediaType)
            .containsExactly(OCI_LAYER, OCI_LAYER);
      }
    }
    assertThat(names).containsExactly("a:1", "b:1", "c:1");
  }
}
