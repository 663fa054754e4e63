package io.unionfs.cli.stack;

import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.util.ArrayList;
import java.util.List;

/** What the engine told during a command, in order; of very much only the beginning is kept. */
final class Listening implements TraceListener {
  private static final int MOST = 20_000;

  private final List<Told> told = new ArrayList<>();
  private long lost;
  private boolean hasChanged;

  @Override
  public void on(TraceEvent event) {
    add(new Told.Event(event));
  }

  @Override
  public void wrote(long bytes) {
    int last = told.size() - 1;
    if (last >= 0 && told.get(last) instanceof Told.Wrote before) {
      told.set(last, new Told.Wrote(before.bytes() + bytes));
    } else {
      add(new Told.Wrote(bytes));
    }
  }

  private void add(Told each) {
    hasChanged |= !each.isLookup();
    if (told.size() < MOST) {
      told.add(each);
    } else {
      lost++;
    }
  }

  void addAll(Listening other) {
    other.told.forEach(this::add);
    lost += other.lost;
    hasChanged |= other.hasChanged;
  }

  List<Told> told() {
    return told;
  }

  /** How much is not kept. */
  long lost() {
    return lost;
  }

  /** Whether something was changed. */
  boolean hasChanged() {
    return hasChanged;
  }
}
