package io.unionfs.lab;

import static io.unionfs.lab.LookupDepth.COLD;
import static io.unionfs.lab.LookupDepth.HOT;
import static io.unionfs.lab.LookupDepth.INDEXED;
import static io.unionfs.lab.LookupDepth.KERNEL;
import static io.unionfs.lab.LookupDepth.MOUNT;
import static io.unionfs.lab.LookupDepth.SCAN;

import io.unionfs.lab.Lookups.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a table of {@link LookupDepth} says, and what was published of the same. */
final class LookupReading {
  private static final double THOUSAND = 1000;
  private static final String SLACKER = "Slacker (FAST'16), Fig. 12";
  private static final String OBSERVED = "Linux's overlayfs on tmpfs, 2000 files, observed";
  private static final int[] LAYERS = {1, 8, 32, 127, 500};

  /** Microseconds that Linux's overlayfs was observed to take, by {@link #LAYERS}. */
  private enum Kernel {
    COLD_STAT(
        "cold lookup of a file of the bottom of %d layers, all of which hold the directory",
        COLD, Operation.STAT, true, 7.2, 19.6, 45.6, 167, 659),
    COLD_MISS(
        "cold lookup of a name that none of %d layers has, all of which hold the directory",
        COLD, Operation.MISS, true, 6.0, 14.1, 46.9, 154, 633),
    SHALLOW(
        "cold lookup of a file of a directory that one of %d layers holds",
        COLD, Operation.STAT, false, 7.1, 9.3, 8.7, 10.9, 8.8),
    HOT_STAT(
        "hot lookup of a file of the bottom of %d layers, all of which hold the directory",
        HOT, Operation.STAT, true, 3.0, 3.9, 3.2, 3.3, 4.3);

    private final String what;
    private final String subject;
    private final Operation operation;
    private final boolean isDeep;
    private final double[] micros;

    Kernel(String what, String subject, Operation operation, boolean isDeep, double... micros) {
      this.what = what;
      this.subject = subject;
      this.operation = operation;
      this.isDeep = isDeep;
      this.micros = micros;
    }
  }

  private final Table table;
  private final List<String> said = new ArrayList<>();

  private LookupReading(Table table) {
    this.table = table;
  }

  static List<Published> published(Table table) {
    LookupReading reading = new LookupReading(table);
    List<Published> all = new ArrayList<>();
    all.add(
        new Published(
            "lookups on AUFS, by the layer that holds the file",
            "slower with depth (shape)",
            SLACKER,
            reading.shape()));
    for (Kernel each : Kernel.values()) {
      for (int i = 0; i < LAYERS.length; i++) {
        all.add(
            new Published(
                String.format(Locale.ROOT, each.what, LAYERS[i]).replace(" 1 layers", " 1 layer"),
                String.format(
                    Locale.ROOT, each.micros[i] < 100 ? "%.1f µs" : "%.0f µs", each.micros[i]),
                OBSERVED,
                reading.ours(each, LAYERS[i])));
      }
    }
    return all;
  }

  private List<Table.Row> rows(String subject, String operation) {
    return table.where("subject", subject).stream()
        .filter(row -> row.text("operation").equals(operation))
        .toList();
  }

  private String ours(Kernel figure, int layers) {
    double time =
        Readings.mean(
            rows(figure.subject, figure.operation.words).stream()
                .filter(row -> row.number("layers") == layers)
                .filter(row -> row.number("depth") == (figure.isDeep ? layers : 1))
                .toList(),
            "time");
    return Double.isNaN(time) ? "" : micros(time) + ", measured";
  }

  private static String micros(double nanos) {
    return String.format(Locale.ROOT, nanos < THOUSAND ? "%.2f µs" : "%.1f µs", nanos / THOUSAND);
  }

  private String shape() {
    List<String> words = new ArrayList<>();
    List<Table.Row> scan = rows(SCAN, Operation.STAT.words);
    if (!scan.isEmpty()) {
      words.add("scan, counted: " + ends(scan, "probes"));
      if (isTimed(scan)) {
        words.add("scan, measured: " + ends(scan, "time"));
      }
    }
    List<Table.Row> cold = rows(COLD, Operation.STAT.words);
    if (isTimed(cold)) {
      words.add("kernel, cold, measured: " + ends(cold, "time"));
    }
    return String.join("; ", words);
  }

  private static boolean isTimed(List<Table.Row> rows) {
    return rows.stream().anyMatch(row -> !Double.isNaN(row.number("time")));
  }

  /** The means at the least depth and at the greatest. */
  private static String ends(List<Table.Row> rows, String column) {
    double few = Readings.least(rows, "depth").number("depth");
    double many = Readings.most(rows, "depth").number("depth");
    return at(rows, column, few)
        + " at depth "
        + Readings.number(few)
        + (few == many ? "" : ", " + at(rows, column, many) + " at depth " + Readings.number(many));
  }

