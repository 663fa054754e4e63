package io.unionfs.cli.command;

import io.unionfs.lab.Column;
import io.unionfs.lab.Experiment;
import io.unionfs.lab.LabReport;
import io.unionfs.lab.Origin;
import io.unionfs.lab.Published;
import io.unionfs.lab.Value;
import java.io.PrintStream;
import java.util.List;

/** A report of the laboratory on a terminal. */
final class LabText {
  /** How the list of pages begins. */
  static final String INDEX =
      """
      # The laboratory's pages

      Written by `unionfs lab all --publish`, never by hand. [scaling.md](../scaling.md) says how a
      larger sweep is run.

      | experiment | question |
      | --- | --- |
      """;

  private LabText() {}

  /** A row of the list of pages. */
  static String indexed(Experiment experiment) {
    String name = experiment.name();
    return "| [" + name + "](" + name + ".md) | " + experiment.question() + " |\n";
  }

  static void print(PrintStream out, LabReport report) {
    out.println(report.experiment().question());
    out.println();
    List<List<Value>> rows = report.table().rows();
    table(out, report);
    if (report.shownRows().size() < rows.size()) {
      // Below the table, where who reads it is then.
      out.println(report.extent() + "; --csv prints all, -o DIRECTORY writes them to a file.");
    }
    out.println();
    report.reading().forEach(out::println);
    for (Published each : report.published()) {
      out.println("Published: " + each.what() + ": " + each.figure() + " (" + each.source() + ")");
      if (!each.ours().isEmpty()) {
        out.println("Here: " + each.ours());
      }
    }
    report.notes().forEach(out::println);
  }

  private static void table(PrintStream out, LabReport report) {
    List<Column> columns = report.columns();
    int[] widths = new int[columns.size()];
    String[] names = new String[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      Column column = columns.get(i);
      String unit = column.unit().isEmpty() ? "" : " (" + column.unit() + ")";
      names[i] = column.name() + mark(column.origin()) + unit;
      widths[i] = names[i].length();
      for (List<Value> row : report.shownRows()) {
        widths[i] = Math.max(widths[i], text(report, row, column).length());
      }
    }
    StringBuilder head = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      head.append(String.format("%-" + (widths[i] + 2) + "s", names[i]));
    }
    out.println(head.toString().stripTrailing());
    for (List<Value> row : report.shownRows()) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String text = text(report, row, columns.get(i));
        line.append(String.format("%-" + (widths[i] + 2) + "s", text));
      }
      out.println(line.toString().stripTrailing());
    }
    out.println("* counted, ~ modelled, ' measured");
  }

  private static String mark(Origin origin) {
    return switch (origin) {
      case GIVEN -> "";
      case COUNTED -> "*";
      case MODELLED -> "~";
      case MEASURED -> "'";
    };
  }

  private static String text(LabReport report, List<Value> row, Column column) {
    String text = row.get(report.table().columns().indexOf(column)).text();
    return text.isEmpty() ? "-" : text;
  }
}
