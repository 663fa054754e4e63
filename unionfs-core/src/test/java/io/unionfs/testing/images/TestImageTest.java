package io.unionfs.testing.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Xattrs;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.testing.images.Shown.Property;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is promised of test images, whoever reads them. */
class TestImageTest {
  private static final TestImageOptions SMALL =
      TestImageOptions.defaults().withBombBytes(100_000).withEntries(100).withDocumentBytes(1000);

  @TempDir private Path directory;

  static Stream<TestImage> images() {
    return TestImage.all();
  }

  @ParameterizedTest
  @MethodSource("images")
  void theSameOptionsGiveTheSameBytesInAFileAndInAStream(TestImage image) throws IOException {
    for (ImageForm form : image.forms()) {
      if (form != ImageForm.OCI_LAYOUT) {
        byte[] bytes = image.bytes(form, SMALL);
        assertThat(image.bytes(form, SMALL)).isEqualTo(bytes);
        assertThat(image.write(form, directory.resolve("file"), SMALL)).hasBinaryContent(bytes);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("images")
  void allIsSaidInOneLineEach(TestImage image) {
    assertThat(image.about()).isNotBlank().hasLineCount(1).doesNotEndWith(".");
    assertThat(image.correct()).isNotBlank().hasLineCount(1).doesNotEndWith(".");
    assertThat(image.source()).isNotBlank().hasLineCount(1);
    image.cve().ifPresent(cve -> assertThat(image.source()).endsWith("/" + cve));
    if (image.verdict() == Verdict.SHOWN) {
      assertThat(image.shown()).isNotEmpty();
    }
    if (image.verdict() == Verdict.REFUSED) {
      assertThat(image.shown()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(OddImage.class)
  void whatIsOddIsNotForbidden(OddImage image) {
    assertThat(image.verdict()).isNotEqualTo(Verdict.REFUSED);
    assertThat(image.cve()).isEmpty();
  }

  @Test
  void bytesDoNotChangeFromOneJavaToAnother() {
    assertThat(
            List.of(
                digest(HostileImage.CHAINED_SYMLINK_PARENTS, ImageForm.OCI_ARCHIVE),
                digest(OddImage.OPAQUE_LAST, ImageForm.DOCKER_ARCHIVE),
                digest(OddImage.ZSTD_FRAMES, ImageForm.LAYER)))
        .containsExactly("7fb18cd6119190ca", "ed4bf69e51a25335", "c60117c65303ed42");
  }

  private static String digest(TestImage image, ImageForm form) {
    return Hashing.sha256(image.bytes(form, TestImageOptions.defaults())).hex().substring(0, 16);
  }

  @Test
  void sizesAreThoseOfTheOptions() {
    long small = HostileImage.UNBOUNDED_INDEX.bytes(ImageForm.OCI_ARCHIVE, SMALL).length;
    TestImageOptions larger = SMALL.withDocumentBytes(100_000);
    assertThat(HostileImage.UNBOUNDED_INDEX.bytes(ImageForm.OCI_ARCHIVE, larger).length - small)
        .isBetween(99_000L - 1024, 99_000L + 1024);
    byte[] bomb = HostileImage.GZIP_BOMB.bytes(ImageForm.LAYER, SMALL.withBombBytes(10_000_000));
    assertThat(bomb.length).isLessThan(10_000_000 / 500);
    byte[] many = HostileImage.MANY_ENTRIES.bytes(ImageForm.LAYER, SMALL.withEntries(10_000));
    assertThat(many.length).isLessThan(10_000 * 512 / 20);
  }

  @Test
  void aFormThatAnImageDoesNotHaveIsRefused() throws IOException {
    assertThat(HostileImage.INDEX_FAN.forms())
        .isEqualTo(Set.of(ImageForm.OCI_ARCHIVE, ImageForm.OCI_LAYOUT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostileImage.INDEX_FAN.bytes(ImageForm.LAYER, SMALL))
        .withMessageContaining("LAYER");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                OddImage.WHITEOUT.write(ImageForm.OCI_LAYOUT, new ByteArrayOutputStream(), SMALL));
    OddImage.WHITEOUT.write(ImageForm.OCI_LAYOUT, directory.resolve("layout"));
    assertThat(directory.resolve("layout/index.json")).exists();
  }

  @ParameterizedTest
  @MethodSource("images")
  void thePageSaysWhatTheImageDoes(TestImage image) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "testing-images.md"));
    List<String> observed = TestImagesPage.observed(page).get(image.name());
    assertThat(observed).as("the row of %s", image).isNotNull();
    assertThat(page).contains(TestImagesPage.row(image, observed));
  }

  @Test
  void formsCannotBeChanged() {
    for (TestImage image : TestImage.all().toList()) {
      assertThatThrownBy(() -> image.forms().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void extendedAttributesAreLookedAt() throws IOException {
    Layer layer =
        Layer.builder()
            .file("file", "")
            .with("file", it -> it.withXattrs(Xattrs.of(Map.of("user.key", new byte[] {0, -1}))))
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(layer).mount()) {
      Path root = fs.getPath("/");
      assertRight(root, "file", Property.XATTR, "user.key=\0\u00ff", "user.key=x");
      assertWrong(root, "file", Property.XATTR, "user.other=", "found no user.other");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Shown("file", Property.XATTR, "security.capability"))
        .withMessageContaining("user.NAME=VALUE");
  }

  @Test
  void aTargetIsAnAbsoluteDirectory() {
    for (String target : new String[] {"", "/", "tmp", "/tmp/"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TestImageOptions(target, 1, 1, 1))
          .withMessageContaining(target);
    }
    assertThat(SMALL.withTarget(Path.of("x")).target())
        .isEqualTo(Path.of("x").toAbsolutePath().toString());
  }

  @Test
  void whatIsShownOtherwiseIsTold() throws IOException {
    Layer layer =
        Layer.builder()
            .file("file", "text\n")
            .file("other", "text\n")
            .directory("dir")
            .symlink("link", "file")
            .build();
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(layer).mount()) {
      Path root = fs.getPath("/");
      assertRight(root, "file", Property.CONTENT, "text\n", "other text\n");
      assertRight(root, "file", Property.SIZE, "5", "6");
      assertRight(root, "file", Property.MODE, "644", "600");
      assertRight(root, "file", Property.OWNER, "0:0", "0:1");
      assertRight(root, "file", Property.SAME_FILE, "file", "other");
      assertRight(root, "link", Property.TARGET, "file", "other");
      assertRight(root, "nothing", Property.ABSENT, "", null);
      assertRight(root, "dir", Property.DIRECTORY, "", null);
      assertWrong(root, "file", Property.ABSENT, "", "found REGULAR");
      assertWrong(root, "link", Property.ABSENT, "", "found SYMLINK");
      assertWrong(root, "file", Property.DIRECTORY, "", "found REGULAR");
      assertWrong(root, "file", Property.TARGET, "x", "found REGULAR");
      assertWrong(root, "file", Property.DEVICE, "c 1:3", "found REGULAR");
      assertWrong(root, "link", Property.CONTENT, "text\n", "found SYMLINK");
      assertWrong(root, "nothing", Property.CONTENT, "", "found nothing");
      assertWrong(root, "nothing/below", Property.DIRECTORY, "", "found nothing");
      assertWrong(root, "file", Property.MODIFIED, "2020-01-01T00:00:00Z", "found ");
    }
  }

  private static void assertRight(
      Path root, String path, Property property, String right, String wrong) throws IOException {
    assertThat(new Shown(path, property, right).difference(root)).isEmpty();
    if (wrong != null) {
      assertWrong(root, path, property, wrong, "found ");
    }
  }

  private static void assertWrong(
      Path root, String path, Property property, String wrong, String told) throws IOException {
    assertThat(new Shown(path, property, wrong).difference(root).orElseThrow())
        .startsWith(path + " " + property)
        .contains(told);
  }

  @Test
  void treesOnTheDefaultFilesystemCanBeHeldAgainstIt() throws IOException {
    Path root = Files.createDirectory(directory.resolve("root"));
    assertThat(OddImage.WHITEOUT.differences(root, SMALL))
        .containsExactly("dir/b CONTENT lower b\\x0a: found nothing");
  }
}
