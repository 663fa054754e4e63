package io.unionfs.oracle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts which operation gave which answer for an entry from where. */
public final class CoverageMatrix {
  private static final Comparator<Cell> ORDER =
      Comparator.comparing(Cell::operation).thenComparing(Cell::errno).thenComparing(Cell::source);

  private static final Comparator<OptionCell> OPTION_ORDER =
      Comparator.comparing(OptionCell::operation)
          .thenComparing(OptionCell::errno)
          .thenComparing(OptionCell::options);

  private final Map<Cell, Integer> counts = new TreeMap<>(ORDER);
  private final Map<OptionCell, Integer> optionCounts = new TreeMap<>(OPTION_ORDER);

  /**
   * One combination.
   *
   * @param errno the errno's name, or OK
   * @param source where the first path of the operation came from, before it ran
   */
  public record Cell(String operation, String errno, EntrySource source) {
    @Override
    public String toString() {
      return operation + " " + errno + " " + source;
    }

    static Cell parse(String text) {
      String[] words = text.split(" ");
      return new Cell(words[0], words[1], EntrySource.valueOf(words[2]));
    }
  }

  /**
   * One combination.
   *
   * @param options a {@link MountOptions#label}
   */
  public record OptionCell(String operation, String errno, String options) {
    @Override
    public String toString() {
      return operation + " " + errno + " " + options;
    }

    static OptionCell parse(String text) {
      String[] words = text.split(" ");
      return new OptionCell(words[0], words[1], words[2]);
    }
  }

  public void record(MountOptions options, Op op, Outcome outcome, EntrySource source) {
    String operation = Text.keyword(op.getClass());
    counts.merge(new Cell(operation, outcome.errno(), source), 1, Integer::sum);
    OptionCell cell = new OptionCell(operation, outcome.errno(), options.label());
    optionCounts.merge(cell, 1, Integer::sum);
  }

  /** As {@link #emptyCells}, by options. */
  public SortedSet<OptionCell> emptyOptionCells(Set<OptionCell> expected) {
    SortedSet<OptionCell> empty = new TreeSet<>(OPTION_ORDER);
    empty.addAll(expected);
    empty.removeAll(optionCounts.keySet());
    return empty;
  }

  /** As {@link #cells}, by options. */
  public List<OptionCell> optionCells(int atLeast) {
    return optionCounts.entrySet().stream()
        .filter(entry -> entry.getValue() >= atLeast)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A table: a row for each operation and answer, a column for each set of options. */
  public String renderOptions() {
    Map<String, Map<String, Integer>> rows = new TreeMap<>();
    SortedSet<String> columns = new TreeSet<>();
    optionCounts.forEach(
        (cell, count) -> {
          String row = String.format("%-13s %-12s", cell.operation(), cell.errno());
          rows.computeIfAbsent(row, key -> new TreeMap<>()).put(cell.options(), count);
          columns.add(cell.options());
        });
    StringBuilder out = new StringBuilder(String.format("%-13s %-12s", "operation", "answer"));
    columns.forEach(column -> out.append("  ").append(column));
    rows.forEach(
        (row, counted) -> {
          out.append('\n').append(row);
          for (String column : columns) {
            Object count = counted.containsKey(column) ? counted.get(column) : ".";
            out.append(String.format("%" + (column.length() + 2) + "s", count));
          }
        });
    return out.append('\n').toString();
  }

  /** Of the cells that should have been hit, those that were not. */
  public SortedSet<Cell> emptyCells(Set<Cell> expected) {
    SortedSet<Cell> empty = new TreeSet<>(ORDER);
    empty.addAll(expected);
    empty.removeAll(counts.keySet());
    return empty;
  }

  /** Cells that were hit at least so often. */
  public List<Cell> cells(int atLeast) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= atLeast)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** A table: a row for each operation and answer, a column for each source. */
  public String render() {
    StringBuilder out = new StringBuilder(String.format("%-13s %-12s", "operation", "answer"));
    for (EntrySource source : EntrySource.values()) {
      out.append(String.format("%9s", source));
    }
    List<String> rows = new ArrayList<>();
    for (Cell cell : counts.keySet()) {
      String row = String.format("%-13s %-12s", cell.operation(), cell.errno());
      if (!rows.contains(row)) {
        rows.add(row);
        out.append('\n').append(row);
        for (EntrySource source : EntrySource.values()) {
          Integer count = counts.get(new Cell(cell.operation(), cell.errno(), source));
          out.append(String.format("%9s", count == null ? "." : count));
        }
      }
    }
    return out.append('\n').toString();
  }

  /** The path an operation is about: its first component that is one; null if it has none. */
  static String path(Op op) {
    try {
      for (RecordComponent component : op.getClass().getRecordComponents()) {
        if (component.getName().equals("path") || component.getName().equals("from")) {
          component.getAccessor().setAccessible(true);
          return (String) component.getAccessor().invoke(op);
        }
      }
      return null;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }
}
