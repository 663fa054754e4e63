package io.unionfs.cli.output;

import java.io.PrintStream;
import java.util.List;

/**
 * Terms, each with what it means beside it. Where a screen is too narrow for that the column of
 * terms is, too: a longer one has a line of its own, and meanings go on in the next line.
 */
public final class Terms {
  private static final String GAP = "  ";

  /** Terms have this part of a screen that is too narrow. */
  private static final int THIRD = 3;

  private Terms() {}

  /** Prints {@code rows}, a term and its meaning each, neither coloured. */
  public static void print(PrintStream out, List<String[]> rows, Screen screen) {
    int columns = screen.columns();
    int terms = rows.stream().mapToInt(row -> Fit.width(row[0])).max().orElse(0);
    int meanings = rows.stream().mapToInt(row -> Fit.width(row[1])).max().orElse(0);
    int room =
        terms + GAP.length() + meanings <= columns ? terms : Math.min(terms, columns / THIRD);
    String indent = " ".repeat(room) + GAP;
    for (String[] row : rows) {
      int width = Fit.width(row[0]);
      String head = row[0] + " ".repeat(Math.max(0, room - width)) + GAP;
      if (width > room) {
        Fit.broken(row[0], columns, GAP + GAP).forEach(out::println);
        head = indent;
      }
      Fit.broken(head + row[1], columns, indent).forEach(out::println);
    }
  }
}
