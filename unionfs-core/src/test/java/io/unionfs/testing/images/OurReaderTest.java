package io.unionfs.testing.images;

import static io.unionfs.testing.images.HostileImage.*;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Unpack;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What this library does with each test image: what a correct tool does, in bounded time. */
class OurReaderTest {
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final int LIMIT = 16 << 20;

  /** Those that are refused here, and words of the refusal; all others are shown. */
  static final Map<TestImage, String> REFUSED =
      Map.ofEntries(
          entry(DOT_DOT_NAME, "leaves the layer root"),
          entry(RELATIVE_SYMLINK_PARENT, "\"out/escaped\" leaves the layer root"),
          entry(CHAINED_SYMLINK_PARENTS, "\"a/c/escaped\" leaves the layer root"),
          entry(LINKED_LINK_PARENT, "\"one/escaped\" leaves the layer root"),
          entry(HARD_LINK_OUT, "leaves the layer root"),
          entry(HARD_LINK_THROUGH_SYMLINK, "\"abs/victim\", which does not exist"),
          entry(ROOT_IS_SYMLINK, "\"/.\" is the layer's root, but no directory"),
          entry(ROOT_IS_FILE, "\"./\" is the layer's root, but no directory"),
          entry(WHITEOUT_THROUGH_SYMLINK, "leaves the layer root"),
          entry(WHITEOUT_OF_PARENT, "is a whiteout that names no file"),
          entry(WHITEOUT_OF_ITSELF, "is a whiteout that names no file"),
          entry(WHITEOUT_OF_NOTHING, "is a whiteout that names no file"),
          entry(FILE_BELOW_WHITEOUT, "lies below the whiteout"),
          entry(CONTROL_CHARACTERS, "\\x1b[2Jcleared\\x0a\\x07"),
          entry(MANIFEST_AND_INDEX, "can be read as an index and as a manifest"),
          entry(INDEX_AND_MANIFEST, "can be read as an index and as a manifest"),
          entry(MEDIA_TYPE_MISMATCH, "calls itself"),
          entry(FIELD_TWICE, "\"layers\" stands twice"),
          entry(FIELD_IN_ANOTHER_CASE, "\"Layers\" can be read as \"layers\""),
          entry(DOCUMENT_TWICE, "\"index.json\" more than once"),
          entry(DIGEST_PATH, "not a digest of the form sha256:"),
          entry(DOCKER_LAYER_PATH, "leads outside the image"),
          entry(DOCKER_LAYER_SYMLINK, "leads outside the image"),
          entry(DOCKER_CONFIG_PATH, "leads outside the image"),
          entry(DOCKER_LINK_LOOP, "leads through too many links"),
          entry(DOCKER_MANIFEST_TWICE, "\"manifest.json\" more than once"),
          entry(DIGEST_MISMATCH, "has another digest"),
          entry(SIZE_MISMATCH, "its descriptor says"),
          entry(DECLARED_SIZE_MISMATCH, "its descriptor says"),
          entry(DIFF_ID_MISMATCH, "its uncompressed digest is"),
          entry(MISSING_LAYER, "the blob is not there"),
          entry(LAYER_COUNT, "lists 0 layers, but the config's rootfs.diff_ids 1"),
          entry(HISTORY_COUNT, "\"history\" tells of 2 layers"),
          entry(ENCRYPTED_LAYER, "decrypt the image first"),
          entry(SCHEMA_1, "Docker's schema 1"),
          entry(NOT_UTF_8, "index.json: "),
          entry(GZIP_BOMB, "larger than 16777216 bytes when decompressed"),
          entry(ZSTD_BOMB, "larger than 16777216 bytes when decompressed"),
          entry(ZSTD_WINDOW, "a window of 2199023255552 bytes"),
          entry(LONG_NAME, "a name of more than 255 bytes"),
          entry(LONG_PATH, "a path of more than 4095 bytes"),
          entry(LONG_TARGET, "links to more than 4095 bytes"),
          entry(HUGE_EXTENDED_HEADER, "1048576 are allowed"),
          entry(UNBOUNDED_INDEX, "are too many for a document"),
          entry(UNBOUNDED_CONFIG, "are too many for a document"),
          entry(DEEP_DOCUMENT, "nested deeper than 64"),
          entry(NESTED_INDEXES, "is one of too many indexes"),
          entry(INDEX_FAN, "is one of too many indexes"),
          entry(TRUNCATED_TAR, "the file is cut off"),
          entry(TRUNCATED_GZIP, "damaged gzip: it is cut off"),
          entry(TRUNCATED_ZSTD, "damaged zstd: it is cut off"),
          entry(GZIP_CHECKSUM, "damaged gzip"),
          entry(HEADER_CHECKSUM, "a wrong checksum in the header"),
          entry(SIZE_BEYOND_END, "the archive ends before them"),
          entry(NEGATIVE_SIZE, "has a negative size"),
          entry(LOOPING_PAX_RECORD, "a damaged extended header"),
          entry(OVERLAPPING_SPARSE_MAP, "a sparse map that is out of order"),
          entry(UNKNOWN_TYPE, "the unknown type flag 'Q'"),
          entry(NO_TAR, "is no tar archive"),
          entry(OddImage.HARD_LINK_BEFORE_TARGET, "\"later\", which does not exist"));

