package io.unionfs.cli.stack;

import io.unionfs.cli.output.Fit;
import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Place;
import io.unionfs.cli.output.Screen;
import io.unionfs.cli.shell.Stop;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Draws trees. */
final class TreeText {
  /** A name in a tree. */
  interface Branch {
    /** Its line, as a terminal can show it. */
    String text();

    /** What is below it, sorted. */
    List<Branch> below() throws IOException;
  }

  /** A directory whose names are being drawn. */
  private record Open(Iterator<Branch> rest, String prefix) {}

  /** Before what is left of a name that is too long for a line. */
  private static final String INDENT = "    ";

  private final PrintStream out;
  private final Ink ink;
  private final Screen screen;
  private final Stop stop;

  TreeText(PrintStream out, Ink ink, Screen screen, Stop stop) {
    this.out = out;
    this.ink = ink;
    this.screen = screen;
    this.stop = stop;
  }

  /** Draws {@code root} and {@code levels} levels below it; without recursion, for depth. */
  void print(Branch root, int levels) throws IOException {
    int columns = screen.columns();
    Fit.broken(root.text(), columns, INDENT).forEach(out::println);
    Deque<Open> way = new ArrayDeque<>();
    way.push(new Open(root.below().iterator(), ""));
    while (!way.isEmpty()) {
      stop.check();
      Open open = way.peek();
      if (!open.rest().hasNext()) {
        way.pop();
        continue;
      }
      Branch branch = open.rest().next();
      Place place = open.rest().hasNext() ? Place.INNER : Place.LAST;
      String below = open.prefix() + ink.below(place);
      String line = open.prefix() + ink.branch(place) + branch.text();
      Fit.broken(line, columns, below + INDENT).forEach(out::println);
      if (way.size() < levels) {
        way.push(new Open(branch.below().iterator(), below));
      }
    }
  }
}
