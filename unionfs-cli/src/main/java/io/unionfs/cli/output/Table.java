package io.unionfs.cli.output;

import java.io.PrintStream;
import java.util.List;

/** Rows under a header, laid out as Docker's command does. */
final class Table {
  private static final int LEAST = 10;
  private static final int GAP = 3;

  private Table() {}

  static void print(PrintStream out, List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(Math.max(widths[i], LEAST), length(row.get(i)) + GAP);
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i));
        line.append(" ".repeat(widths[i] - length(row.get(i))));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
