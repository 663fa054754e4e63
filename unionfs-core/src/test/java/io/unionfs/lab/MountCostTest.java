package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountCostTest {
  @TempDir private Path scratch;

  @Test
  void aHundredContainersOfFiftyLayersTake20200MountsLayerByLayerAndAHundredAtOnce()
      throws IOException {
    Table table = Labs.run(scratch, "mounts", "layers", "50", "containers", "100");
    assertThat(Labs.row(table, "way", "each layer").text("operations")).isEqualTo("20200");
    assertThat(Labs.row(table, "way", "each container").text("operations")).isEqualTo("100");
    Published published = Laboratory.experiment("mounts").published(table).get(0);
    assertThat(published.figure()).endsWith("= 20,200");
    assertThat(published.ours()).isEqualTo("20,200");
  }

  @Test
  void oneContainerTakesOneMountAtAnyNumberOfLayers() throws IOException {
    Table table = Labs.run(scratch, "mounts", "layers", "1..20:19", "containers", "3");
    assertThat(table.where("way", "each container"))
        .extracting(row -> row.text("per_container"))
        .containsExactly("1", "1");
    assertThat(table.where("way", "each layer"))
        .extracting(row -> row.text("per_container"))
        .containsExactly("6", "82");
    assertThat(Laboratory.experiment("mounts").reading(table))
        .startsWith(
            "With each layer mounted by itself, a container of 1 layer takes 6 mount operations to"
                + " start and one of 20 layers takes 82.",
            "With one mount for each container it takes 1 in all of the rows.");
  }
}
