package io.unionfs.driver;

import io.unionfs.layer.Entry;
import io.unionfs.layer.TreeLayer;
import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Counts what a mount does, and models what of its lookups a dentry cache would have spared. Safe
 * for use by many threads.
 */
final class WorkCounter implements TraceListener {
  /** What asking one layer for a name takes. */
  enum Probing {
    /** One lookup in the layer's directory. */
    NAME,
    /** One for the whiteout, and unless that is there one for the name (aufs's au_do_lookup). */
    WHITEOUT_AND_NAME
  }

  private final Probing probing;

  /** What the lower layers say, the bottom one first. */
  private final List<TreeLayer> layers;

  /** A lookup that is on its way in a thread. */
  private final ThreadLocal<Pending> pending = ThreadLocal.withInitial(Pending::new);

  // ---- guarded by this ----

  /** The names that the dentry cache knows. */
  private final NavigableSet<String> known = new TreeSet<>();

  /** Files whose attributes were copied up, and not their data. */
  private final NavigableSet<String> withoutData = new TreeSet<>();

  private Work work;
  private boolean changed;

  /** Reads of the driver's own, which nobody pays for. */
  interface Reading<T> {
    T read() throws IOException;
  }

  /** Does not count what {@code reading} looks up. */
  <T> T quietly(Reading<T> reading) throws IOException {
    Pending own = pending.get();
    own.isQuiet = true;
    try {
      return reading.read();
    } finally {
      own.isQuiet = false;
    }
  }

  private static final class Pending {
    private boolean isQuiet;
    private String path;
    private long probes;
  }

  /**
   * @param before what was done already
   */
  WorkCounter(Probing probing, List<TreeLayer> layers, Work before) {
    this.probing = probing;
    this.layers = layers;
    this.work = before;
  }

  synchronized Work work() {
    return work;
  }

  /** Whether the writable layer holds, or held, anything. */
  synchronized boolean hasChanges() {
    return changed;
  }

  @Override
  public void on(TraceEvent event) {
    if (pending.get().isQuiet) {
      return;
    }
    if (event instanceof TraceEvent.Probe probe) {
      probed(probe);
    } else if (event instanceof TraceEvent.Hit hit) {
      lookedUp(hit.path(), 0);
    } else if (event instanceof TraceEvent.Miss miss) {
      lookedUp(miss.path(), 0);
    } else if (event instanceof TraceEvent.HiddenByWhiteout hidden) {
      // Where the whiteout is, the name is not asked for.
      lookedUp(hidden.path(), probing == Probing.WHITEOUT_AND_NAME ? 1 : 0);
    } else if (!(event instanceof TraceEvent.Followed)
        && !(event instanceof TraceEvent.HiddenByOpaque)) {
      changed(event);
    }
  }

  private int once() {
    return probing == Probing.NAME ? 1 : 2;
  }

  private void probed(TraceEvent.Probe probe) {
    Pending lookup = pending.get();
    if (!probe.path().equals(lookup.path)) {
      lookup.path = probe.path();
      lookup.probes = 0;
    }
    // The mount makes its root when it is first written to; that of a real one is there.
    if (lookup.probes == 0 && probe.layer() >= 0 && probe.path().lastIndexOf('/') == 0) {
      lookup.probes += once();
    }
    lookup.probes += once();
  }

  private void lookedUp(String path, int spared) {
    Pending lookup = pending.get();
    long probes = path.equals(lookup.path) ? lookup.probes - spared : 0;
    lookup.path = null;
    lookup.probes = 0;
    synchronized (this) {
      long cached = known.add(path) ? probes : 0;
      work = work.plus(new Work(0, 0, 0, 0, 0, 0, 1, probes, cached, 0));
    }
  }

  private synchronized void changed(TraceEvent event) {
    changed = true;
    if (event instanceof TraceEvent.CopiedUp copied) {
      copiedUp(copied);
    } else if (event instanceof TraceEvent.Created) {
      work = work.plus(new Work(0, 0, 0, 0, 1, 0, 0, 0, 0, 0));
    } else if (event instanceof TraceEvent.WhiteoutWritten written) {
      work = work.plus(new Work(0, 0, 0, 0, 0, 1, 0, 0, 0, 0));
      forget(written.path());
    } else if (event instanceof TraceEvent.Removed removed) {
      forget(removed.path());
    } else if (event instanceof TraceEvent.Moved moved) {
      forget(moved.from());
      forget(moved.to());
    }
  }

  private void copiedUp(TraceEvent.CopiedUp copied) {
    Entry entry = said(copied.fromLayer(), copied.path());
    if (entry instanceof Entry.Directory) {
      work = work.plus(Work.copied(0, 1, 0));
    } else if (withoutData.remove(copied.path())) {
      work = work.plus(Work.copied(0, 0, copied.bytes()));
    } else {
      work = work.plus(Work.copied(1, 0, copied.bytes()));
      if (entry instanceof Entry.File file && file.content().size() > 0 && copied.bytes() == 0) {
        withoutData.add(copied.path());
      }
    }
  }

  /** What a layer says of {@code path}; null where it is called otherwise there. */
  private Entry said(int layer, String path) {
    try {
      Entry entry = layers.get(layer).root();
      for (String name : path.substring(1).split("/")) {
        if (!name.isEmpty()) {
          entry = entry instanceof Entry.Directory directory ? directory.lookup(name) : null;
        }
      }
      return entry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forget(String path) {
    known.remove(path);
    known.subSet(path + "/", path + "0").clear();
  }

  @Override
  public synchronized void wrote(long bytes) {
    changed = true;
    work = work.plus(Work.written(bytes));
  }
}
