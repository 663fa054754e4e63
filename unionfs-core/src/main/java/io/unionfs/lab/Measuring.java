package io.unionfs.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A point of a sweep, done as often as a stopwatch says: of what is measured, the median stays, and
 * how far apart the figures were. What is counted must be the same each time.
 */
final class Measuring {
  /** How long a point is done before the first one counts: until the code is compiled. */
  private static final long WARM_UP_NANOS = 1_500_000_000L;

  private static final int PERCENT = 100;

  private final Experiment experiment;
  private final Stopwatch stopwatch;

  Measuring(Experiment experiment, Stopwatch stopwatch) {
    this.experiment = experiment;
    this.stopwatch = stopwatch;
  }

  /** Whether {@code experiment} has anything to measure. */
  static boolean isOf(Experiment experiment) {
    return experiment.columns().stream().anyMatch(Measuring::isMeasured);
  }

  private static boolean isMeasured(Column column) {
    return column.origin() == Origin.MEASURED;
  }

  /** The columns behind those of an experiment that measures. */
  static List<Column> columns() {
    return List.of(Column.measured("spread", "%"), Column.measured("machine", ""));
  }

  /** Values for {@link #columns} where nothing was measured. */
  static List<Value> none() {
    return List.of(Value.NONE, Value.NONE);
  }

  /** Does it, and forgets what came of it. */
  void warmUp(Trial trial) throws IOException {
    long begin = stopwatch.nanoTime().getAsLong();
    do {
      experiment.run(trial, any -> {});
    } while (stopwatch.nanoTime().getAsLong() - begin < WARM_UP_NANOS);
  }

  /** Adds the rows of {@code trial}, each with values for {@link #columns}. */
  void run(Trial trial, Experiment.Rows rows) throws IOException {
    Map<List<Value>, List<List<Value>>> found = new LinkedHashMap<>();
    for (int i = 0; i < stopwatch.repeats(); i++) {
      experiment.run(
          trial, row -> found.computeIfAbsent(known(row), any -> new ArrayList<>()).add(row));
    }
    for (List<List<Value>> same : found.values()) {
      if (same.size() != stopwatch.repeats()) {
        throw new IllegalStateException(experiment.name() + " counts otherwise each time: " + same);
      }
      rows.add(median(same));
    }
  }

  private List<Value> known(List<Value> row) {
    List<Value> known = new ArrayList<>(row);
    for (int i = 0; i < row.size(); i++) {
      if (isMeasured(experiment.columns().get(i))) {
        known.set(i, Value.NONE);
      }
    }
    return known;
  }

  private List<Value> median(List<List<Value>> same) {
    List<Value> row = new ArrayList<>(same.get(0));
    double spread = Double.NaN;
    for (int i = 0; i < experiment.columns().size(); i++) {
      int column = i;
      if (isMeasured(experiment.columns().get(i))) {
        double[] numbers =
            same.stream()
                .mapToDouble(each -> Table.number(each.get(column)))
                .filter(each -> !Double.isNaN(each))
                .toArray();
        if (numbers.length > 0) {
          Arrays.sort(numbers);
          double median = middle(numbers);
          row.set(i, Value.of(median));
          double own = (numbers[numbers.length - 1] - numbers[0]) / median * PERCENT;
          spread = Double.isNaN(spread) ? own : Math.max(spread, own);
        }
      }
    }
    boolean isAny = !Double.isNaN(spread) && !Double.isInfinite(spread);
    row.add(isAny ? Value.of(Math.rint(spread)) : Value.NONE);
    row.add(isAny ? Value.of(stopwatch.machine()) : Value.NONE);
    return row;
  }

  private static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
