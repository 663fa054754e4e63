package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitOrJoinTest {
  @TempDir private Path scratch;

  private Table table(String images, String prefix, String change, String removed)
      throws IOException {
    return Labs.run(
        scratch,
        "split",
        "instructions",
        "4",
        "images",
        images,
        "prefix",
        prefix,
        "change",
        change,
        "updates",
        "0",
        "removed",
        removed,
        "scale",
        "100000",
        "seed",
        "1");
  }

  @Test
  void imagesThatAreTheSameAreStoredOnceHoweverTheyAreCut() throws IOException {
    Table one = table("1", "4", "1", "20");
    Table many = table("5", "4", "1", "20");
    for (String way : new String[] {"each a layer", "all one"}) {
      Table.Row row = Labs.row(many, "way", way);
      assertThat(row.whole("stored")).isEqualTo(Labs.row(one, "way", way).whole("stored"));
      assertThat(row.whole("unshared")).isEqualTo(5 * row.whole("stored"));
      assertThat(row.whole("shared")).isEqualTo(row.whole("stored"));
    }
  }

  @Test
  void onlyLayersOfTheirOwnAreSharedByImagesWithACommonPrefix() throws IOException {
    Table table = table("3", "2", "4", "0");
    assertThat(Labs.row(table, "way", "each a layer").whole("shared")).isPositive();
    assertThat(Labs.row(table, "way", "prefix one, rest one").whole("shared")).isPositive();
    assertThat(Labs.row(table, "way", "all one").whole("shared")).isZero();
    assertThat(Labs.row(table, "way", "each a layer").whole("layers")).isEqualTo(4);
    assertThat(Labs.row(table, "way", "prefix apart, rest one").whole("layers")).isEqualTo(3);
    assertThat(Labs.row(table, "way", "prefix one, rest one").whole("layers")).isEqualTo(2);
    assertThat(Labs.row(table, "way", "all one").whole("layers")).isEqualTo(1);
  }

  @Test
  void aChangeTransfersTheLayerItIsInAndAllAbove() throws IOException {
    Table first = table("1", "0", "1", "0");
    Table last = table("1", "0", "4", "0");
    long stored = Labs.row(first, "way", "each a layer").whole("stored");
    assertThat(Labs.row(first, "way", "each a layer").whole("transferred")).isEqualTo(stored);
    assertThat(Labs.row(last, "way", "each a layer").whole("transferred"))
        .isPositive()
        .isLessThan(stored);
    Table.Row joined = Labs.row(last, "way", "all one");
    assertThat(joined.whole("transferred")).isEqualTo(joined.whole("stored"));
  }

  @Test
  void joiningDropsWhatComesAndGoes() throws IOException {
    Table kept = table("1", "0", "1", "0");
    Table removed = table("1", "0", "1", "80");
    long saved =
        Labs.row(removed, "way", "each a layer").whole("stored")
            - Labs.row(removed, "way", "all one").whole("stored");
    long savedOfKept =
        Labs.row(kept, "way", "each a layer").whole("stored")
            - Labs.row(kept, "way", "all one").whole("stored");
    assertThat(saved).isGreaterThan(savedOfKept);
  }

  @Test
  void pointsThatCannotBeAreLeftOut() throws IOException {
    assertThat(table("1", "5", "1", "0").rows()).isEmpty();
    assertThat(table("1", "0", "4,5", "0").rows()).hasSize(5);
  }

  @Test
  void theBestIsWhatTakesLeast() throws IOException {
    Table table =
        Labs.run(
            scratch,
            "split",
            "instructions",
            "6",
            "images",
            "3",
            "prefix",
            "2",
            "change",
            "0,6",
            "updates",
            "0,5",
            "removed",
            "60",
            "scale",
            "100000",
            "seed",
            "1,2");
    table.where("way", "best").forEach(row -> assertThat(row.number("above_best")).isZero());
    assertThat(table.stream()).allMatch(row -> row.number("above_best") >= 0);
    assertThat(table.stream())
        .allSatisfy(
            row ->
                assertThat(row.number("total"))
                    .isCloseTo(
                        row.number("stored") + row.number("updates") * row.number("transferred"),
                        within(row.number("total") / 100_000)));
    assertThat(Laboratory.experiment("split").reading(table))
        .anyMatch(each -> each.startsWith("To store images that never change, \"all one\" takes"))
        .anyMatch(each -> each.startsWith("Who pulls the images and follows 5 changes"))
        .anyMatch(each -> each.startsWith("If instruction 6 changes, each a layer transfers "));
  }

  @Test
  void ofAGivenImageTheLayersAreTheInstructions() throws IOException {
    Layer base = Layer.builder().named("0").file("a", new SeededContent(1, 1000)).build();
    Layer removes = Layer.builder().named("1").whiteout("a").build();
    Layer last = Layer.builder().named("2").file("b", new SeededContent(3, 70)).build();
    List<ImageLayer> layers =
        List.of(base, removes, last).stream()
            .map(each -> new ImageLayer(LabImage.digest(each.name()), each))
            .toList();
    ImageLayers image = new LabImage(layers, List.of("ADD a", "RUN rm a", "ADD b")).documents();
    Table table =
        Labs.run(
            LabContext.counting(scratch).with(List.of(image)),
            "split",
            "images",
            "5",
            "prefix",
            "2",
            "change",
            "3",
            "updates",
            "0");
    assertThat(Labs.row(table, "way", "each a layer").whole("stored")).isEqualTo(1000 + 5 * 70);
    assertThat(Labs.row(table, "way", "all one").whole("stored")).isEqualTo(5 * 70);
    assertThat(Labs.row(table, "way", "each a layer").whole("transferred")).isEqualTo(70);
    assertThat(Labs.row(table, "way", "best").text("cuts")).isEqualTo("1-3");
    assertThat(Labs.row(table, "way", "best").text("image")).isEqualTo("synthetic");
  }
}
