package io.unionfs.cli.stack;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Place;
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

  private final PrintStream out;
  private final Ink ink;
  private final Stop stop;

  TreeText(PrintStream out, Ink ink, Stop stop) {
    this.out = out;
    this.ink = ink;
    this.stop = stop;
  }

  /** Draws {@code root} and {@code levels} levels below it; without recursion, for depth. */
  void print(Branch root, int levels) throws IOException {
    out.println(root.text());
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
      out.println(open.prefix() + ink.branch(place) + branch.text());
      if (way.size() < levels) {
        way.push(new Open(branch.below().iterator(), open.prefix() + ink.below(place)));
      }
    }
  }
}
