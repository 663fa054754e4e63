package io.unionfs.lab;

import io.unionfs.analysis.ImageLayers;
import io.unionfs.lab.Lookups.Operation;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.LookupStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Lookups against the number of layers, and against how many of them hold the directory. */
final class LookupDepth implements Experiment {
  static final String SCAN = "scan";
  static final String INDEXED = "indexed, no container's behaviour";
  static final String COLD = "kernel, cold";
  static final String HOT = "kernel, hot";
  static final String KERNEL = "kernel";
  static final String MOUNT = "mount";

  /** How often is mounted for one figure. */
  private static final int MOUNTS = 20;

  private static final long STEADY_NANOS = 40_000_000;

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public String question() {
    return "Does a lookup become slower with the number of layers, or with the number of layers that"
        + " hold the directory?";
  }

  @Override
  public List<String> method() {
    return List.of(
        "Of `layers` layers the lower `depth` hold one directory; its 100 files are in the bottom one."
            + " Each file is looked up once (`stat`), a name that is not there (`miss`), a file of the"
            + " bottom layer's root, which every layer holds, and the directory is listed. Of a given"
            + " image up to 100 files are taken for each depth that its directories have.",
        "`probes` is how often a layer was asked for the last name of the path, counted; of a list it"
            + " is the way to the directory, each of whose `depth` parts is then read. `scan` asks layer"
            + " by layer from the top, as overlayfs does with a cold dentry cache. `indexed` is how this"
            + " library mounts by default: one probe of the merged directory; no container runtime does"
            + " this, so it says nothing of containers. Both are timed when they have run for 40 ms.",
        "Of the kernel no probes can be counted; it is timed where overlayfs can be mounted (as root),"
            + " over the same layers in tmpfs, of synthetic images alone: `cold` is the first time in a"
            + " fresh mount, whose own dentries are not there yet though those of the layers are, `hot`"
            + " the second. Its `mount` is the system call mount(2) itself, with a writable layer, the"
            + " median of 20; that of this library is of layers that are loaded and merged.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("layers", "", "1,8,32,127,500", 1, 500, Parameter.Scope.SYNTHETIC, "Layers"),
        new Parameter(
            "depth",
            "",
            "1,8,32,127,500",
            1,
            500,
            Parameter.Scope.SYNTHETIC,
            "Layers that hold the directory; left out where there are not so many"));
  }

