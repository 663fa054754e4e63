package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which bytes are dead, who wrote them, who killed them, and how. */
class ExactCostTest {
  private static List<DeadFile> dead(Layer... layers) throws IOException {
    return Made.analysis(layers).payers().files();
  }

  @Test
  void whatALaterLayerOverwritesIsPaidForByWhoWroteIt() throws IOException {
    Analysis analysis =
        Made.analysis(Tar.of().file("a", 100).layer(), Tar.of().file("a", 70).layer());
    assertThat(analysis.payers().files())
        .containsExactly(new DeadFile("a", 100, 0, 1, Cause.OVERWRITTEN));
    assertThat(analysis.size()).isEqualTo(170);
    assertThat(analysis.liveBytes()).isEqualTo(70);
    assertThat(analysis.deadPercent()).isEqualTo(100.0 / 170);
    assertThat(analysis.layers()).extracting(LayerCost::dead).containsExactly(100L, 0L);
    assertThat(analysis.layers()).extracting(LayerCost::killed).containsExactly(0L, 100L);
  }

  @Test
  void otherBytesOfTheSameSizeAreAnOverwrite() throws IOException {
    assertThat(dead(Tar.of().file("a", "old").layer(), Tar.of().file("a", "new").layer()))
        .containsExactly(new DeadFile("a", 3, 0, 1, Cause.OVERWRITTEN));
  }

  @Test
  void chmodChownAndTouchWriteTheFileAgainForItsMetadata() throws IOException {
    byte[] text = "text".getBytes();
    Attributes before = Attributes.of(0644, Tar.TIME);
    for (Attributes after :
        List.of(
            before.withMode(0600),
            before.withOwner(7, 8),
            before.withTimes(Tar.TIME, Tar.TIME.plusSeconds(1)))) {
      assertThat(
              dead(
                  Tar.of().file("a", text, before).layer(),
                  Tar.of().file("a", text, after).layer()))
          .containsExactly(new DeadFile("a", 4, 0, 1, Cause.METADATA));
    }
    assertThat(
            dead(
                Tar.of().file("a", text, before).layer(), Tar.of().file("a", text, before).layer()))
        .containsExactly(new DeadFile("a", 4, 0, 1, Cause.IDENTICAL));
  }

  @Test
  void whatIsDeletedByItselfOrWithItsDirectoryIsPaidFor() throws IOException {
    assertThat(
            dead(
                Tar.of().file("a", 10).file("d/e/b", 20).layer(),
                Tar.of().file("d/e/c", 30).layer(),
                Tar.of().whiteout("a").whiteout("d").layer()))
        .containsExactly(
            new DeadFile("d/e/c", 30, 1, 2, Cause.DELETED),
            new DeadFile("d/e/b", 20, 0, 2, Cause.DELETED),
            new DeadFile("a", 10, 0, 2, Cause.DELETED));
  }

  @Test
  void anOpaqueDirectoryHidesAtAnyDepthButWhatIsThereAgainIsOverwritten() throws IOException {
    assertThat(
            dead(
                Tar.of().file("d/a", 10).file("d/s/b", 20).file("d/s/c", 40).layer(),
                Tar.of().directory("d").opaque("d").directory("d/s").file("d/s/c", 41).layer()))
        .containsExactly(
            new DeadFile("d/s/c", 40, 0, 1, Cause.OVERWRITTEN),
            new DeadFile("d/s/b", 20, 0, 1, Cause.HIDDEN),
            new DeadFile("d/a", 10, 0, 1, Cause.HIDDEN));
  }

  @Test
  void aFileOfAnotherTypeReplacesWhatIsThereAndBelow() throws IOException {
    assertThat(
            dead(
                Tar.of().file("a", 10).file("d/b", 20).file("f", 30).layer(),
                Tar.of().symlink("a", "x").symlink("d", "x").directory("f").layer()))
        .containsExactly(
            new DeadFile("f", 30, 0, 1, Cause.REPLACED),
            new DeadFile("d/b", 20, 0, 1, Cause.REPLACED),
            new DeadFile("a", 10, 0, 1, Cause.REPLACED));
  }

  @Test
  void ofAPathThatAnArchiveHoldsTwiceTheFirstIsDeadFromTheStart() throws IOException {
    Analysis analysis = Made.analysis(Tar.of().file("a", 10).file("a", 25).layer());
    assertThat(analysis.payers().files())
        .containsExactly(new DeadFile("a", 10, 0, 0, Cause.WRITTEN_TWICE));
    assertThat(analysis.size()).isEqualTo(35);
    assertThat(analysis.liveBytes()).isEqualTo(25);
  }

  @Test
  void aFileLivesAsLongAsOneOfItsNamesDoes() throws IOException {
    Layer base = Tar.of().file("a", 50).link("b", "a").link("c", "a").layer();
    Layer second = Tar.of().whiteout("a").layer();
    Layer third = Tar.of().whiteout("b").layer();
    assertThat(Made.analysis(base).size()).isEqualTo(50);
    assertThat(dead(base, second, third)).isEmpty();
    assertThat(dead(base, second, third, Tar.of().file("c", 1).layer()))
        .containsExactly(new DeadFile("c", 50, 0, 3, Cause.OVERWRITTEN));
  }

