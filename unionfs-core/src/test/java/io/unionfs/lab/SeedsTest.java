package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is drawn first for each of many seeds has the distribution that it is drawn from. */
class SeedsTest {
  private static final SharedImages.Law LAW = new SharedImages.Law(135, 100, 4, 50);
  private static final int MANY = 2000;

  private static double[] sorted(LongToDoubleFunction each) {
    return LongStream.range(0, MANY).mapToDouble(each).sorted().toArray();
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static double p90(double[] sorted) {
    return sorted[sorted.length * 9 / 10];
  }

  @Test
  void theFirstGaussiansOfMixedSeedsAreNotAlike() {
    // What is mended: half of all should be below 0.
    assertThat(median(sorted(seed -> new Random(seed + 1).nextGaussian()))).isGreaterThan(0.3);
    assertThat(median(sorted(seed -> Seeds.random(seed).nextGaussian()))).isCloseTo(0, within(0.1));
    assertThat(median(sorted(number -> Seeds.random(1, "x", number).nextGaussian())))
        .isCloseTo(0, within(0.1));
    assertThat(median(sorted(seed -> Seeds.random(seed, "x", 1).nextGaussian())))
        .isCloseTo(0, within(0.1));
  }

  @Test
  void thingsOfAnotherKindHaveOtherNumbers() {
    assertThat(Seeds.random(0, "x", 0).nextLong()).isNotEqualTo(Seeds.random(0, "y", 0).nextLong());
    assertThat(Seeds.random(0, "x", 1).nextLong()).isNotEqualTo(Seeds.random(1, "x", 0).nextLong());
    assertThat(Seeds.random(5, "x", 6).nextLong()).isEqualTo(Seeds.random(5, "x", 6).nextLong());
  }

  @Test
  void sharedImagesHaveThePublishedNumbersOfLayers() {
    for (long seed = 1; seed <= 3; seed++) {
      SharedImages images = new SharedImages(seed, LAW, 1);
      double[] layers = sorted(number -> images.names((int) number).size());
      assertThat(median(layers)).isCloseTo(Sizes.LAYERS.median(), within(1.0));
      assertThat(p90(layers)).isCloseTo(Sizes.LAYERS.p90(), within(2.0));
    }
  }

  @Test
  void asManySharedImagesAsAskedForBeginWithABase() {
    SharedImages images = new SharedImages(1, LAW, 1);
    double[] based = sorted(number -> images.names((int) number).get(0).startsWith("base") ? 1 : 0);
    assertThat(Arrays.stream(based).average().orElseThrow()).isCloseTo(0.5, within(0.05));
  }

  @Test
  void aLayerHasFilesOfItsOwnNumberWhateverTheSeed() {
    double[] files = sorted(seed -> new SharedImages(seed, LAW, 1).ranks("base 0, layer 0").length);
    assertThat(median(files) / Sizes.LAYER_FILES.median()).isBetween(0.8, 1.25);
  }

  @Test
  void theFirstInstructionWritesAsMuchAsAnyOther() {
    double[] bytes =
        sorted(
            seed ->
                Instructions.draw(seed, 1, 0, 1000).steps().get(0).written().stream()
                    .mapToDouble(file -> file.content().size())
                    .sum());
    assertThat(median(bytes) / (Sizes.LAYER_BYTES.median() / 1000)).isBetween(0.7, 1.4);
  }
}
