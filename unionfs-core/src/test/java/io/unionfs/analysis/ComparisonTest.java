package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.analysis.Comparison.Figure;
import io.unionfs.analysis.Comparison.Tolerance;
import io.unionfs.analysis.Comparison.Trend;
import io.unionfs.layer.Layer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Whether an image is worse than an older one, in what, and through which layers. */
class ComparisonTest {
  private static Analysis image(Layer... layers) throws IOException {
    return Made.analysis(layers);
  }

  private static Comparison compared(Analysis before, Analysis now, String tolerance) {
    return Comparison.of(before, now, Tolerance.parse(tolerance));
  }

  private static Figure figure(Comparison comparison, Metric metric) {
    return comparison.figures().stream()
        .filter(each -> each.metric() == metric)
        .findAny()
        .orElseThrow();
  }

  @Test
  void anImageIsNoWorseThanItself() throws IOException {
    Analysis same = image(Tar.of().file("a", 10).layer(), Tar.of().file("a", 20).layer());
    Comparison comparison = Comparison.of(same, same, Tolerance.NONE);
    assertThat(comparison.isRegression()).isFalse();
    assertThat(comparison.figures()).allMatch(each -> each.trend() == Trend.SAME);
  }

  @Test
  void moreDeadBytesAreARegressionByTheLayersThatHoldAndKilledThem() throws IOException {
    Layer base = Tar.of().file("old", 100).file("x/big", 500).file("keep", 900).layer();
    Layer overwrite = Tar.of().file("old", 90).layer();
    Analysis before = image(base, overwrite);
    Analysis now = image(base, overwrite, Tar.of().whiteout("x").layer());
    Comparison comparison = Comparison.of(before, now, Tolerance.NONE);
    assertThat(comparison.isRegression()).isTrue();
    Figure dead = figure(comparison, Metric.DEAD_BYTES);
    assertThat(dead.trend()).isEqualTo(Trend.WORSE);
    assertThat(dead.beforeText()).isEqualTo("100");
    assertThat(dead.nowText()).isEqualTo("600");
    assertThat(dead.culprits())
        .containsExactly(new Culprit(0, "/x", "one file, killed by layer 2", 500));
    assertThat(figure(comparison, Metric.EFFICIENCY).trend()).isEqualTo(Trend.WORSE);
    assertThat(figure(comparison, Metric.SIZE).trend()).isEqualTo(Trend.SAME);
    assertThat(Comparison.of(now, before, Tolerance.NONE).isRegression()).isFalse();
    assertThat(figure(Comparison.of(now, before, Tolerance.NONE), Metric.DEAD_BYTES).trend())
        .isEqualTo(Trend.BETTER);
  }

  @Test
  void growthIsAMatterOfToleranceAndNamesTheLayersThatAreNew() throws IOException {
    Layer base = Tar.of().file("a", 1000).layer();
    Analysis before = image(base);
    Analysis now = image(base, Tar.of().file("b", 40).layer());
    assertThat(compared(before, now, "3%").isRegression()).isTrue();
    assertThat(compared(before, now, "4%").isRegression()).isFalse();
    assertThat(compared(before, now, "39").isRegression()).isTrue();
    assertThat(compared(before, now, "40B").isRegression()).isFalse();
    Figure size = figure(compared(before, now, "4%"), Metric.SIZE);
    assertThat(size.trend()).isEqualTo(Trend.TOLERATED);
    assertThat(size.culprits()).containsExactly(new Culprit(1, "RUN step 1", "", 40));
  }

  /** With the same dead bytes in a smaller image, their share is larger. */
  @Test
  void aShareIsNoWorseBecauseTheImageShrank() throws IOException {
    Layer overwrite = Tar.of().file("old", 90).layer();
    Analysis before = image(Tar.of().file("old", 100).file("keep", 900).layer(), overwrite);
    Analysis now = image(Tar.of().file("old", 100).file("keep", 300).layer(), overwrite);
    Comparison comparison = Comparison.of(before, now, Tolerance.NONE);
    assertThat(figure(comparison, Metric.DEAD_BYTES).trend()).isEqualTo(Trend.SAME);
    assertThat(figure(comparison, Metric.DEAD_PERCENT).trend()).isEqualTo(Trend.TOLERATED);
    assertThat(figure(comparison, Metric.DIVE_EFFICIENCY).trend()).isEqualTo(Trend.TOLERATED);
    assertThat(comparison.isRegression()).isFalse();
  }

  @Test
  void aNewSecretIsNeverTolerated() throws IOException {
    Analysis before = image(Tar.of().file("root/.netrc", 10).file("z", 100).layer());
    Analysis now =
        image(
            Tar.of().file("new", 0).layer(),
            Tar.of().file("root/.netrc", 10).file("z", 100).layer(),
            Tar.of().file("root/.ssh/id_rsa", 1).layer());
    Comparison comparison = compared(before, now, "100%");
    assertThat(comparison.isRegression()).isTrue();
    assertThat(figure(comparison, Metric.SECRETS).culprits())
        .containsExactly(new Culprit(2, "root/.ssh/id_rsa", "a file of credentials", 0));
  }

  @Test
  void aToleranceIsAShareOrBytes() {
    assertThat(Tolerance.parse("5%")).isEqualTo(new Tolerance(0.05, 0));
    assertThat(Tolerance.parse("1MB")).isEqualTo(new Tolerance(0, 1_000_000));
    assertThatThrownBy(() -> Tolerance.parse("much"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a number of bytes");
  }
}