  @Test
  void aHardLinkToALowerLayersFileKeepsItsBytesAlive() throws IOException {
    Layer base = Tar.of().file("a", 50).layer();
    Layer link = Tar.of().link("b", "a").layer();
    Analysis analysis = Made.analysis(base, link, Tar.of().whiteout("a").layer());
    assertThat(analysis.deadBytes()).isZero();
    assertThat(analysis.layers()).extracting(LayerCost::size).containsExactly(50L, 0L, 0L);
    assertThat(dead(base, link, Tar.of().whiteout("a").whiteout("b").layer()))
        .containsExactly(new DeadFile("b", 50, 0, 2, Cause.DELETED));
  }

  @Test
  void whiteoutsAreFoundThroughTheLinksBelow() throws IOException {
    assertThat(
            dead(
                Tar.of().file("usr/lib/a", 10).symlink("lib", "usr/lib").layer(),
                Tar.of().whiteout("lib/a").layer()))
        .containsExactly(new DeadFile("usr/lib/a", 10, 0, 1, Cause.DELETED));
  }

  @Test
  void aLayerThatIsThereTwiceKillsItself() throws IOException {
    Layer same = Tar.of().file("a", 10).layer();
    assertThat(dead(same, same)).containsExactly(new DeadFile("a", 10, 0, 1, Cause.IDENTICAL));
  }

  @Test
  void whatIsMadeAgainAfterItWasDeletedDiesByTheFirstWhoKilledIt() throws IOException {
    assertThat(
            dead(
                Tar.of().file("a", 10).layer(),
                Tar.of().whiteout("a").layer(),
                Tar.of().file("a", 20).layer(),
                Tar.of().file("a", 30).layer()))
        .containsExactly(
            new DeadFile("a", 20, 2, 3, Cause.OVERWRITTEN),
            new DeadFile("a", 10, 0, 1, Cause.DELETED));
  }

  @Test
  void instructionsThatMadeSeveralLayersPayTogether() throws IOException {
    ImageLayers image =
        Made.image(
            "test",
            List.of(
                Tar.of().file("a", 10).file("k", 1).layer(),
                Tar.of().file("a", 20).layer(),
                Tar.of().file("a", 40).layer(),
                Tar.of().whiteout("a").layer()),
            List.of("FROM x", "RUN make", "RUN make", ""),
            Map.of());
    Payers payers = Analysis.of(image, AnalysisOptions.defaults()).payers();
    assertThat(payers.instructions())
        .containsExactly(
            new Payers.Share("FROM x", 10, 0),
            new Payers.Share("RUN make", 60, 30),
            new Payers.Share("layer 3", 0, 40));
    assertThat(payers.debts())
        .containsExactly(
            new Payers.Debt(2, 3, 40, 1, "/"),
            new Payers.Debt(1, 2, 20, 1, "/"),
            new Payers.Debt(0, 1, 10, 1, "/"));
    assertThat(payers.causes())
        .containsOnly(Map.entry(Cause.OVERWRITTEN, 30L), Map.entry(Cause.DELETED, 40L));
  }

  @Test
  void aDebtNamesTheDeepestDirectoryThatHoldsItsFiles() throws IOException {
    Analysis analysis =
        Made.analysis(
            Tar.of().file("usr/share/a/x", 1).file("usr/share/ab/y", 2).file("usr/b", 4).layer(),
            Tar.of().whiteout("usr/share").layer(),
            Tar.of().whiteout("usr/b").layer());
    assertThat(analysis.payers().debts())
        .containsExactly(
            new Payers.Debt(0, 2, 4, 1, "/usr"), new Payers.Debt(0, 1, 3, 2, "/usr/share"));
  }

  @Test
  void anImageOfNothingIsEfficient() throws IOException {
    Analysis analysis = Made.analysis();
    assertThat(analysis.size()).isZero();
    assertThat(analysis.efficiency()).isEqualTo(1.0);
    assertThat(analysis.deadPercent()).isZero();
    assertThat(Made.json(analysis)).contains("\"layers\":[]");
    assertThat(Made.html(analysis)).contains("<h1>test</h1>");
  }

  @Test
  void whatNoImageHasIsRefused() {
    assertThatThrownBy(() -> Made.analysis(Layer.builder().metacopy("m", 5, null).build()))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("has its data in a layer below");
    assertThatThrownBy(() -> Made.analysis(Layer.builder().redirectedDirectory("d", "/e").build()))
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("redirected");
  }

  @Test
  void aTreeOfManyLevelsIsWalkedWithoutRecursion() throws IOException {
    StringBuilder deep = new StringBuilder("d");
    deep.append("/d".repeat(5000));
    Layer base = Layer.builder().file(deep + "/f", Tar.contentOf("f", 10)).build();
    Layer top = Layer.builder().named("top").whiteout("d").build();
    Analysis analysis = Made.analysis(base, top);
    assertThat(analysis.deadBytes()).isEqualTo(10);
    assertThat(Made.json(analysis)).contains("\"dead\":10");
    assertThat(Made.html(analysis)).contains("id=\"tree\"");
  }
}
