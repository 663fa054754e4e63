package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Of random chains every range is made one layer: the chain shows what it showed, up to the range
 * and with what is above it. {@code -Dunionfs.layers.seeds=FIRST-LAST} says which chains.
 */
class SquashedLayersHistoryTest {
  private static final int LAYERS = 6;

  static LongStream seeds() {
    return seeds("1-150");
  }

  static LongStream manySeeds() {
    return seeds("1-20000");
  }

  private static LongStream seeds(String otherwise) {
    String[] range = System.getProperty("unionfs.layers.seeds", otherwise).split("-");
    return LongStream.rangeClosed(
        Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyRangeOfEveryChainShowsTheSameAsOneLayer(long seed) throws IOException {
    check(seed);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("manySeeds")
  void everyRangeOfManyChainsShowsTheSameAsOneLayer(long seed) throws IOException {
    check(seed);
  }

  private static void check(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Layer> chain =
        seed % 3 == 0
            ? RandomLayers.stack(new java.util.Random(seed), LAYERS)
            : new RandomArchives(random).chain(2 + random.nextInt(LAYERS - 1));
    Map<String, String> whole = TarOf.shown(chain);
    for (int last = 0; last < chain.size(); last++) {
      List<Layer> range = chain.subList(0, last + 1);
      Map<String, String> shown = TarOf.shown(range);
      for (int first = 0; first <= last; first++) {
        String what = "seed " + seed + ", layers " + first + "-" + last + " of " + chain.size();
        byte[] tar = squashed(range, first);
        List<Layer> fewer = new ArrayList<>(chain.subList(0, first));
        fewer.add(TarOf.layer(tar));
        assertThat(TarOf.differences(TarOf.shown(fewer), shown)).as(what).isEmpty();
        fewer.addAll(chain.subList(last + 1, chain.size()));
        assertThat(TarOf.differences(TarOf.shown(fewer), whole)).as(what).isEmpty();
        assertThat(TreeComparison.of(chain, fewer)).as(what).isEmpty();
        assertThat(squashed(range, first)).as(what).isEqualTo(tar);
      }
    }
  }

  private static byte[] squashed(List<Layer> chain, int first) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SquashedLayers.write(chain, first, out, "squashed", ProgressListener.NONE);
    return out.toByteArray();
  }
}
