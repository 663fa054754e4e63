package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.analysis.DiveMetric.Inefficiency;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The figures that dive publishes of its own test images, and the quirks that make them. */
class DiveMetricTest {
  /** As in the test of dive's formula: parents are named by no entry. */
  static List<Layer> publishedExample() throws IOException {
    return List.of(
        Tar.of().file("etc/nginx/nginx.conf", 2000).file("etc/nginx/public", 3000).layer(),
        Tar.of().file("etc/nginx/nginx.conf", 5000).file("etc/athing", 10000).layer(),
        Tar.of().whiteout("etc/nginx").layer());
  }

  /** The layers of dive's test image, by the listing that dive publishes of it. */
  static List<Layer> publishedImage() throws IOException {
    Tar base = Tar.of().directory("root").directory("tmp").file("bin/[", 1153344 + 1017);
    return List.of(
        base.layer(),
        Tar.of().file("somefile.txt", 6405).layer(),
        example().directory("root/example/really").directory("root/example/really/nested").layer(),
        example().file("root/example/somefile1.txt", 6405).layer(),
        example().file("root/example/somefile1.txt", 6405).layer(),
        example().file("root/example/somefile2.txt", 6405).layer(),
        example().file("root/example/somefile3.txt", 6405).layer(),
        example().whiteout("root/example/somefile3.txt").file("root/saved.txt", 6405).layer(),
        Tar.of().directory("root").file("root/.saved.txt", 6405).layer(),
        Tar.of().directory("root").whiteout("root/example").layer(),
        Tar.of()
            .directory("root/.data")
            .file("root/.data/tag.sh", 917)
            .file("root/.data/test.sh", 1270)
            .layer(),
        Tar.of().directory("tmp").file("tmp/saved.again1.txt", 6405).layer(),
        Tar.of().directory("root/.data").file("root/.data/saved.again2.txt", 6405).layer(),
        Tar.of().directory("root").file("root/saved.txt", 6405).layer());
  }

  private static Tar example() {
    return Tar.of().directory("root").directory("root/example");
  }

  @Test
  void thePublishedExampleScoresThreeQuartersAndWastesSevenThousandBytes() throws IOException {
    DiveMetric dive = DiveMetric.of(publishedExample());
    assertThat(dive.efficiency()).isEqualTo(0.75);
    assertThat(dive.wastedBytes()).isEqualTo(7000);
    assertThat(dive.inefficient())
        .containsExactly(new Inefficiency("/etc/nginx/nginx.conf", 2, 7000));
  }

  @Test
  void anImageOfNothingScoresOne() throws IOException {
    ArchiveLayer empty = Tar.of().layer();
    DiveMetric dive = DiveMetric.of(List.of(Tar.of().file("nothing", 0).layer(), empty, empty));
    assertThat(dive.efficiency()).isEqualTo(1.0);
    assertThat(dive.inefficient()).isEmpty();
  }

  @Test
  void thePublishedImageHasThePublishedFigures() throws IOException {
    DiveMetric dive = DiveMetric.of(publishedImage());
    assertThat(dive.sizeBytes()).isEqualTo(1220598);
    assertThat(dive.userBytes()).isEqualTo(66237);
    assertThat(dive.wastedBytes()).isEqualTo(32025);
    assertThat(dive.userWastedPercent()).isEqualTo(0.4834911001404049);
    assertThat(dive.efficiency()).isEqualTo(0.9844212134184309);
    assertThat(dive.inefficient())
        .containsExactly(
            new Inefficiency("/root/example/somefile1.txt", 2, 12810),
            new Inefficiency("/root/saved.txt", 2, 12810),
            new Inefficiency("/root/example/somefile3.txt", 2, 6405));
  }

