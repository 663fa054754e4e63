package io.unionfs.cli;

import io.unionfs.overlay.LookupStrategy;
import io.unionfs.trace.TraceEvent;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Prints what the engine does for each command. A command asks for one path many times; how it was
 * found is told once, unless it is found in another way.
 */
final class Trace {
  /** How names are looked up while someone watches. */
  enum Search {
    /** One probe of the merged index for each name. */
    INDEX,
    /** Layer by layer from the top, as a cold kernel must. */
    SCAN;

    LookupStrategy strategy() {
      return this == SCAN ? LookupStrategy.SCAN : LookupStrategy.INDEXED;
    }
  }

  private final Container container;
  private final PrintStream out;
  private final Set<String> told = new HashSet<>();

  Trace(Container container, PrintStream out) {
    this.container = container;
    this.out = out;
  }

  /** The next command begins. */
  void next() {
    told.clear();
  }

  void show(TraceEvent event) {
    String line = EventText.of(event, container);
    if (!EventText.isLookup(event) || told.add(line)) {
      out.println(line);
    }
  }
}