  @Override
  public Map<String, List<Long>> given(List<ImageLayers> images) throws IOException {
    List<Layer> chain = images.get(0).layers();
    if (chain.isEmpty()) {
      return Map.of();
    }
    return Map.of(
        "layers", List.of((long) chain.size()), "depth", List.copyOf(Lookups.of(chain).keySet()));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.given("subject", ""),
        Column.given("operation", ""),
        Column.counted("probes", ""),
        Column.measured("time", "ns"));
  }

  @Override
  public List<Plot> plots() {
    return List.of(
        plot(
            "lookup",
            "Layers asked for a name, by how many hold the directory",
            "depth",
            "probes",
            Operation.STAT.words),
        plot(
            "lookup-root",
            "Layers asked for a name in the root, which all layers hold",
            "layers",
            "probes",
            Operation.ROOT.words),
        plot(
            "lookup-time",
            "Time of a stat, by how many layers hold the directory",
            "depth",
            "time",
            Operation.STAT.words),
        plot(
            "lookup-miss-time",
            "Time of a miss, by how many layers hold the directory",
            "depth",
            "time",
            Operation.MISS.words),
        plot(
            "lookup-list-time",
            "Time to list, by how many layers hold the directory",
            "depth",
            "time",
            Operation.LIST.words),
        plot(
            "lookup-root-time",
            "Time of a stat in the root, which all layers hold",
            "layers",
            "time",
            Operation.ROOT.words),
        plot("lookup-mount-time", "Time of a mount, by its layers", "layers", "time", MOUNT));
  }

  private static Plot plot(String name, String title, String x, String y, String operation) {
    return new Plot(
        name,
        title,
        x,
        List.of(y),
        List.of("subject"),
        Plot.Scale.DOUBLY_LOGARITHMIC,
        Map.of("operation", operation));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    if (trial.context().image().isPresent()) {
      List<Layer> chain = LabImage.of(trial, any -> null).chain();
      Lookups lookups = Lookups.of(chain).get(trial.get("depth"));
      ours(trial, SCAN, LookupStrategy.SCAN, lookups, rows);
      ours(trial, INDEXED, LookupStrategy.INDEXED, lookups, rows);
      return;
    }
    int layers = trial.whole("layers");
    int depth = trial.whole("depth");
    if (depth > layers) {
      return;
    }
    Lookups lookups = Lookups.synthetic(layers, depth);
    ours(trial, SCAN, LookupStrategy.SCAN, lookups, rows);
    ours(trial, INDEXED, LookupStrategy.INDEXED, lookups, rows);
    if (trial.context().isMeasuring()) {
      kernel(trial, lookups, rows);
    }
  }

  private static void ours(
      Trial trial, String subject, LookupStrategy strategy, Lookups lookups, Rows rows)
      throws IOException {
    try (UnionFileSystem mounted = Lookups.mount(strategy, lookups.chain())) {
      for (Operation operation : Operation.values()) {
        // Paths are made before: only the lookup is timed.
        List<Path> paths =
            lookups.paths().get(operation).stream().map(each -> mounted.getPath(each)).toList();
        Value time = steady(trial, operation, paths);
        Value probes = Value.of(lookups.probes(mounted, operation));
        rows.add(List.of(Value.of(subject), Value.of(operation.words), probes, time));
      }
    }
    if (trial.context().isMeasuring()) {
      UnionFileSystemBuilder builder = Lookups.builder(strategy, lookups.chain());
      Value time =
          trial
              .context()
              .time(
                  MOUNTS,
                  () -> {
                    for (int i = 0; i < MOUNTS; i++) {
                      builder.mount().close();
                    }
                  });
      rows.add(List.of(Value.of(subject), Value.of(MOUNT), Value.NONE, time));
    }
  }

  /** Until the code is compiled for it, and then often enough for the clock. */
  private static Value steady(Trial trial, Operation operation, List<Path> paths)
      throws IOException {
    if (!trial.context().isMeasuring()) {
      return Value.NONE;
    }
    LongSupplier clock = trial.context().stopwatch().orElseThrow().nanoTime();
    long begin = clock.getAsLong();
    int rounds = 0;
    do {
      for (Path path : paths) {
        operation.on(path);
      }
      rounds++;
    } while (clock.getAsLong() - begin < STEADY_NANOS);
    List<Path> all = new ArrayList<>();
    for (int i = 0; i <= rounds / 4; i++) {
      all.addAll(paths);
    }
    return timed(trial, operation, all);
  }

  private static Value timed(Trial trial, Operation operation, List<Path> paths)
      throws IOException {
    return trial
        .context()
        .time(
            paths.size(),
            () -> {
              for (Path path : paths) {
                operation.on(path);
              }
            });
  }

  private static void kernel(Trial trial, Lookups lookups, Rows rows) throws IOException {
    Optional<String> obstacle = KernelOverlay.whyNot();
    if (obstacle.isPresent()) {
      trial.context().told().accept("the kernel's overlayfs is not timed: " + obstacle.get());
      return;
    }
    try (KernelOverlay overlay = KernelOverlay.of(trial.context().scratch(), lookups.chain())) {
      for (Operation operation : Operation.values()) {
        try (KernelOverlay.Mounted mounted = overlay.mount()) {
          List<Path> paths = lookups.paths().get(operation).stream().map(mounted::path).toList();
          if (operation == Operation.STAT || operation == Operation.MISS) {
            // The way there is not what is timed.
            Files.exists(paths.get(0).getParent());
          }
          Value cold = timed(trial, operation, paths);
          Value hot = timed(trial, operation, paths);
          rows.add(List.of(Value.of(COLD), Value.of(operation.words), Value.NONE, cold));
          rows.add(List.of(Value.of(HOT), Value.of(operation.words), Value.NONE, hot));
        }
      }
      mounting(trial, overlay, lookups.chain().size(), rows);
    }
  }

  private static void mounting(Trial trial, KernelOverlay overlay, int layers, Rows rows)
      throws IOException {
    Optional<String> obstacle = KernelMounts.whyNot();
    if (obstacle.isPresent()) {
      trial.context().told().accept("the kernel's mounts are not timed: " + obstacle.get());
      return;
    }
    long time =
        KernelMounts.time(KernelMounts.Way.ONCE, overlay.directory(), layers, MOUNTS).median();
    rows.add(List.of(Value.of(KERNEL), Value.of(MOUNT), Value.NONE, Value.of((double) time)));
  }

  @Override
  public List<Published> published(Table table) {
    return LookupReading.published(table);
  }

  @Override
  public List<String> reading(Table table) {
    return LookupReading.reading(table);
  }
}
