package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.driver.DriverImage;
import io.unionfs.driver.DriverKind;
import io.unionfs.driver.ImageLayer;
import io.unionfs.driver.StorageDriver;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Mounts to start containers: of each layer, of each container. */
final class MountCost implements Experiment {
  /** A runtime that maps owners looks into the image for its users first, and then mounts it. */
  private static final int PASSES = 2;

  private static final String LAYER = "each layer";
  private static final String CONTAINER = "each container";
  private static final String KERNEL = "kernel, ";

  @Override
  public String name() {
    return "mounts";
  }

  @Override
  public String question() {
    return "How many mount operations does it take to start containers, if each layer is mounted by"
        + " itself, and if it is not?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "`each layer`: what a runtime does that maps owners (id-mapped mounts) layer by layer. For"
            + " each container, twice (to look up the image's user, and for the root filesystem):"
            + " every layer is mounted, then the union over them, then every layer's mount is taken"
            + " away. Each of these is really done, on mounts of this library, and counted when it"
            + " is done; the union's own unmounting is not counted, for it is not on the way to the"
            + " start.",
        "`each container`: the storage driver overlay2 starts the same containers; counted are the"
            + " mounts on its bill.",
        "`kernel, each layer` and `kernel, each container` are the same with Linux's mount(2) and"
            + " umount2(2), on empty layers in tmpfs, where this process may mount (as root) and time is"
            + " measured: a layer is mounted by a bind mount, without a map of owners; unmounting the"
            + " union is not in the time either.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter(
            "layers",
            "",
            "1,8,18,50,120",
            1,
            500,
            Parameter.Scope.SYNTHETIC,
            "Layers of the image"),
        new Parameter(
            "containers", "", "1,10,100", 1, 10_000, Parameter.Scope.ALWAYS, "Containers started"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.given("way", ""),
        Column.counted("operations", ""),
        Column.counted("per_container", ""),
        Column.measured("start", "ns"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        new Plot(
            "mounts",
            "Mount operations of a container's start",
            "layers",
            List.of("per_container"),
            List.of("way"),
            Plot.Scale.DOUBLY_LOGARITHMIC),
        new Plot(
            "mounts-time",
            "Time of a container's start: its mounts",
            "layers",
            List.of("start"),
            List.of("way"),
            Plot.Scale.DOUBLY_LOGARITHMIC));
  }

  @Override
  public Map<String, List<Long>> given(List<ImageLayers> images) {
    return Map.of("layers", List.of((long) images.get(0).layers().size()));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    List<ImageLayer> image =
        LabImage.of(trial, seed -> SyntheticImage.small(seed, trial.whole("layers"))).layers();
    int containers = trial.whole("containers");
    long[] operations = new long[1];
    Value time =
        trial
            .context()
            .time(
                containers,
                () -> {
                  for (int i = 0; i < containers; i++) {
                    operations[0] += startedLayerByLayer(image);
                  }
                });
    add(rows, LAYER, operations[0], containers, time);
    try (StorageDriver driver = StorageDriver.inMemory(DriverKind.OVERLAY2, () -> Instant.EPOCH)) {
      DriverImage stored = driver.addImage(image);
      time =
          trial
              .context()
              .time(
                  containers,
                  () -> {
                    for (int i = 0; i < containers; i++) {
                      driver.createContainer(stored);
                    }
                  });
      add(rows, CONTAINER, driver.bill().work().mounts(), containers, time);
    }
    if (trial.context().isMeasuring()) {
      Optional<String> obstacle = KernelMounts.whyNot();
      if (obstacle.isPresent()) {
        trial.context().told().accept("the kernel's mounts are not timed: " + obstacle.get());
      } else {
        kernel(trial, image.size(), containers, rows);
      }
    }
  }

  private static void kernel(Trial trial, int layers, int containers, Rows rows)
      throws IOException {
    try (KernelOverlay empty = KernelOverlay.empty(trial.context().scratch(), layers)) {
      for (KernelMounts.Way way : KernelMounts.Way.values()) {
        KernelMounts.Timed timed = KernelMounts.time(way, empty.directory(), layers, containers);
        add(
            rows,
            KERNEL + (way == KernelMounts.Way.ONCE ? CONTAINER : LAYER),
            containers * timed.operations(),
            containers,
            Value.of(timed.mean()));
      }
    }
  }

  private static void add(Rows rows, String way, long operations, int containers, Value time) {
    rows.add(
        List.of(
            Value.of(way), Value.of(operations), Value.of((double) operations / containers), time));
  }

