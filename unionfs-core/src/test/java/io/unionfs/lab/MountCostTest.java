package io.unionfs.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  @Test
  void theKernelTakesAsManyOperationsAndItsTimeStandsBeside() throws IOException {
    Optional<String> obstacle = KernelMounts.whyNot();
    assumeTrue(obstacle.isEmpty(), () -> "no mounts: " + obstacle.orElse(""));
    LabContext context =
        LabContext.counting(scratch).with(new Stopwatch(System::nanoTime, "here", 3));
    Table table = Labs.run(context, "mounts", "layers", "3", "containers", "2");
    Table.Row each = Labs.row(table, "way", "kernel, each layer");
    Table.Row once = Labs.row(table, "way", "kernel, each container");
    assertThat(each.whole("operations")).isEqualTo(2 * 2 * (3 + 3 + 1));
    assertThat(once.whole("operations")).isEqualTo(2);
    assertThat(each.number("start")).isGreaterThan(once.number("start"));
    assertThat(Laboratory.experiment("mounts").reading(table))
        .anyMatch(
            said -> said.startsWith("Measured in the kernel, a container of 3 layers takes "));
  }

  @Test
  void whereTheKernelCannotBeAskedItIsSaid() throws IOException {
    Optional<String> obstacle = KernelMounts.whyNot();
    List<String> told = new ArrayList<>();
    LabContext context =
        new LabContext(
            Optional.of(new Stopwatch(System::nanoTime, "here", 1)), List.of(), scratch, told::add);
    Labs.run(context, "mounts", "layers", "1", "containers", "1");
    assertThat(told)
        .isEqualTo(
            obstacle.map(why -> "the kernel's mounts are not timed: " + why).stream().toList());
  }
}
