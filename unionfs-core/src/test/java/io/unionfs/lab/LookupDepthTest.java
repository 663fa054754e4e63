package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
          .allMatch(row -> row.number("time") > 0 && row.text("probes").isEmpty());
    }
    assertThat(Laboratory.experiment("lookup").reading(table))
        .anyMatch(each -> each.startsWith("The kernel took "));
  }
}
