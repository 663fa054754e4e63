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

  private final Map<Cell, Integer> counts = new TreeMap<>(ORDER);

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

  public void record(Op op, Outcome outcome, EntrySource source) {
    counts.merge(new Cell(Text.keyword(op.getClass()), outcome.errno(), source), 1, Integer::sum);
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
