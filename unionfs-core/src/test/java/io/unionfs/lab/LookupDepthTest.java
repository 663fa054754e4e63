package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.driver.ImageLayer;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupDepthTest {
  @TempDir private Path scratch;

  private static String probes(Table table, String subject, String operation, String depth) {
    return Labs.row(table, "subject", subject, "operation", operation, "depth", depth)
        .text("probes");
  }

  @Test
  void scanAsksTheLayersThatHoldTheDirectoryAndIndexedOneIndex() throws IOException {
    Table table = Labs.run(scratch, "lookup", "layers", "12", "depth", "1,5,12,13");
    String indexed = "indexed, no container's behaviour";
    for (String depth : new String[] {"1", "5", "12"}) {
      assertThat(probes(table, "scan", "stat", depth)).isEqualTo(depth);
      assertThat(probes(table, "scan", "miss", depth)).isEqualTo(depth);
      assertThat(probes(table, "scan", "stat in the root", depth)).isEqualTo("12");
      assertThat(probes(table, "scan", "list", depth)).isEqualTo("12");
      for (String operation : new String[] {"stat", "miss", "stat in the root", "list"}) {
        assertThat(probes(table, indexed, operation, depth)).isEqualTo("1");
      }
    }
    assertThat(table.rows()).hasSize(3 * 2 * 4);
    assertThat(Laboratory.experiment("lookup").reading(table))
        .contains(
            "Under 12 layers, by scan: 1 probe for a file of a directory that is held by 1 of them,"
                + " 12 probes for one that is held by 12.")
        .satisfies(any -> assertThat(linesOfTheRoot(table)).isEqualTo(2))
        .noneMatch(each -> each.contains("kernel"));
  }

  /** The plot of the root has a line for each subject, over layers alone. */
  private static int linesOfTheRoot(Table table) {
    Plot plot = Laboratory.experiment("lookup").plots().get(1);
    assertThat(plot.lines(table)).allMatch(line -> line.x().equals(List.of(12.0)));
    return plot.lines(table).size();
  }

  @Test
  void theKernelIsTimedColdAndHotWhereItCanBeMounted() throws IOException {
    Optional<String> obstacle = KernelOverlay.whyNot();
    assumeTrue(obstacle.isEmpty(), () -> "no overlayfs: " + obstacle.orElse(""));
    LabContext context =
        LabContext.counting(scratch).with(new Stopwatch(System::nanoTime, "here", 1));
    Table table = Labs.run(context, "lookup", "layers", "3", "depth", "3");
    for (String subject : List.of("kernel, cold", "kernel, hot")) {
      assertThat(table.where("subject", subject))
          .hasSize(4)
          .allMatch(row -> row.number("time") > 0 && row.text("probes").isEmpty())
          .allMatch(row -> row.text("machine").equals("here"));
    }
    assertThat(Labs.row(table, "subject", "kernel", "operation", "mount").number("time"))
        .isPositive();
    assertThat(Laboratory.experiment("lookup").reading(table))
        .anyMatch(each -> each.startsWith("Measured, stat: scan "))
        .anyMatch(each -> each.startsWith("Measured, to mount, by layers: kernel "));
  }

  @Test
  void ofAGivenImageFilesAreTakenByTheDepthOfTheirDirectories() throws IOException {
    Layer bottom = Layer.builder().named("0").file("usr/bin/a", "x").file("usr/lib/b", "x").build();
    Layer middle = Layer.builder().named("1").file("usr/bin/c", "x").build();
    Layer top = Layer.builder().named("2").file("etc/d", "x").whiteout("usr/bin/a").build();
    List<ImageLayer> layers =
        List.of(bottom, middle, top).stream()
            .map(each -> new ImageLayer(LabImage.digest(each.name()), each))
            .toList();
    ImageLayers image = new LabImage(layers, List.of("a", "b", "c")).documents();
    Table table = Labs.run(LabContext.counting(scratch).with(List.of(image)), "lookup");
    // The top layer's whiteout needs its directories, so it holds usr/bin as well.
    assertThat(table.where("operation", "miss"))
        .extracting(row -> row.text("subject") + " " + row.text("depth") + " " + row.text("probes"))
        .containsExactly(
            "indexed, no container's behaviour 1 1",
            "scan 1 1",
            "indexed, no container's behaviour 3 1",
            "scan 3 3");
    assertThat(table.stream()).allMatch(row -> row.text("layers").equals("3"));
  }
}
