package io.unionfs.lab;

import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The experiments, and their doing. */
public final class Laboratory {
  /** What stands for the name of an image that is synthetic. */
  static final String SYNTHETIC = "synthetic";

  private static final List<Experiment> EXPERIMENTS =
      List.of(
          new MountCost(),
          new DeadBytes(),
          new DriverSpace(),
          new SplitOrJoin(),
          new CopyUpCost(),
          new LookupDepth(),
          new Deduplication(),
          new FileGrowth());

  private Laboratory() {}

  /** All of them. */
  public static List<Experiment> experiments() {
    return EXPERIMENTS;
  }

  /**
   * The one called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Experiment experiment(String name) {
    return EXPERIMENTS.stream()
        .filter(each -> each.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no experiment " + name + ", but: " + String.join(", ", names())));
  }

  private static List<String> names() {
    return EXPERIMENTS.stream().map(Experiment::name).toList();
  }

  /** The columns of a table of {@code experiment}. */
  static List<Column> columns(Experiment experiment) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.given("image", ""));
    columns.add(Column.given("seed", ""));
    experiment.parameters().forEach(parameter -> columns.add(parameter.column()));
    columns.addAll(experiment.columns());
    if (Measuring.isOf(experiment)) {
      columns.addAll(Measuring.columns());
    }
    return columns;
  }

  /**
   * Does {@code experiment} at each point of {@code sweep}, one after another: of each given image,
   * or of synthetic ones. An experiment that compares images is done of the first given one, of the
   * first two, and so on.
   */
  public static Table run(
      Experiment experiment, Sweep sweep, LabContext context, ProgressListener progress)
      throws IOException {
    List<LabContext> each = new ArrayList<>();
    if (context.images().isEmpty()) {
      each.add(context);
    }
    for (int i = 0; i < context.images().size(); i++) {
      each.add(context.with(context.images().subList(experiment.comparesImages() ? 0 : i, i + 1)));
    }
    List<List<Value>> rows = new ArrayList<>();
    boolean isMeasuring = context.isMeasuring() && Measuring.isOf(experiment);
    // With a single run the first one counts, however cold the code is.
    if (isMeasuring && context.stopwatch().orElseThrow().repeats() > 1) {
      List<Point> points = sweep.points(experiment, each.get(0).images());
      Trial first = new Trial(points.get(0), each.get(0));
      new Measuring(experiment, context.stopwatch().orElseThrow()).warmUp(first);
    }
    for (LabContext of : each) {
      run(experiment, sweep, of, isMeasuring, progress, rows);
    }
    return new Table(experiment.name(), columns(experiment), rows);
  }

  private static void run(
      Experiment experiment,
      Sweep sweep,
      LabContext context,
      boolean isMeasuring,
      ProgressListener progress,
      List<List<Value>> rows)
      throws IOException {
    boolean isSynthetic = context.images().isEmpty();
    List<Point> points = sweep.points(experiment, context.images());
    String image =
        isSynthetic
            ? SYNTHETIC
            : String.join(" + ", context.images().stream().map(given -> given.name()).toList());
    long done = 0;
    for (Point point : points) {
      progress.progressed(experiment.name(), done++, points.size());
      List<Value> given = new ArrayList<>();
      given.add(Value.of(image));
      given.add(isSynthetic ? Value.of(point.seed()) : Value.NONE);
      for (Parameter parameter : experiment.parameters()) {
        Long value = point.values().get(parameter.name());
        given.add(value == null ? Value.NONE : Value.of((long) value));
      }
      Experiment.Rows all =
          own -> {
            List<Value> row = new ArrayList<>(given);
            row.addAll(own);
            rows.add(row);
          };
      Trial trial = new Trial(point, context);
      if (isMeasuring) {
        new Measuring(experiment, context.stopwatch().orElseThrow()).run(trial, all);
      } else if (Measuring.isOf(experiment)) {
        experiment.run(
            new Trial(point, context.untimed()),
            own -> {
              List<Value> row = new ArrayList<>(own);
              row.addAll(Measuring.none());
              all.add(row);
            });
      } else {
        experiment.run(trial, all);
      }
    }
  }
}
