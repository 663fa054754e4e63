package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The best way to cut, against all ways; bytes of layers, against tars that are written. */
class CutsTest {
  private static final int SCALE = 200_000;

  private static List<Cuts> all(int count) {
    List<Cuts> all = new ArrayList<>();
    for (int bits = 0; bits < 1 << count - 1; bits++) {
      List<Integer> ends = new ArrayList<>(List.of(0));
      for (int i = 1; i < count; i++) {
        if ((bits >> i - 1 & 1) == 1) {
          ends.add(i);
        }
      }
      ends.add(count);
      all.add(new Cuts(ends));
    }
    return all;
  }

  @Test
  void theCheapestIsTheLeastOfAllWaysAndOfFewestLayers() {
    Random random = new Random(7);
    for (int count = 1; count <= 11; count++) {
      for (int round = 0; round < 20; round++) {
        double[][] prices = new double[count][count + 1];
        for (double[] row : prices) {
          for (int i = 0; i <= count; i++) {
            // Few different prices, so that ways are equally cheap.
            row[i] = random.nextInt(4);
          }
        }
        Cuts.Price price = (begin, end) -> prices[begin][end];
        Cuts cheapest = Cuts.cheapest(count, price);
        double least = all(count).stream().mapToDouble(each -> each.sum(price)).min().orElseThrow();
        int fewest =
            all(count).stream()
                .filter(each -> each.sum(price) == least)
                .mapToInt(Cuts::layers)
                .min()
                .orElseThrow();
        assertThat(cheapest.sum(price)).isEqualTo(least);
        assertThat(cheapest.layers()).isEqualTo(fewest);
      }
    }
  }

  private static List<Instructions> family(long seed, int count, int images, int prefix) {
    List<Instructions> family = new ArrayList<>();
    Instructions first = Instructions.draw(seed, count, 60, SCALE);
    family.add(first);
    for (int i = 1; i < images; i++) {
      family.add(first.continuedBy(Instructions.draw(seed + 100 * i, count, 60, SCALE), prefix));
    }
    return family;
  }

  /** Each way is written as tars, told apart by their digests. */
  @Test
  void theBestWayToStoreIsTheBestOfAllThatAreWritten() throws IOException {
    int count = 6;
    for (long seed = 1; seed <= 4; seed++) {
      for (int prefix : new int[] {0, 3, 6}) {
        List<Instructions> builds = family(seed, count, 3, prefix);
        BuildFamily family =
            new BuildFamily(
                builds.stream().map(Lifetimes::of).toList(), prefix, 0, BuildFamily.only(count, 4));
        long least = Long.MAX_VALUE;
        for (Cuts cuts : all(count)) {
          Map<String, Long> tars = new HashMap<>();
          for (Instructions build : builds) {
            tars.putAll(tars(build, cuts));
          }
          long written = tars.values().stream().mapToLong(Long::longValue).sum();
          least = Math.min(least, written);
          assertThat(cuts.sum(family::stored)).as(cuts.text()).isEqualTo(written);
          Map<String, Long> after = tars(builds.get(0).changedAt(4), cuts);
          after.keySet().removeAll(tars.keySet());
          if (prefix <= 4) {
            assertThat(cuts.sum(family::transferred))
                .as(cuts.text())
                .isEqualTo(after.values().stream().mapToLong(Long::longValue).sum());
          }
        }
        assertThat(Cuts.cheapest(count, family::stored).sum(family::stored)).isEqualTo(least);
      }
    }
  }

  private static Map<String, Long> tars(Instructions build, Cuts cuts) throws IOException {
    List<Layer> chain = build.layers("x");
    Map<String, Long> tars = new HashMap<>();
    for (int i = 1; i <= cuts.layers(); i++) {
      LayerTars.Tar tar = LayerTars.of(chain, cuts.ends().get(i - 1), cuts.ends().get(i));
      tars.put(tar.digest().toString(), tar.bytes());
    }
    return tars;
  }

  @Test
  void aCommonInstructionChangesInAllImagesAndAnotherInOne() {
    List<Lifetimes> lives = family(9, 4, 3, 2).stream().map(Lifetimes::of).toList();
    Cuts apart = new Cuts(List.of(0, 1, 2, 3, 4));
    BuildFamily common = new BuildFamily(lives, 2, 0, BuildFamily.only(4, 1));
    assertThat(common.transferred(0, 1)).isZero();
    assertThat(apart.sum(common::transferred))
        .isEqualTo(apart.sum(common::stored) - lives.get(0).layer(0, 1));
    BuildFamily own = new BuildFamily(lives, 2, 0, BuildFamily.only(4, 3));
    assertThat(apart.sum(own::transferred)).isEqualTo(lives.get(0).layer(3, 4));
  }

  @Test
  void chancesFallByTheFactorAndAreOneTogether() {
    assertThat(BuildFamily.chances(3, 0.5)).containsExactly(1 / 7.0, 2 / 7.0, 4 / 7.0);
    assertThat(BuildFamily.chances(4, 1)).containsOnly(0.25);
    assertThat(BuildFamily.chances(3, 0)).containsExactly(0, 0, 1);
    double sum = 0;
    for (double chance : BuildFamily.chances(500, 0.9)) {
      sum += chance;
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
  }

  @Test
  void overheadJoinsWhatIsSmall() {
    List<Lifetimes> one = List.of(Lifetimes.of(Instructions.draw(3, 8, 0, SCALE)));
    BuildFamily free = new BuildFamily(one, 0, 0, BuildFamily.chances(8, 1));
    BuildFamily dear = new BuildFamily(one, 0, 1L << 40, BuildFamily.chances(8, 1));
    assertThat(Cuts.cheapest(8, (b, e) -> free.total(b, e, 10)).layers()).isGreaterThan(1);
    assertThat(Cuts.cheapest(8, (b, e) -> dear.total(b, e, 10)).layers()).isEqualTo(1);
  }

  @Test
  void cutsAreWrittenAsInstructionsFromOne() {
    Set<String> texts = new HashSet<>();
    all(3).forEach(each -> texts.add(each.text()));
    assertThat(texts).containsExactlyInAnyOrder("1-3", "1/2-3", "1-2/3", "1/2/3");
    assertThat(new Cuts(List.of(0, 1)).text()).isEqualTo("1-1");
  }
}
