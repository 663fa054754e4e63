package io.unionfs.cli.shell;

import io.unionfs.overlay.LookupStrategy;
import io.unionfs.trace.TraceEvent;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Set;

/**
 * Prints what the engine does for each command. A command asks for one path many times; how it was
 * found is told once, unless it is found in another way.
 */
public final class Trace {
  /** How names are looked up while someone watches. */
  public enum Search {
    /** One probe of the merged index for each name. */
    INDEX,
    /** Layer by layer from the top, as a cold kernel must. */
    SCAN;

    public LookupStrategy strategy() {
      return this == SCAN ? LookupStrategy.SCAN : LookupStrategy.INDEXED;
    }
  }

  private final LabelledMount container;
  private final PrintStream out;
  private final Set<String> told = new HashSet<>();

  public Trace(LabelledMount container, PrintStream out) {
    this.container = container;
    this.out = out;
  }

  /** The next command begins. */
  public void next() {
    told.clear();
  }

  public void show(TraceEvent event) {
    String line = EventText.of(event, container);
    if (!EventText.isLookup(event) || told.add(line)) {
      out.println(line);
    }
  }
}
