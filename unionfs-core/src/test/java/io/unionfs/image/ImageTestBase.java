package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.testing.images.HostileImage;
import io.unionfs.testing.images.ImageForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.io.TempDir;

/** What tests of crafted images share. */
abstract class ImageTestBase {
  @TempDir Path temporary;

  /** The paths each layer names, after the image was opened and read. */
  List<List<String>> paths(Path file) throws IOException {
    return paths(file, ImageOptions.defaults());
  }

  List<List<String>> paths(Path file, ImageOptions options) throws IOException {
    try (Image image = Image.open(file, options)) {
      return image.layers().stream().map(ImageTestBase::paths).toList();
    }
  }

  private static List<String> paths(ArchiveLayer layer) {
    return layer.entries().stream().map(ArchiveEntry::path).toList();
  }

  /** The message with which reading {@code file} is refused: one line that begins with its name. */
  AbstractStringAssert<?> refusal(Path file) {
    return refusal(file, ImageOptions.defaults());
  }

  AbstractStringAssert<?> refusal(Path file, ImageOptions options) {
    Throwable thrown = catchThrowable(() -> paths(file, options));
    assertThat(thrown).isInstanceOf(ImageException.class);
    assertThat(thrown.getMessage())
        .startsWith(file + ": ")
        .hasLineCount(1)
        .matches("[^\\p{Cntrl}]*")
        .hasSizeLessThan(1500);
    return assertThat(thrown.getMessage());
  }

  /** As {@link #refusal}, of the image as a tar and as a directory. */
  void refused(CraftedImage image, String... words) throws IOException {
    refusal(image.tar(temporary)).contains(words);
    refusal(image.directory(temporary)).contains(words);
  }

  /** As {@link #refusal}, of a named image in each form of a whole image that has the fault. */
  void refused(HostileImage image, String... words) throws IOException {
    for (ImageForm form : image.forms()) {
      if (form != ImageForm.LAYER) {
        refusal(image.write(form, temporary.resolve("named-" + form))).contains(words);
      }
    }
  }
}
