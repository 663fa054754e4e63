package io.unionfs.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Tables as CSV (RFC 4180, lines end with LF). The first column is the experiment's name, and each
 * head says unit and origin, so that a file can be read for itself.
 */
public final class CsvTable {
  private static final String FIRST = "experiment";

  private CsvTable() {}

  /** {@code table} as text. */
  public static String write(Table table) {
    StringBuilder text = new StringBuilder(FIRST);
    table.columns().forEach(column -> cell(text, column.head()));
    text.append('\n');
    for (List<Value> row : table.rows()) {
      text.append(table.experiment());
      row.forEach(value -> cell(text, value.text()));
      text.append('\n');
    }
    return text.toString();
  }

  private static void cell(StringBuilder text, String words) {
    boolean isPlain = words.indexOf(',') < 0 && words.indexOf('"') < 0;
    text.append(',').append(isPlain ? words : '"' + words.replace("\"", "\"\"") + '"');
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param where the text is from, for messages
   * @throws LabException if it is none, or of another experiment's version
   */
  public static Table read(String where, String text) throws LabException {
    List<List<String>> lines = new ArrayList<>();
    for (String line : text.split("\n")) {
      lines.add(cells(where, lines.size() + 1, line.endsWith("\r") ? cut(line) : line));
    }
    if (lines.size() < 2 || !lines.get(0).get(0).equals(FIRST)) {
      throw new LabException(where + ": no table of an experiment, or one without rows");
    }
    String name = lines.get(1).get(0);
    Experiment experiment;
    try {
      experiment = Laboratory.experiment(name);
    } catch (IllegalArgumentException e) {
      throw new LabException(where + ": " + e.getMessage());
    }
    List<Column> columns = Laboratory.columns(experiment);
    List<String> heads = new ArrayList<>(List.of(FIRST));
    columns.forEach(column -> heads.add(column.head()));
    if (!lines.get(0).equals(heads)) {
      throw new LabException(where + ": the columns are not those that this version has: " + heads);
    }
    List<List<Value>> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> line = lines.get(i);
      if (line.size() != heads.size() || !line.get(0).equals(name)) {
        throw new LabException(where + ", line " + (i + 1) + ": no row of " + name);
      }
      rows.add(line.subList(1, line.size()).stream().map(Value::parse).toList());
    }
    return new Table(name, columns, rows);
  }

  private static String cut(String line) {
    return line.substring(0, line.length() - 1);
  }

  private static List<String> cells(String where, int number, String line) throws LabException {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      StringBuilder cell = new StringBuilder();
      if (at < line.length() && line.charAt(at) == '"') {
        at++;
        while (true) {
          if (at >= line.length()) {
            throw new LabException(where + ", line " + number + ": a quote is not closed");
          }
          char c = line.charAt(at++);
          if (c != '"') {
            cell.append(c);
          } else if (at < line.length() && line.charAt(at) == '"') {
            cell.append(line.charAt(at++));
          } else {
            break;
          }
        }
        if (at < line.length() && line.charAt(at) != ',') {
          throw new LabException(where + ", line " + number + ": a comma is missing");
        }
      } else {
        while (at < line.length() && line.charAt(at) != ',') {
          cell.append(line.charAt(at++));
        }
      }
      cells.add(cell.toString());
      at++;
    }
    return cells;
  }
}
