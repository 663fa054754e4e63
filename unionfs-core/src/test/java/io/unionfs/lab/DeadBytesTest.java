package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadBytesTest {
  @TempDir private Path scratch;

  private static ImageLayers image(Layer... layers) throws IOException {
    List<ImageLayer> all =
        List.of(layers).stream()
            .map(each -> new ImageLayer(LabImage.digest(each.name()), each))
            .toList();
    return new LabImage(all, List.of("COPY a b", "RUN rm a", "RUN new b")).documents();
  }

  @Test
  void whatALaterInstructionDeletedIsDeadInTheLayerThatWroteIt() throws IOException {
    ImageLayers image =
        image(
            Layer.builder()
                .named("0")
                .file("a", new SeededContent(1, 1000))
                .file("b", new SeededContent(2, 500))
                .build(),
            Layer.builder().named("1").whiteout("a").build(),
            Layer.builder().named("2").file("b", new SeededContent(3, 700)).build());
    LabContext context = LabContext.counting(scratch).with(List.of(image));
    Table table = Labs.run(context, "dead");
    Table.Row bottom = Labs.row(table, "layer", "0");
    assertThat(bottom.text("instruction")).isEqualTo("COPY a b");
    assertThat(bottom.whole("size")).isEqualTo(1500);
    assertThat(bottom.whole("dead")).isEqualTo(1500);
    assertThat(bottom.whole("reordered")).isEqualTo(1000);
    assertThat(Labs.row(table, "layer", "1").whole("killed")).isEqualTo(1000);
    assertThat(Labs.row(table, "layer", "2").whole("killed")).isEqualTo(500);
    assertThat(Labs.row(table, "layer", "2").whole("dead")).isZero();
    assertThat(bottom.whole("stored")).isEqualTo(1000 + 500 + 700);
    assertThat(Labs.row(table, "layer", "2").whole("squashed")).isEqualTo(2200);
    assertThat(Labs.row(table, "layer", "1").whole("squashed")).isEqualTo(2200);
    assertThat(bottom.whole("squashed")).isEqualTo(700);
    assertThat(Laboratory.experiment("dead").reading(table).get(0))
        .contains("68.2 % of the bytes in the layers are dead");
  }

  @Test
  void nothingIsDeadWhereNothingWasDeleted() throws IOException {
    Table table =
        Labs.run(scratch, "dead", "layers", "3", "removed", "0", "scale", "100000", "seed", "1");
    assertThat(table.rows()).hasSize(3);
    assertThat(table.stream()).allMatch(row -> row.whole("dead") == 0 && row.whole("size") > 0);
  }

  @Test
  void theSameSeedGivesTheSame() throws IOException {
    String[] options = {"layers", "4", "removed", "50", "scale", "100000", "seed", "3"};
    Table table = Labs.run(scratch, "dead", options);
    assertThat(Labs.run(scratch, "dead", options)).isEqualTo(table);
    assertThat(Readings.sum(table.stream().toList(), "dead")).isPositive();
    options[7] = "4";
    assertThat(Labs.run(scratch, "dead", options).rows()).isNotEqualTo(table.rows());
  }

  @Test
  void liveAndDeadTogetherAreAll() throws IOException {
    Table table =
        Labs.run(scratch, "dead", "layers", "6", "removed", "60", "scale", "100000", "seed", "1");
    assertThat(table.stream())
        .allMatch(row -> row.whole("live") + row.whole("dead") == row.whole("size"));
    List<Table.Row> rows = table.stream().toList();
    assertThat(Readings.sum(rows, "killed")).isEqualTo(Readings.sum(rows, "dead"));
    // No instruction writes over what another wrote: all deaths are deletions.
    assertThat(Readings.sum(rows, "reordered")).isEqualTo(Readings.sum(rows, "dead"));
  }
}
