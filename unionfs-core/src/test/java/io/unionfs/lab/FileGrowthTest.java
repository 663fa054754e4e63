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

class FileGrowthTest {
  @TempDir private Path scratch;

  private Table table(String images, String tail) throws IOException {
    return Labs.run(scratch, "growth", "images", images, "tail", tail, "core", "100");
  }

  /** Files by a power law of exponent s: the different ones grow with the power 1/s. */
  @Test
  void theDifferentFilesGrowWithThePublishedKindOfPower() throws IOException {
    for (String tail : new String[] {"135", "200"}) {
      Table table = table("30,300", tail);
      Table.Row few = Labs.row(table, "images", "30");
      Table.Row many = Labs.row(table, "images", "300");
      double slope =
          Math.log(many.number("distinct_files") / few.number("distinct_files"))
              / Math.log(many.number("file_count") / few.number("file_count"));
      assertThat(slope).as(tail).isCloseTo(100 / Double.parseDouble(tail), within(0.06));
    }
  }

  @Test
  void theReadingSaysAtWhichNumberOfFilesThePublishedShareWouldBe() throws IOException {
    Table table = table("3,30", "135");
    assertThat(Laboratory.experiment("growth").reading(table).get(0))
        .startsWith("With tail 135, of ")
        .contains("a model, the published 3 % is reached at ");
    assertThat(Laboratory.experiment("growth").published(table).get(0).ours())
        .contains(" files with tail 135");
  }

  @Test
  void ofGivenImagesFilesAreToldApartByContentAndSharedLayersCountOnce() throws IOException {
    ImageLayer base = layer("base", Layer.builder().named("base").file("a", "1").file("b", "1"));
    ImageLayer one = layer("one", Layer.builder().named("one").file("c", "2"));
    ImageLayer two = layer("two", Layer.builder().named("two").file("d", "2").file("e", "3"));
    ImageLayers first = new LabImage(List.of(base, one), List.of("x", "y")).documents();
    ImageLayers second = new LabImage(List.of(base, two), List.of("x", "z")).documents();
    Table table = Labs.run(LabContext.counting(scratch).with(List.of(first, second)), "growth");
    Table.Row alone = Labs.row(table, "images", "1");
    assertThat(alone.text("file_count") + " " + alone.text("distinct_files")).isEqualTo("3 2");
    Table.Row both = Labs.row(table, "images", "2");
    assertThat(both.text("image")).isEqualTo("synthetic + synthetic");
    assertThat(both.text("file_count") + " " + both.text("distinct_files")).isEqualTo("5 3");
    assertThat(both.number("unique")).isEqualTo(60);
  }

  private static ImageLayer layer(String name, io.unionfs.layer.LayerBuilder builder) {
    return new ImageLayer(LabImage.digest(name), builder.build());
  }
}