  @Test
  void aDirectoryRemovedWholeCostsNothing() throws IOException {
    List<Layer> layers =
        List.of(
            Tar.of().directory("d").file("d/a", 1000).file("d/b", 1000).layer(),
            Tar.of().whiteout("d").layer());
    assertThat(DiveMetric.of(layers).efficiency()).isEqualTo(1.0);
    assertThat(DiveMetric.of(layers).wastedBytes()).isZero();
    assertThat(Made.analysis(layers.toArray(Layer[]::new)).efficiency()).isZero();
  }

  @Test
  void aFileRemovedWeighsNothingWhereItIsRemoved() throws IOException {
    DiveMetric dive =
        DiveMetric.of(List.of(Tar.of().file("a", 1000).layer(), Tar.of().whiteout("a").layer()));
    assertThat(dive.efficiency()).isEqualTo(0.0);
    assertThat(dive.wastedBytes()).isEqualTo(1000);
  }

  @Test
  void opaqueMarksArePassedOver() throws IOException {
    DiveMetric dive =
        DiveMetric.of(
            List.of(
                Tar.of().directory("d").file("d/a", 1000).layer(),
                Tar.of().directory("d").opaque("d").file("d/b", 500).layer()));
    assertThat(dive.efficiency()).isEqualTo(1.0);
    assertThat(dive.wastedBytes()).isZero();
  }

  @Test
  void whatIsKeptOfAPathThatIsThereTwiceIsWastedToo() throws IOException {
    Layer one = Tar.of().file("a", 1000).layer();
    DiveMetric dive = DiveMetric.of(List.of(one, Tar.of().file("a", 1000).layer()));
    assertThat(dive.wastedBytes()).isEqualTo(2000);
    assertThat(dive.userWastedPercent()).isEqualTo(2.0);
  }

  @Test
  void withOneLayerTheShareIsOfNothing() throws IOException {
    DiveMetric dive = DiveMetric.of(List.of(Tar.of().file("a", 1000).layer()));
    assertThat(dive.userWastedPercent()).isNaN();
  }

  @Test
  void aWhiteoutOfNothingEndsTheCountOfItsLayer() throws IOException {
    Layer base = Tar.of().file("z", 1000).layer();
    // "z" stands behind the whiteout, so the second layer's is not seen, and the hole weighs -1.
    DiveMetric dive =
        DiveMetric.of(List.of(base, Tar.of().whiteout("gone").file("z", 1000).layer()));
    assertThat(dive.wastedBytes()).isZero();
    assertThat(dive.efficiency()).isEqualTo(999.0 / 1000.0);
  }

  @Test
  void aDirectoryThatALayerOnlyImpliesIsNoDirectoryToAWhiteout() throws IOException {
    DiveMetric dive =
        DiveMetric.of(
            List.of(
                Tar.of().directory("d").file("d/a", 1000).layer(),
                Tar.of().file("d/b", 500).layer(),
                Tar.of().whiteout("d").layer()));
    // Had it been one, 1500 would be added above and below the line.
    assertThat(dive.efficiency()).isEqualTo(1.0);
    assertThat(dive.wastedBytes()).isZero();
    DiveMetric removedTwice =
        DiveMetric.of(
            List.of(
                Tar.of().directory("d").layer(),
                Tar.of().file("d/b", 500).layer(),
                Tar.of().whiteout("d").layer()));
    assertThat(removedTwice.wastedBytes()).isZero();
    assertThat(removedTwice.inefficient()).containsExactly(new Inefficiency("/d", 2, 0));
  }

  @Test
  void hardLinksAndTreesAreCountedAsInATar() throws IOException {
    var tree =
        Layer.builder().file("a", Tar.contentOf("a", 700)).hardLink("b", "a").whiteout("c").build();
    Layer base = Tar.of().file("c", 300).layer();
    assertThat(DiveMetric.of(List.of(base, tree)))
        .isEqualTo(DiveMetric.of(List.of(base, Tar.layer(tree))));
    assertThat(DiveMetric.of(List.of(base, tree)).userBytes()).isEqualTo(700);
  }
}
