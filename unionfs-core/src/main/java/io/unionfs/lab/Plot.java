package io.unionfs.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of a table is to be drawn: lines over a column. Where several rows have the same place on a
 * line, their mean is drawn. Immutable.
 *
 * @param name of the file that it is drawn to, without a type
 * @param title above it
 * @param x the column along the horizontal axis
 * @param y the columns whose values are drawn, all in one unit; a line each
 * @param by the columns that part the rows into lines
 * @param scale of both axes
 * @param only what must stand in columns of a row that is drawn
 * @param from the first place along the horizontal axis that is drawn
 */
public record Plot(
    String name,
    String title,
    String x,
    List<String> y,
    List<String> by,
    Scale scale,
    Map<String, String> only,
    double from) {
  /** How an axis is divided. */
  public enum Scale {
    LINEAR,
    /** The horizontal one linear, the vertical one logarithmic. */
    LOGARITHMIC,
    /** Both logarithmic. */
    DOUBLY_LOGARITHMIC
  }

  public Plot {
    y = List.copyOf(y);
    by = List.copyOf(by);
    only = Map.copyOf(only);
  }

  /** Of all rows. */
  Plot(String name, String title, String x, List<String> y, List<String> by, Scale scale) {
    this(name, title, x, y, by, scale, Map.of());
  }

  /** Of some rows, from the left end on. */
  Plot(
      String name,
      String title,
      String x,
      List<String> y,
      List<String> by,
      Scale scale,
      Map<String, String> only) {
    this(name, title, x, y, by, scale, only, Double.NEGATIVE_INFINITY);
  }

  /** Values by their places along the horizontal axis. */
  public record Line(String name, List<Double> x, List<Double> y) {}

  /** The lines, as {@code table} has them; those without a value are left out. */
  public List<Line> lines(Table table) {
    Map<String, Map<Double, double[]>> sums = new LinkedHashMap<>();
    for (String column : y) {
      table.stream()
          .forEach(
              row -> {
                double at = row.number(x);
                double value = row.number(column);
                boolean isPlace = at >= from;
                boolean drawable = isPlace && isMeant(row) && (scale == Scale.LINEAR || value > 0);
                if (!Double.isNaN(at) && !Double.isNaN(value) && drawable) {
                  double[] sum =
                      sums.computeIfAbsent(name(table, row, column), any -> new TreeMap<>())
                          .computeIfAbsent(at, any -> new double[2]);
                  sum[0] += value;
                  sum[1]++;
                }
              });
    }
    // Lines that coincide would hide each other.
    Map<Line, List<String>> names = new LinkedHashMap<>();
    sums.forEach(
        (name, points) ->
            names
                .computeIfAbsent(
                    new Line(
                        "",
                        List.copyOf(points.keySet()),
                        points.values().stream().map(sum -> sum[0] / sum[1]).toList()),
                    any -> new ArrayList<>())
                .add(name));
    List<Line> lines = new ArrayList<>();
    names.forEach((line, all) -> lines.add(new Line(String.join(" = ", all), line.x(), line.y())));
    return lines;
  }

  private boolean isMeant(Table.Row row) {
    return only.entrySet().stream()
        .allMatch(entry -> row.text(entry.getKey()).equals(entry.getValue()));
  }

  private String name(Table table, Table.Row row, String column) {
    List<String> words = new ArrayList<>();
    for (String key : by) {
      String text = row.text(key);
      boolean isWord = row.value(key) instanceof Value.Word;
      words.add(isWord ? text : key.replace('_', ' ') + " " + text);
    }
    Column drawn = table.columns().get(table.index(column));
    boolean isOfSeveral = y.size() > 1 || by.isEmpty();
    if (isOfSeveral) {
      words.add(column.replace('_', ' ') + " (" + drawn.origin().word() + ")");
    }
    return String.join(", ", words);
  }
}
