package io.unionfs.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What came of an experiment, sorted by what was given. Immutable.
 *
 * @param experiment its name
 * @param columns those whose values were given first
 * @param rows a value for each column
 */
public record Table(String experiment, List<Column> columns, List<List<Value>> rows) {
  public Table {
    columns = List.copyOf(columns);
    List<List<Value>> copies = new ArrayList<>();
    for (List<Value> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " is no row of " + columns);
      }
      copies.add(List.copyOf(row));
    }
    copies.sort(Table::compare);
    rows = List.copyOf(copies);
  }

  private static int compare(List<Value> a, List<Value> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = ORDER.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static final Comparator<Value> ORDER =
      Comparator.comparing((Value value) -> isNumber(value) ? 1 : 0)
          .thenComparing((a, b) -> isNumber(a) ? Double.compare(number(a), number(b)) : 0)
          .thenComparing(Value::text);

  private static boolean isNumber(Value value) {
    return value instanceof Value.Whole || value instanceof Value.Fraction;
  }

  /** {@code value} as a number; NaN if it is none. */
  static double number(Value value) {
    if (value instanceof Value.Whole whole) {
      return whole.number();
    }
    return value instanceof Value.Fraction fraction ? fraction.number().doubleValue() : Double.NaN;
  }

  /** Where the column called {@code name} is. */
  int index(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("experiment " + experiment + " has no column " + name);
  }

  /** Whether nothing is in the column at all. */
  public boolean isBlank(Column column) {
    int at = columns.indexOf(column);
    return rows.stream().allMatch(row -> row.get(at) instanceof Value.None);
  }

  /** Its rows, to be read by the names of columns. */
  public Stream<Row> stream() {
    return rows.stream().map(values -> new Row(this, values));
  }

  /** The rows in which {@code column} reads {@code text}. */
  List<Row> where(String column, String text) {
    return stream().filter(row -> row.text(column).equals(text)).toList();
  }

  /**
   * A row of a table.
   *
   * @param values one for each of its columns
   */
  public record Row(Table table, List<Value> values) {
    /** What stands in the column called {@code name}. */
    public Value value(String name) {
      return values.get(table.index(name));
    }

    /** Its text. */
    public String text(String name) {
      return value(name).text();
    }

    /** It as a number; NaN where there is none. */
    public double number(String name) {
      return Table.number(value(name));
    }

    /** It as a whole number; 0 where there is none. */
    long whole(String name) {
      double number = number(name);
      return Double.isNaN(number) ? 0 : (long) number;
    }
  }
}
