package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
    assertThat(table("1", "0", "4,5", "0").rows()).hasSize(4);
  }
}
