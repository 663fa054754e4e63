package io.unionfs.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.image.ImageWriter.Form;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.surgery.ImageDifference;
import io.unionfs.surgery.LayerRange;
import io.unionfs.surgery.NewImage;
import io.unionfs.surgery.Surgery;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that umoci packed, after random changes: umoci unpacks what is squashed and flattened to
 * the tree to which it unpacks the image, and skopeo and buildah take it. Skipped where the tools
 * are missing.
 */
class SquashedImagesTest extends RealToolsBase {
  private static final int LAYERS = 4;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void umociUnpacksEveryRangeToTheSameTree(long seed) throws Exception {
    String source = packedByUmoci(new Random(seed), LAYERS, 40);
    List<String> expected = unpackedLines("oci:" + source);
    try (Store store = Store.open(work.resolve("store"), () -> Instant.EPOCH)) {
      Path layout = Path.of(source.substring(0, source.lastIndexOf(':')));
      StoredImage image =
          store.images().load(layout, ImageOptions.defaults(), ProgressListener.NONE).get(0);
      Surgery surgery = new Surgery(store);
      int layers = image.layers().size();
      for (int first = 0; first < layers; first++) {
        for (int last = first; last < layers; last++) {
          String name = "made:" + first + "-" + last;
          StoredImage made =
              surgery.squash(
                  image, new LayerRange(first, last), called(name), ProgressListener.NONE);
          String what = "seed " + seed + ", layers " + first + " to " + last;
          assertThat(ImageDifference.of(store, image, made).paths()).as(what).isEmpty();
          assertThat(unpackedLines("docker-archive:" + written(made, name)))
              .as(what)
              .isEqualTo(expected);
        }
      }
      StoredImage flat = surgery.flatten(image, called("flat:1"), ProgressListener.NONE);
      Path file = written(flat, "flat:1");
      assertThat(unpackedLines("docker-archive:" + file)).isEqualTo(expected);
      buildah("from", "--name", "flat", "docker-archive:" + file);
    }
  }

  private static NewImage called(String name) {
    return NewImage.called(ImageReference.parse(name), Instant.EPOCH);
  }

  private Path written(StoredImage image, String name) throws IOException {
    Path file = work.resolve(name.replace(':', '-') + ".tar");
    List<ImageReference> names = List.of(ImageReference.parse(name));
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageWriter.write(
          List.of(new NamedImage(image, names)), Form.DOCKER_ARCHIVE, out, ProgressListener.NONE);
    }
    return file;
  }
}
