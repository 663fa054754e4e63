package io.unionfs.cli.output;

import java.io.PrintStream;
import java.util.List;

/** Rows of text under one another. */
public final class Columns {
  /** With less room than this for its last cell, a row has that in a line of its own. */
  private static final int LEAST = 24;

  private static final String INDENT = "    ";

  private Columns() {}

  /**
   * Prints {@code rows}, each column as wide as its widest cell.
   *
   * @param alignment for each column {@code <} for left or {@code >} for right
   */
  public static void print(PrintStream out, List<String[]> rows, String alignment) {
    print(out, rows, alignment, Screen.ENDLESS);
  }

  /**
   * The same on a screen: where rows are too wide for it, their last cells are shortened, or, with
   * too little room for that, put below the rest.
   */
  public static void print(PrintStream out, List<String[]> rows, String alignment, Screen screen) {
    int[] widths = new int[alignment.length()];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], Fit.width(row[i]));
      }
    }
    int last = widths.length - 1;
    int before = 0;
    for (int i = 0; i < last; i++) {
      before += widths[i] + 1;
    }
    int columns = screen.columns();
    boolean isBelow = before + widths[last] > columns && columns - before < LEAST;
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < (isBelow ? last : row.length); i++) {
        String cell = i == last ? Fit.shortened(row[i], columns - before) : row[i];
        String padding = " ".repeat(Math.max(0, widths[i] - Fit.width(cell)));
        line.append(i == 0 ? "" : " ");
        line.append(alignment.charAt(i) == '>' ? padding + cell : cell + padding);
      }
      out.println(line.toString().stripTrailing());
      if (isBelow && !row[last].isBlank()) {
        out.println(Fit.shortened(INDENT + row[last].strip(), columns));
      }
    }
  }
}
