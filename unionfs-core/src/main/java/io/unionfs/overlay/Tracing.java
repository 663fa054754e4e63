package io.unionfs.overlay;

import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is told of what the mount does, and the probe by which names are looked up: it tells the
 * listener too. A mount with nobody to tell looks up by {@link #looksUpQuietly one probe}.
 */
final class Tracing {
  private final LookupStrategy strategy;

  /** Null where hard links of lower layers are parted by copy-up. */
  private final LinkIndex index;

  /** Events of the running operation; guarded by the mount's lock. */
  private final List<TraceEvent> untold = new ArrayList<>();

  private volatile Probe probe;
  private volatile TraceListener listener;

  /** See {@link #looksUpQuietly}. */
  private volatile boolean quiet;

  Tracing(LookupStrategy strategy, LinkIndex index) {
    this.strategy = strategy;
    this.index = index;
    setListener(null);
  }

  Probe probe() {
    return probe;
  }

  /** Whether lookups are by one probe of the merged tree, and nobody is told. */
  boolean looksUpQuietly() {
    return quiet;
  }

  /** How the mount itself looks names up: without telling. */
  Probe quietProbe() {
    return index == null ? Probe.INDEXED : Probe.through(index, Probe.INDEXED);
  }

  void setListener(TraceListener newListener) {
    setListener(newListener, strategy);
  }

  /** Has the listener told, and names looked up by {@code search}, from now on. */
  void setListener(TraceListener newListener, LookupStrategy search) {
    listener = newListener;
    Probe plain =
        switch (search) {
          case INDEXED -> newListener == null ? Probe.INDEXED : Probe.indexed(newListener);
          case SCAN -> new Scan(newListener);
        };
    probe = index == null ? plain : Probe.through(index, plain);
    quiet = newListener == null && search == LookupStrategy.INDEXED;
  }

  boolean isTraced() {
    return listener != null;
  }

  /** Has the listener told of {@code event} when the operation is done; with the lock held. */
  void trace(TraceEvent event) {
    if (listener != null) {
      untold.add(event);
    }
  }

  /** Tells the listener that a program wrote to a file. */
  void traceWritten(long bytes) {
    TraceListener now = listener;
    if (now != null) {
      now.wrote(bytes);
    }
  }

  /** Tells the listener what the operation did; with the lock held. */
  void tell() {
    if (untold.isEmpty()) {
      return;
    }
    List<TraceEvent> events = List.copyOf(untold);
    untold.clear();
    TraceListener now = listener;
    if (now != null) {
      events.forEach(now::on);
    }
  }
}
