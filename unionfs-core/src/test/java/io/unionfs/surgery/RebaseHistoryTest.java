package io.unionfs.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.overlay.RandomArchives;
import io.unionfs.overlay.TarOf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random layers on random bases: on the base they were made on nothing is told of them, and what is
 * told on another is so.
 */
class RebaseHistoryTest {
  private static int told;
  private static int refused;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 400);
  }

  @AfterAll
  static void tell() {
    System.out.println("remarks: " + told + ", rebases refused: " + refused);
    assertThat(told).isGreaterThan(refused);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsToldIsSo(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    RandomArchives archives = new RandomArchives(random);
    List<Layer> base = archives.chain(1 + random.nextInt(3));
    List<Layer> image = archives.above(base, 1 + random.nextInt(3));
    List<Layer> other = archives.chain(1 + random.nextInt(3));
    assertThat(Rebase.compare(image, base.size(), base)).as("seed %d", seed).isEmpty();
    List<RebaseRemark> remarks;
    try {
      remarks = Rebase.compare(image, base.size(), other);
    } catch (LayerException e) {
      refused++;
      return;
    }
    for (RebaseRemark remark : remarks) {
      told++;
      String what = "seed " + seed + ": " + remark;
      if (remark instanceof RebaseRemark.HidesNothing hides) {
        assertThat(shows(image.subList(0, hides.layer()), hides.path())).as(what).isTrue();
      } else if (remark instanceof RebaseRemark.HidesOther hides) {
        List<Layer> below = new ArrayList<>(other);
        below.addAll(image.subList(base.size(), hides.layer()));
        assertThat(shows(below, hides.path())).as(what).isTrue();
      } else if (remark instanceof RebaseRemark.ResolvesElsewhere elsewhere) {
        assertThat(elsewhere.before()).as(what).isNotEqualTo(elsewhere.after());
      }
    }
  }

  private static boolean shows(List<Layer> chain, String path) throws IOException {
    return TarOf.shown(chain).containsKey(path);
  }
}
