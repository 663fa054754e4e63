package io.unionfs.cli.output;

import java.io.PrintStream;
import java.util.List;

/** Rows of text under one another. */
public final class Columns {
  private Columns() {}

  /**
   * Prints {@code rows}, each column as wide as its widest cell.
   *
   * @param alignment for each column {@code <} for left or {@code >} for right
   */
  public static void print(PrintStream out, List<String[]> rows, String alignment) {
    int[] widths = new int[alignment.length()];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], width(row[i]));
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        String padding = " ".repeat(widths[i] - width(row[i]));
        line.append(i == 0 ? "" : " ");
        line.append(alignment.charAt(i) == '>' ? padding + row[i] : row[i] + padding);
      }
      out.println(line.toString().stripTrailing());
    }
  }

  /** Colours take no room. */
  private static int width(String cell) {
    return cell.indexOf('\033') < 0
        ? cell.length()
        : cell.replaceAll("\033\\[[0-9;]*m", "").length();
  }
}
