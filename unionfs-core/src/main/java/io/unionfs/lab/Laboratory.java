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
          new Deduplication());

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
    return columns;
  }

  /** Does {@code experiment} at each point of {@code sweep}, one after another. */
  public static Table run(
      Experiment experiment, Sweep sweep, LabContext context, ProgressListener progress)
      throws IOException {
    boolean isSynthetic = context.image().isEmpty();
    List<Point> points = sweep.points(experiment, isSynthetic);
    String image = context.image().map(given -> given.name()).orElse(SYNTHETIC);
    List<List<Value>> rows = new ArrayList<>();
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
      experiment.run(
          new Trial(point, context),
          own -> {
            List<Value> row = new ArrayList<>(given);
            row.addAll(own);
            rows.add(row);
          });
    }
    return new Table(experiment.name(), columns(experiment), rows);
  }
}
