package io.unionfs.testing.images;

import static io.unionfs.testing.images.HostileImage.*;

import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Unpack;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What this library does with each test image, in each form. */
class OurReaderTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private Path outside;
  private TestImageOptions options;

  @BeforeEach
  void aim() throws IOException {
    outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("victim"), "of the host\n");
    options =
        TestImageOptions.defaults().withTarget(outside).withBombBytes(64 << 20).withEntries(20_000);
  }

  static Stream<TestImage> images() {
    return TestImage.all();
  }

  @ParameterizedTest
  @MethodSource("images")
  void probe(TestImage image) throws Exception {
    for (ImageForm form : image.forms()) {
      Path file = image.write(form, directory.resolve(form.name()), options);
      if (form == ImageForm.LAYER) continue;
      String r;
      try {
        r = "shown " + shown(file, image);
      } catch (IOException e) {
        r = "refused " + e.getMessage();
      } catch (Throwable e) {
        r = "BAD " + e;
      }
      System.out.println(
          "PROBE "
              + image.verdict()
              + " "
              + image
              + " "
              + form
              + " "
              + r.replace(directory.toString(), "D"));
    }
  }

  private List<String> shown(Path file, TestImage testImage) throws IOException {
    ImageOptions limited =
        ImageOptions.defaults().withUnpack(Unpack.toMemory().withLimit(16 << 20));
    try (Image image = Image.open(file, limited)) {
      UnionFileSystemBuilder builder = UnionFileSystem.builder();
      image.layers().forEach(builder::lower);
      if (image.layers().isEmpty()) builder.lower(Layer.builder().build());
      try (UnionFileSystem fs = builder.mount()) {
        Path root = fs.getPath("/");
        Files.walkFileTree(root, new SimpleFileVisitor<>() {});
        return testImage.differences(root, options);
      }
    }
  }
}