  @TempDir private Path directory;
  private Path outside;
  private TestImageOptions options;

  @BeforeEach
  void aim() throws IOException {
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("victim"), "of the host\n");
    options = small().withTarget(outside);
  }

  static TestImageOptions small() {
    return TestImageOptions.defaults().withBombBytes(64 << 20).withEntries(20_000);
  }

  static Stream<TestImage> images() {
    return TestImage.all();
  }

  @ParameterizedTest
  @MethodSource("images")
  void isReadAsACorrectToolDoes(TestImage image) throws Exception {
    switch (image.verdict()) {
      case REFUSED -> assertThat(REFUSED).containsKey(image);
      case SHOWN -> assertThat(REFUSED).doesNotContainKey(image);
      case REFUSED_OR_SHOWN -> {}
    }
    for (ImageForm form : image.forms()) {
      Path file = image.write(form, directory.resolve("image-" + form), options);
      if (form == ImageForm.LAYER) {
        assertTimeoutPreemptively(SOON, () -> layerIsReadOrRefused(file));
      } else if (REFUSED.containsKey(image)) {
        Throwable e =
            assertTimeoutPreemptively(SOON, () -> catchThrowable(() -> differences(file, image)));
        assertThat(e)
            .as("%s as %s", image, form)
            .isInstanceOf(IOException.class)
            .hasMessageContaining(REFUSED.get(image));
        assertThat(e.getMessage()).matches("[^\\p{Cntrl}]*").hasSizeLessThan(1500);
      } else {
        assertThat(assertTimeoutPreemptively(SOON, () -> differences(file, image)))
            .as("%s as %s", image, form)
            .isEmpty();
      }
    }
    assertNothingHappenedOutside();
  }

  private void assertNothingHappenedOutside() throws IOException {
    Path victim = outside.resolve("victim");
    assertThat(outside).isDirectoryNotContaining(path -> !path.equals(victim));
    assertThat(victim).content().isEqualTo("of the host\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
        .startsWith("rw-")
        .endsWith("--");
    try (Stream<Path> beside = Files.list(directory)) {
      assertThat(beside.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.equals("outside") || name.startsWith("image-"));
    }
  }

  private static void layerIsReadOrRefused(Path file) throws IOException {
    Content content = Content.ofFile(file);
    try (Content.Reader reader = content.open();
        ArchiveLayer layer =
            Archives.open(
                ByteSource.of("layer", content.size(), reader),
                "layer",
                Unpack.toMemory().withLimit(LIMIT))) {
      walk(List.of(layer));
    } catch (IOException e) {
      assertThat(e.getMessage()).hasLineCount(1);
    }
  }

  /** Reads an image, walks through all of it, and tells what it shows otherwise than stated. */
  private List<String> differences(Path file, TestImage testImage) throws IOException {
    try (Image image = Image.open(file, limited())) {
      try (UnionFileSystem fs = mount(image.layers())) {
        Path root = fs.getPath("/");
        Files.walkFileTree(root, new SimpleFileVisitor<>() {});
        return testImage.differences(root, options);
      }
    }
  }

  static ImageOptions limited() {
    return ImageOptions.defaults().withUnpack(Unpack.toMemory().withLimit(LIMIT));
  }

  private static void walk(List<? extends Layer> layers) throws IOException {
    try (UnionFileSystem fs = mount(layers)) {
      Files.walkFileTree(fs.getPath("/"), new SimpleFileVisitor<>() {});
    }
  }

  private static UnionFileSystem mount(List<? extends Layer> layers) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    layers.forEach(builder::lower);
    if (layers.isEmpty()) {
      builder.lower(Layer.builder().build());
    }
    return builder.mount();
  }

  @Test
  @Tag("long")
  void aMillionEntriesAndOneAreRefused() throws IOException {
    Path file = MANY_ENTRIES.write(ImageForm.OCI_ARCHIVE, directory.resolve("many"));
    try (Image image = Image.open(file)) {
      assertThatIOException()
          .isThrownBy(image::layers)
          .withMessageContaining("more than 1000000 entries");
    }
  }

  @Test
  void eachImageHasANameOfItsOwn() {
    Set<String> names = new HashSet<>();
    assertThat(images().map(TestImage::name)).allMatch(names::add);
  }

  @Test
  void allIsReadInAHeapOf64Mebibytes() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LittleHeapMain.class.getName(),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said.strip()).endsWith(TestImage.all().count() + " images");
  }
}
