package io.unionfs.cli.command;

import io.unionfs.cli.output.Columns;
import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Units;
import io.unionfs.driver.Bill;
import io.unionfs.driver.DriverComparison;
import io.unionfs.driver.DriverComparison.Outcome;
import io.unionfs.driver.DriverComparison.Phase;
import io.unionfs.driver.Scenario;
import io.unionfs.driver.Stored;
import io.unionfs.driver.Work;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The bills of several drivers, side by side. */
final class DriversText {
  private static final String GAP = " ";

  private DriversText() {}

  /** A row of the table. */
  private record Row(String label, Function<Outcome, String> cell) {}

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(size("image stored", o -> phase(o, Phase.IMAGE).stored().allocatedBytes()));
    rows.add(size("image copied", o -> phase(o, Phase.IMAGE).work().bytesCopied()));
    rows.add(size("containers made", o -> phase(o, Phase.CREATE).stored().allocatedBytes()));
    rows.add(size("containers run", o -> phase(o, Phase.RUN).stored().allocatedBytes()));
    rows.add(size("commit", o -> phase(o, Phase.COMMIT).stored().allocatedBytes()));
    rows.add(size("total", o -> o.total().stored().allocatedBytes()));
    rows.add(size("  shared", o -> o.total().shared().allocatedBytes()));
    rows.add(size("  unique", o -> o.total().unique().allocatedBytes()));
    rows.add(size("apparent", o -> o.total().stored().apparentBytes()));
    rows.add(count("files", o -> o.total().stored().files()));
    rows.add(count("directories", o -> o.total().stored().directories()));
    rows.add(count("whiteouts", o -> o.total().stored().whiteouts()));
    rows.add(size("copied by containers", o -> containers(o).bytesCopied()));
    rows.add(count("  files", o -> containers(o).filesCopied()));
    rows.add(count("  directories", o -> containers(o).directoriesCopied()));
    rows.add(size("written by programs", o -> containers(o).bytesWritten()));
    rows.add(count("lookups", o -> containers(o).lookups()));
    rows.add(count("probes, cold", o -> containers(o).coldProbes()));
    rows.add(count("probes", o -> containers(o).probes()));
    rows.add(count("mounts", o -> containers(o).mounts()));
    return rows;
  }

  private static Row size(String label, Function<Outcome, Long> figure) {
    return new Row(label, outcome -> signed(figure.apply(outcome)));
  }

  private static String signed(long bytes) {
    return bytes < 0 ? "-" + Units.preciseSize(-bytes) : Units.preciseSize(bytes);
  }

  private static Row count(String label, Function<Outcome, Long> figure) {
    return new Row(label, outcome -> Long.toString(figure.apply(outcome)));
  }

  private static Bill phase(Outcome outcome, Phase phase) {
    return outcome.phases().get(phase);
  }

  /** What was done for the containers, from their making on. */
  private static Work containers(Outcome outcome) {
    return phase(outcome, Phase.CREATE).work().plus(phase(outcome, Phase.RUN).work());
  }

  static void print(
      PrintStream out,
      String image,
      int containers,
      Scenario scenario,
      DriverComparison comparison) {
    out.println(
        "Image "
            + Failures.oneLine(image)
            + ", "
            + containers
            + (containers == 1 ? " container:" : " containers, in each:"));
    scenario.steps().forEach(step -> out.println("  " + Failures.oneLine(step)));
    out.println("The first is committed.\n");
    List<String[]> table = new ArrayList<>();
    table.add(cells("", comparison, o -> o.kind().label()));
    rows().forEach(row -> table.add(cells(row.label, comparison, row.cell)));
    Columns.print(out, table, "<" + ">".repeat(comparison.outcomes().size()));
    if (comparison.disagreements().isEmpty()) {
      out.println("\nThe trees are the same on each, and so are the changes.");
    }
  }

  private static String[] cells(
      String label, DriverComparison comparison, Function<Outcome, String> cell) {
    Stream<String> figures = comparison.outcomes().stream().map(o -> GAP + cell.apply(o));
    return Stream.concat(Stream.of(label), figures).toArray(String[]::new);
  }

  // ---- JSON ----

  static Map<String, Object> json(
      String image, int containers, Scenario scenario, DriverComparison comparison) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("Image", image);
    all.put("Containers", containers);
    all.put("Scenario", scenario.steps());
    all.put("Same", comparison.disagreements().isEmpty());
    List<Object> drivers = new ArrayList<>();
    for (Outcome outcome : comparison.outcomes()) {
      Map<String, Object> driver = new LinkedHashMap<>();
      driver.put("Driver", outcome.kind().label());
      for (Phase phase : Phase.values()) {
        String name = phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
        driver.put(name, bill(phase(outcome, phase)));
      }
      driver.put("Total", bill(outcome.total()));
      driver.put("Tree", outcome.trees().get(0).toString());
      driver.put("Committed", outcome.committed().toString());
      drivers.add(driver);
    }
    all.put("Drivers", drivers);
    return all;
  }

  private static Map<String, Object> bill(Bill bill) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Shared", stored(bill.shared()));
    json.put("Unique", stored(bill.unique()));
    Work work = bill.work();
    Map<String, Object> done = new LinkedHashMap<>();
    done.put("FilesCopied", work.filesCopied());
    done.put("DirectoriesCopied", work.directoriesCopied());
    done.put("BytesCopied", work.bytesCopied());
    done.put("BytesWritten", work.bytesWritten());
    done.put("NamesMade", work.namesMade());
    done.put("WhiteoutsWritten", work.whiteoutsWritten());
    done.put("Lookups", work.lookups());
    done.put("ColdProbes", work.coldProbes());
    done.put("Probes", work.probes());
    done.put("Mounts", work.mounts());
    json.put("Work", done);
    return json;
  }

  private static Map<String, Object> stored(Stored stored) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ApparentBytes", stored.apparentBytes());
    json.put("AllocatedBytes", stored.allocatedBytes());
    json.put("Files", stored.files());
    json.put("Directories", stored.directories());
    json.put("Whiteouts", stored.whiteouts());
    return json;
  }
}