  /** Does it, and counts the operations. */
  private static long startedLayerByLayer(List<ImageLayer> image) throws IOException {
    long operations = 0;
    for (int pass = 0; pass < PASSES; pass++) {
      List<UnionFileSystem> mapped = new ArrayList<>();
      var union = UnionFileSystem.builder();
      for (ImageLayer layer : image) {
        mapped.add(UnionFileSystem.builder().readOnly().lower(layer.layer()).mount());
        operations++;
        union.lower(layer.layer());
      }
      UnionFileSystem mounted = union.mount();
      operations++;
      for (UnionFileSystem each : mapped) {
        each.close();
        operations++;
      }
      mounted.close();
    }
    return operations;
  }

  @Override
  public List<Published> published(Table table) {
    String ours =
        table.stream()
            .filter(
                row ->
                    row.text("layers").equals("50")
                        && row.text("containers").equals("100")
                        && row.text("way").equals(LAYER))
            .map(row -> String.format(Locale.ROOT, "%,d", row.whole("operations")))
            .findFirst()
            .orElse("");
    return List.of(
        new Published(
            "mount operations to start 100 containers of 50 layers, each layer mounted by itself",
            "100 × 2 × (50 + 50 + 1) = 20,200",
            "Netflix, Mount Mayhem (2026)",
            ours));
  }

  @Override
  public List<String> reading(Table table) {
    List<Table.Row> each = table.where("way", LAYER);
    if (each.isEmpty()) {
      return List.of();
    }
    Table.Row most = Readings.most(each, "per_container");
    Table.Row least = Readings.least(each, "per_container");
    List<String> said = new ArrayList<>();
    said.add(
        "With each layer mounted by itself, a container of "
            + layers(least)
            + " takes "
            + Readings.number(least, "per_container")
            + " mount operations to start"
            + (least.equals(most)
                ? "."
                : " and one of "
                    + layers(most)
                    + " takes "
                    + Readings.number(most, "per_container")
                    + "."));
    List<Table.Row> once = table.where("way", CONTAINER);
    if (!once.isEmpty()) {
      Table.Row dearest = Readings.most(once, "per_container");
      Table.Row cheapest = Readings.least(once, "per_container");
      said.add(
          "With one mount for each container it takes "
              + (dearest.number("per_container") == cheapest.number("per_container")
                  ? Readings.number(dearest, "per_container") + " in all of the rows."
                  : "between "
                      + Readings.number(cheapest, "per_container")
                      + " and "
                      + Readings.number(dearest, "per_container")
                      + "."));
    }
    Table.Row largest = Readings.most(each, "operations");
    said.add(
        "The largest start here, "
            + Readings.number(largest, "containers")
            + " containers of "
            + layers(largest)
            + ", takes "
            + Readings.number(largest, "operations")
            + " operations layer by layer.");
    measured(table, said);
    return said;
  }

  private static void measured(Table table, List<String> said) {
    for (String by : List.of("", KERNEL)) {
      List<Table.Row> slow = longest(table.where("way", by + LAYER));
      List<Table.Row> fast = longest(table.where("way", by + CONTAINER));
      if (!slow.isEmpty() && !fast.isEmpty()) {
        double apart = Readings.mean(slow, "start") / 1000;
        double once = Readings.mean(fast, "start") / 1000;
        said.add(
            String.format(
                Locale.ROOT,
                "Measured %s, a container of %s takes %,.1f µs to start layer by layer and %,.1f µs at"
                    + " once: %.0f times.",
                by.isEmpty() ? "in this library" : "in the kernel",
                layers(slow.get(0)),
                apart,
                once,
                apart / once));
      }
    }
  }

  /** Those of most layers and containers, of the ones that were timed. */
  private static List<Table.Row> longest(List<Table.Row> rows) {
    List<Table.Row> timed =
        rows.stream().filter(row -> !Double.isNaN(row.number("start"))).toList();
    double layers = timed.stream().mapToDouble(row -> row.number("layers")).max().orElse(0);
    double containers = timed.stream().mapToDouble(row -> row.number("containers")).max().orElse(0);
    return timed.stream()
        .filter(row -> row.number("layers") == layers && row.number("containers") == containers)
        .toList();
  }

  private static String layers(Table.Row row) {
    return row.text("layers").isEmpty()
        ? "the image's layers"
        : Readings.number(row, "layers") + (row.whole("layers") == 1 ? " layer" : " layers");
  }
}
