package io.unionfs.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of things, printed as a table, as JSON lines, or by a template. A row holds every field by
 * Docker's name for it; the columns are those that a table shows.
 */
public final class Listing {
  private static final Pattern FIELD =
      Pattern.compile("\\{\\{\\s*(?:(json) +)?\\.([A-Za-z]*)\\s*}}");

  private final Map<String, String> headers;
  private final List<String> columns;
  private final List<Map<String, String>> rows = new ArrayList<>();

  /**
   * An empty list.
   *
   * @param headers for each field what stands over its column
   * @param columns the fields that a table shows
   */
  public Listing(Map<String, String> headers, List<String> columns) {
    this.headers = headers;
    this.columns = columns;
  }

  /** Adds a row. */
  public void add(Map<String, String> row) {
    rows.add(row);
  }

  /** How many rows there are. */
  public int size() {
    return rows.size();
  }

  /** Prints one field of each row. */
  public void printOnly(PrintStream out, String field) {
    rows.forEach(row -> out.println(Text.shown(row.get(field))));
  }

  /** The rows as JSON has them. */
  public List<Map<String, String>> rows() {
    return rows.stream().<Map<String, String>>map(TreeMap::new).toList();
  }

  /**
   * Prints the list.
   *
   * @param format {@code table}, {@code json}, {@code table TEMPLATE} or {@code TEMPLATE}
   * @throws IllegalArgumentException if the format names a field that there is not
   */
  public void print(PrintStream out, String format) {
    switch (format) {
      case "table" -> printTable(out);
      case "json" -> rows().forEach(row -> out.println(Json.line(row)));
      default -> {
        String template = format.replace("\\t", "\t").replace("\\n", "\n");
        check(template);
        if (template.startsWith("table ")) {
          printTable(out, template.substring(6));
        } else {
          rows.forEach(row -> out.println(filled(template, row)));
        }
      }
    }
  }

  private void check(String template) {
    String unknown = FIELD.matcher(template).replaceAll("");
    if (unknown.contains("{{")) {
      throw new IllegalArgumentException(
          "--format: \"" + template + "\": a template holds only {{.Field}} and {{json .}}");
    }
    filled(template, headers);
  }

  private void printTable(PrintStream out) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(headers::get).toList());
    for (Map<String, String> row : rows) {
      cells.add(columns.stream().map(field -> Text.shown(row.get(field))).toList());
    }
    Table.print(out, cells);
  }

  private void printTable(PrintStream out, String template) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(cells(template, headers));
    for (Map<String, String> row : rows) {
      cells.add(cells(template, row));
    }
    Table.print(out, cells);
  }

  private List<String> cells(String template, Map<String, String> row) {
    List<String> cells = new ArrayList<>();
    for (String cell : template.split("\t", -1)) {
      cells.add(filled(cell, row));
    }
    return cells;
  }

  private String filled(String template, Map<String, String> row) {
    Matcher matcher = FIELD.matcher(template);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(text, Matcher.quoteReplacement(value(matcher, row)));
    }
    matcher.appendTail(text);
    return text.toString();
  }

  private String value(Matcher matcher, Map<String, String> row) {
    String field = matcher.group(2);
    boolean json = matcher.group(1) != null;
    if (json && field.isEmpty()) {
      return Json.line(new TreeMap<>(row));
    }
    if (!headers.containsKey(field)) {
      throw new IllegalArgumentException(
          "--format: no field \"" + field + "\"; there are " + String.join(", ", headers.keySet()));
    }
    return json ? Json.line(row.get(field)) : Text.shown(row.get(field));
  }
}
