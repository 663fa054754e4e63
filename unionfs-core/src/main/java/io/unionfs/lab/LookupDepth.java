package io.unionfs.lab;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lookups against the number of layers, and against how many of them hold the directory. */
final class LookupDepth implements Experiment {
  private static final String DIRECTORY = "dir";
  private static final int FILES = 100;
  private static final String SCAN = "scan";
  private static final String INDEXED = "indexed, no container's behaviour";
  private static final String COLD = "kernel, cold";
  private static final String HOT = "kernel, hot";

  /** What is done with a directory of the union. */
  private enum Operation {
    STAT("stat"),
    MISS("miss"),
    ROOT("stat in the root"),
    LIST("list");

    private final String words;

    Operation(String words) {
      this.words = words;
    }

    /** Where number {@code i} of it is done. */
    String path(int i) {
      return switch (this) {
        case STAT -> "/" + DIRECTORY + "/file-" + i;
        case MISS -> "/" + DIRECTORY + "/missing-" + i;
        case ROOT -> "/root-" + i;
        case LIST -> "/" + DIRECTORY;
      };
    }

    void on(Path path) throws IOException {
      if (this == LIST) {
        try (DirectoryStream<Path> names = Files.newDirectoryStream(path)) {
          int count = 0;
          for (Path ignored : names) {
            count++;
          }
          if (count < FILES) {
            throw new LabException("listed " + count + " names of " + FILES);
          }
        }
      } else if (Files.exists(path) == (this == MISS)) {
        throw new LabException(path + " is not as it was made");
      }
    }
  }

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
            + " bottom layer's root, which every layer holds, and the directory is listed.",
        "`probes` is how often a layer was asked for the last name of the path, counted. `scan` asks"
            + " layer by layer from the top, as overlayfs does with a cold dentry cache. `indexed` is"
            + " how this library mounts by default: one probe of the merged directory; no container"
            + " runtime does this, so it says nothing of containers.",
        "Of the kernel no probes can be counted; it is timed where overlayfs can be mounted (as root):"
            + " `cold` is the first time in a fresh mount, whose own dentries are not there yet though"
            + " those of the layers are, `hot` the second. `mount` is this library's alone: mount(8),"
            + " by which the kernel is asked, takes longer than the mount.");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("layers", "", "1,8,32,127,500", 1, 500, Parameter.Scope.ALWAYS, "Layers"),
        new Parameter(
            "depth",
            "",
            "1,8,32,127,500",
            1,
            500,
            Parameter.Scope.ALWAYS,
            "Layers that hold the directory; left out where there are not so many"));
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
            Operation.STAT),
        plot(
            "lookup-root",
            "Layers asked for a name in the root, by layers",
            "layers",
            "probes",
            Operation.ROOT),
        plot(
            "lookup-time",
            "Time of a lookup, by how many layers hold the directory",
            "depth",
            "time",
            Operation.STAT),
        plot(
            "lookup-root-time",
            "Time of a lookup in the root, by layers",
            "layers",
            "time",
            Operation.ROOT));
  }

  private static Plot plot(String name, String title, String x, String y, Operation operation) {
    return new Plot(
        name,
        title,
        x,
        List.of(y),
        List.of("subject"),
        Plot.Scale.DOUBLY_LOGARITHMIC,
        Map.of("operation", operation.words));
  }

  @Override
  public void run(Trial trial, Rows rows) throws IOException {
    int layers = trial.whole("layers");
    int depth = trial.whole("depth");
    if (depth > layers) {
      return;
    }
    List<Layer> chain = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      chain.add(layer(i, depth));
    }
    ours(trial, SCAN, LookupStrategy.SCAN, chain, rows);
    ours(trial, INDEXED, LookupStrategy.INDEXED, chain, rows);
    if (trial.context().isMeasuring() && KernelOverlay.whyNot().isEmpty()) {
      kernel(trial, layers, depth, rows);
    }
  }

  private static Layer layer(int number, int depth) {
    LayerBuilder layer = Layer.builder().named("layer " + number).file("own-" + number, "x");
    if (number < depth) {
      layer.file(DIRECTORY + "/own-" + number, "x");
    }
    if (number == 0) {
      for (int i = 0; i < FILES; i++) {
        layer.file(DIRECTORY + "/file-" + i, "x").file("root-" + i, "x");
      }
    }
    return layer.build();
  }

  private static void ours(
      Trial trial, String subject, LookupStrategy strategy, List<Layer> chain, Rows rows)
      throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().strategy(strategy);
    chain.forEach(builder::lower);
    try (UnionFileSystem mounted = builder.mount()) {
      for (Operation operation : Operation.values()) {
        // Paths are made before: only the lookup is timed.
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < times(operation); i++) {
          paths.add(mounted.getPath(operation.path(i)));
        }
        for (Path path : paths) {
          operation.on(path);
        }
        Value time = timed(trial, operation, paths);
        long[] probes = new long[1];
        String last = operation.path(0);
        mounted.setListener(
            event -> {
              if (event instanceof TraceEvent.Probe probe
                  && probe.layer() != TraceEvent.UPPER
                  && probe.path().equals(last)) {
                probes[0]++;
              }
            });
        operation.on(paths.get(0));
        mounted.setListener(null);
        rows.add(List.of(Value.of(subject), Value.of(operation.words), Value.of(probes[0]), time));
      }
    }
    if (trial.context().isMeasuring()) {
      mounting(trial, subject, builder, rows);
    }
  }

  private static void mounting(
      Trial trial, String subject, UnionFileSystemBuilder builder, Rows rows) throws IOException {
    Value time =
        trial
            .context()
            .time(
                FILES,
                () -> {
                  for (int i = 0; i < FILES; i++) {
                    builder.mount().close();
                  }
                });
    rows.add(List.of(Value.of(subject), Value.of("mount"), Value.NONE, time));
  }

  private static int times(Operation operation) {
    return operation == Operation.LIST ? 1 : FILES;
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

  private static void kernel(Trial trial, int layers, int depth, Rows rows) throws IOException {
    List<Layer> chain = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      chain.add(layer(i, depth));
    }
    try (KernelOverlay overlay = KernelOverlay.of(trial.context().scratch(), chain)) {
      for (Operation operation : Operation.values()) {
        try (KernelOverlay.Mounted mounted = overlay.mount()) {
          if (operation != Operation.ROOT && operation != Operation.LIST) {
            // The way there is not what is timed.
            Files.exists(mounted.path("/" + DIRECTORY));
          }
          List<Path> paths = new ArrayList<>();
          for (int i = 0; i < times(operation); i++) {
            paths.add(mounted.path(operation.path(i)));
          }
          Value cold = timed(trial, operation, paths);
          Value hot = timed(trial, operation, paths);
          rows.add(List.of(Value.of(COLD), Value.of(operation.words), Value.NONE, cold));
          rows.add(List.of(Value.of(HOT), Value.of(operation.words), Value.NONE, hot));
        }
      }
    }
  }

  /** Linux's overlayfs, observed: microseconds of a cold lookup of a file of the bottom layer. */
  private static final Map<Integer, String> KERNEL =
      Map.of(1, "7.2 µs", 8, "19.6 µs", 32, "45.6 µs", 127, "167 µs", 500, "659 µs");

  @Override
  public List<Published> published(Table table) {
    List<Published> published = new ArrayList<>();
    published.add(
        new Published(
            "lookups on AUFS",
            "slower with depth (shape)",
            "Slacker (FAST'16), Fig. 12",
            shape(table)));
    KERNEL.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            entry ->
                published.add(
                    new Published(
                        "cold lookup of a file of the bottom of "
                            + entry.getKey()
                            + " layers, all of which hold the directory",
                        entry.getValue(),
                        "Linux's overlayfs on tmpfs, 2000 files, observed",
                        cold(table, entry.getKey()))));
    return published;
  }

  private static String probes(Table.Row row) {
    return Readings.number(row, "probes") + (row.whole("probes") == 1 ? " probe" : " probes");
  }

  private static List<Table.Row> stats(Table table, String subject) {
    return table.where("subject", subject).stream()
        .filter(row -> row.text("operation").equals(Operation.STAT.words))
        .toList();
  }

  private static String cold(Table table, int layers) {
    String text = Integer.toString(layers);
    double time =
        Readings.mean(
            stats(table, COLD).stream()
                .filter(row -> row.text("layers").equals(text) && row.text("depth").equals(text))
                .toList(),
            "time");
    return Double.isNaN(time) ? "" : String.format(Locale.ROOT, "%.1f µs, measured", time / 1000);
  }

  private static String shape(Table table) {
    List<Table.Row> rows = stats(table, SCAN);
    if (rows.isEmpty()) {
      return "";
    }
    Table.Row few = Readings.least(rows, "depth");
    Table.Row many = Readings.most(rows, "depth");
    return "scan: "
        + Readings.number(few, "probes")
        + " probes at depth "
        + few.text("depth")
        + ", "
        + Readings.number(many, "probes")
        + " at depth "
        + many.text("depth");
  }

  @Override
  public List<String> reading(Table table) {
    List<String> said = new ArrayList<>();
    for (String subject : List.of(SCAN, INDEXED)) {
      List<Table.Row> rows = stats(table, subject);
      if (rows.isEmpty()) {
        continue;
      }
      double layers = Readings.most(rows, "layers").number("layers");
      List<Table.Row> most = rows.stream().filter(row -> row.number("layers") == layers).toList();
      Table.Row shallow = Readings.least(most, "depth");
      Table.Row deep = Readings.most(most, "depth");
      said.add(
          "Under "
              + Readings.number(layers)
              + " layers, by "
              + subject
              + ": "
              + probes(shallow)
              + " for a file of a directory that is held by "
              + shallow.text("depth")
              + " of them, "
              + probes(deep)
              + " for one that is held by "
              + deep.text("depth")
              + ".");
    }
    List<Table.Row> roots =
        table.where("subject", SCAN).stream()
            .filter(row -> row.text("operation").equals(Operation.ROOT.words))
            .toList();
    if (!roots.isEmpty()) {
      Table.Row most = Readings.most(roots, "layers");
      said.add(
          "The root is held by every layer: a file of the bottom layer's root takes "
              + probes(most)
              + " by scan under "
              + most.text("layers")
              + " layers.");
    }
    List<Table.Row> cold = stats(table, COLD);
    List<Table.Row> hot = stats(table, HOT);
    if (!cold.isEmpty() && !hot.isEmpty()) {
      Table.Row few = Readings.least(cold, "depth");
      Table.Row many = Readings.most(cold, "depth");
      said.add(
          String.format(
              Locale.ROOT,
              "The kernel took %.1f µs cold at depth %s and %.1f µs at depth %s, measured; hot it took"
                  + " %.1f µs on the average of all.",
              few.number("time") / 1000,
              few.text("depth"),
              many.number("time") / 1000,
              many.text("depth"),
              Readings.mean(hot, "time") / 1000));
    }
    return said;
  }
}