  private static String at(List<Table.Row> rows, String column, double depth) {
    double mean =
        Readings.mean(rows.stream().filter(row -> row.number("depth") == depth).toList(), column);
    return column.equals("time")
        ? micros(mean)
        : Readings.number(mean) + (mean == 1 ? " probe" : " probes");
  }

  static List<String> reading(Table table) {
    LookupReading reading = new LookupReading(table);
    reading.probes();
    reading.root();
    reading.depthOrLayers();
    reading.times();
    reading.mounts();
    return reading.said;
  }

  private void probes() {
    for (String subject : List.of(SCAN, INDEXED)) {
      List<Table.Row> rows = rows(subject, Operation.STAT.words);
      if (rows.isEmpty()) {
        continue;
      }
      double layers = Readings.most(rows, "layers").number("layers");
      List<Table.Row> most = rows.stream().filter(row -> row.number("layers") == layers).toList();
      double few = Readings.least(most, "depth").number("depth");
      double many = Readings.most(most, "depth").number("depth");
      said.add(
          "Under "
              + Readings.number(layers)
              + " layers, by "
              + subject
              + ": "
              + at(most, "probes", few)
              + " for a file of a directory that is held by "
              + Readings.number(few)
              + " of them, "
              + at(most, "probes", many)
              + " for one that is held by "
              + Readings.number(many)
              + ".");
    }
  }

  private void root() {
    List<Table.Row> roots = rows(SCAN, Operation.ROOT.words);
    if (roots.isEmpty()) {
      return;
    }
    double layers = Readings.most(roots, "layers").number("layers");
    double probes =
        Readings.mean(
            roots.stream().filter(row -> row.number("layers") == layers).toList(), "probes");
    said.add(
        "The root is held by every layer: a name of it takes "
            + Readings.number(probes)
            + (probes == 1 ? " probe" : " probes")
            + " by scan under "
            + Readings.number(layers)
            + " layers.");
  }

  /** Which of the two the kernel's cold lookups follow. */
  private void depthOrLayers() {
    List<Table.Row> cold = rows(COLD, Operation.STAT.words);
    if (!isTimed(cold)) {
      return;
    }
    double layers = Readings.most(cold, "layers").number("layers");
    double few = Readings.least(cold, "layers").number("layers");
    double shallow = time(cold, layers, 1);
    double deep = time(cold, layers, layers);
    double single = time(cold, few, 1);
    if (!Double.isNaN(shallow) && !Double.isNaN(deep) && !Double.isNaN(single)) {
      said.add(
          "The kernel's cold lookup under "
              + Readings.number(layers)
              + " layers takes "
              + micros(shallow)
              + " if one of them holds the directory and "
              + micros(deep)
              + " if all do, measured; under "
              + Readings.number(few)
              + " it takes "
              + micros(single)
              + ". So it grows "
              + factor(deep / shallow)
              + " with the layers that hold the directory, and "
              + factor(shallow / single)
              + " with those that do not.");
    }
  }

  private static String factor(double factor) {
    return String.format(Locale.ROOT, "%.1f times", factor);
  }

  private static double time(List<Table.Row> rows, double layers, double depth) {
    return Readings.mean(
        rows.stream()
            .filter(row -> row.number("layers") == layers && row.number("depth") == depth)
            .toList(),
        "time");
  }

  private void times() {
    for (Operation operation : Operation.values()) {
      if (operation == Operation.ROOT) {
        continue;
      }
      List<String> words = new ArrayList<>();
      for (String subject : List.of(SCAN, COLD, HOT, INDEXED)) {
        List<Table.Row> rows = rows(subject, operation.words);
        if (isTimed(rows)) {
          words.add(subject + " " + ends(rows, "time"));
        }
      }
      if (!words.isEmpty()) {
        said.add("Measured, " + operation.words + ": " + String.join("; ", words) + ".");
      }
    }
  }

  private void mounts() {
    List<String> words = new ArrayList<>();
    for (String subject : List.of(KERNEL, SCAN, INDEXED)) {
      List<Table.Row> rows = rows(subject, MOUNT);
      if (isTimed(rows)) {
        double few = Readings.least(rows, "layers").number("layers");
        double many = Readings.most(rows, "layers").number("layers");
        words.add(
            subject
                + " "
                + micros(under(rows, few))
                + " under "
                + Readings.number(few)
                + (few == many
                    ? ""
                    : ", " + micros(under(rows, many)) + " under " + Readings.number(many)));
      }
    }
    if (!words.isEmpty()) {
      said.add("Measured, to mount, by layers: " + String.join("; ", words) + ".");
    }
  }

  private static double under(List<Table.Row> rows, double layers) {
    return Readings.mean(
        rows.stream().filter(row -> row.number("layers") == layers).toList(), "time");
  }
}
