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
    assertThat(table.rows()).hasSize(3 * 2 * 5);
    assertThat(Laboratory.experiment("lookup").reading(table))
        .contains(
            "Of 12 layers, a file in a directory that 1 of them hold takes 1 probes by scan; in one"
                + " that 12 of them hold it takes 12.")
        .noneMatch(each -> each.contains("kernel"));
  }

  @Test
  void theKernelIsTimedColdAndHotWhereItCanBeMounted() throws IOException {
    Optional<String> obstacle = KernelOverlay.whyNot();
    assumeTrue(obstacle.isEmpty(), () -> "no overlayfs: " + obstacle.orElse(""));
    LabContext context = new LabContext(Optional.of(System::nanoTime), Optional.empty(), scratch);
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
