package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.image.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers of real images, joined in every way: what is computed is what is written. */
class LifetimesTest {
  @ParameterizedTest
  @ValueSource(strings = {"built-docker.tar", "built-oci.tar", "oddities-docker.tar.gz"})
  void joinedLayersOfARealImageHoldWhatTheirTarHolds(String name) throws IOException {
    Path file = Path.of(getClass().getResource("/io/unionfs/image/images/" + name).getPath());
    try (Image image = Image.open(file)) {
      ImageLayers layers =
          new ImageLayers(name, image.config(), Optional.empty(), List.copyOf(image.layers()));
      Lifetimes lives = Lifetimes.of(layers);
      assertThat(lives.count()).isEqualTo(layers.layers().size()).isGreaterThan(1);
      for (int begin = 0; begin < lives.count(); begin++) {
        for (int end = begin + 1; end <= lives.count(); end++) {
          assertThat(lives.layer(begin, end))
              .as(begin + " to before " + end)
              .isEqualTo(LayerTars.of(layers.layers(), begin, end).bytes());
        }
      }
    }
  }
}
