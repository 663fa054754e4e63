package io.unionfs.lab;

import io.unionfs.json.DocumentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What came of an experiment, for people and for programs. Immutable. */
public final class LabReport {
  private static final int MOST_ROWS = 60;
  private static final String MACHINE = "machine";
  private static final String MEDIANS =
      "What is measured is the median of several runs of each point, one after another in one"
          + " process; `spread` is the largest less the smallest of them, as a share of the median.";

  private final Experiment experiment;
  private final Table table;

  /** Of any table of an experiment, also one that was read or merged. */
  public LabReport(Table table) {
    this.experiment = Laboratory.experiment(table.experiment());
    this.table = table;
  }

  public Experiment experiment() {
    return experiment;
  }

  public Table table() {
    return table;
  }

  /** What the figures say, a paragraph each. */
  public List<String> reading() {
    return experiment.reading(table);
  }

  /** What others published, beside ours. */
  public List<Published> published() {
    return experiment.published(table);
  }

  /** The columns in which there is something, but for the machine's, which a page says once. */
  public List<Column> columns() {
    return table.columns().stream()
        .filter(column -> !table.isBlank(column) && !column.name().equals(MACHINE))
        .toList();
  }

  /** Where and how was measured, and what was not, a sentence each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    List<String> machines = machines();
    if (machines.size() == 1) {
      notes.add("Measured on: " + machines.get(0) + ". " + MEDIANS);
    } else if (machines.size() > 1) {
      notes.add(
          "Measured on "
              + machines.size()
              + " machines, whose figures are not to be compared: "
              + String.join("; and on ", machines)
              + ". "
              + MEDIANS);
    }
    experiment.columns().stream()
        .filter(column -> column.origin() == Origin.MEASURED && table.isBlank(column))
        .forEach(column -> notes.add("`" + column.name() + "` was not measured in this run."));
    return notes;
  }

  private List<String> machines() {
    return Measuring.isOf(experiment)
        ? table.stream()
            .map(row -> row.text(MACHINE))
            .filter(text -> !text.isEmpty())
            .distinct()
            .toList()
        : List.of();
  }

  /** The rows that a page shows: all of them, or 60 that are spread evenly over all. */
  public List<List<Value>> shownRows() {
    List<List<Value>> rows = table.rows();
    if (rows.size() <= MOST_ROWS) {
      return rows;
    }
    List<List<Value>> some = new ArrayList<>();
    for (int i = 0; i < MOST_ROWS; i++) {
      some.add(rows.get((int) ((long) i * (rows.size() - 1) / (MOST_ROWS - 1))));
    }
    return some;
  }

  /**
   * How many rows are shown of how many, and which: {@code 60 of 285 rows, spread evenly: about
   * every 5th}.
   */
  public String extent() {
    int all = table.rows().size();
    int shown = shownRows().size();
    String rows = shown + " of " + all + " rows";
    if (shown == all) {
      return rows;
    }
    long step = Math.round((all - 1) / (MOST_ROWS - 1.0));
    return rows + ", spread evenly" + (step < 2 ? "" : ": about every " + ordinal(step));
  }

  private static String ordinal(long number) {
    boolean isTeen = number / 10 % 10 == 1;
    return number
        + switch (isTeen ? 0 : (int) (number % 10)) {
          case 1 -> "st";
          case 2 -> "nd";
          case 3 -> "rd";
          default -> "th";
        };
  }

  /**
   * A page in Markdown.
   *
   * @param plots the plots' files, relative to the page, in the order of {@link Experiment#plots};
   *     those that were not drawn are missing
   * @param data the file with all rows, relative to the page
   */
  public String markdown(List<String> plots, String data) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(experiment.name()).append("\n\n**");
    text.append(experiment.question()).append("**\n\n");
    reading().forEach(each -> text.append(each).append("\n\n"));
    plots.forEach(
        file ->
            text.append("![").append(experiment.name()).append("](").append(file).append(")\n\n"));
    List<Published> published = published();
    if (!published.isEmpty()) {
      text.append("## Published figures beside ours\n\n");
      line(text, List.of("what", "published", "ours", "source"));
      line(text, List.of("---", "---", "---", "---"));
      for (Published each : published) {
        String ours = each.ours().isEmpty() ? "not in this run" : each.ours();
        line(text, List.of(each.what(), each.figure(), ours, each.source()));
      }
      text.append('\n');
    }
    text.append("## How it is done\n\n");
    experiment.method().forEach(each -> text.append(each).append("\n\n"));
    notes().forEach(each -> text.append(each).append("\n\n"));
    text.append("## Figures\n\n");
    rows(text);
    text.append("\n").append(extent()).append("; all are in [").append(data).append("](");
    text.append(data).append(").\n");
    return text.toString();
  }

  private void rows(StringBuilder text) {
    List<Column> columns = columns();
    line(text, columns.stream().map(LabReport::head).toList());
    line(
        text,
        columns.stream().map(each -> each.origin() == Origin.GIVEN ? "---" : "---:").toList());
    for (List<Value> row : shownRows()) {
      line(text, columns.stream().map(each -> row.get(table.index(each.name())).text()).toList());
    }
  }

  /** A column's head for people: name, unit, and origin where it was not given. */
  public static String head(Column column) {
    String unit = column.unit().isEmpty() ? "" : ", " + column.unit();
    String origin = column.origin() == Origin.GIVEN ? "" : ", " + column.origin().word();
    return column.name().replace('_', ' ') + unit + origin;
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /** All of it as one line of JSON; missing values are missing. */
  public String json() {
    DocumentBuilder json = DocumentBuilder.empty();
    json.put("schema", 1L).put("experiment", experiment.name());
    json.put("question", experiment.question());
    List<DocumentBuilder> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      columns.add(
          DocumentBuilder.empty()
              .put("name", column.name())
              .put("unit", column.unit())
              .put("origin", column.origin().word()));
    }
    json.putObjects("columns", columns);
    List<DocumentBuilder> rows = new ArrayList<>();
    for (List<Value> row : table.rows()) {
      DocumentBuilder object = DocumentBuilder.empty();
      for (int i = 0; i < row.size(); i++) {
        put(object, table.columns().get(i).name(), row.get(i));
      }
      rows.add(object);
    }
    json.putObjects("rows", rows);
    List<DocumentBuilder> others = new ArrayList<>();
    for (Published each : published()) {
      others.add(
          DocumentBuilder.empty()
              .put("what", each.what())
              .put("published", each.figure())
              .put("ours", each.ours())
              .put("source", each.source()));
    }
    json.putObjects("published", others);
    json.putTexts("reading", reading());
    return json.text();
  }

  private static void put(DocumentBuilder object, String name, Value value) {
    if (value instanceof Value.Whole whole) {
      object.put(name, whole.number());
    } else if (value instanceof Value.Fraction fraction) {
      object.put(name, fraction.number().doubleValue());
    } else if (value instanceof Value.Word word) {
      object.put(name, word.text());
    }
  }
}
