package io.unionfs.overlay;

import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.io.IOException;

/** How a name is looked for in one directory. */
interface Probe {
  /** What the directory at the end of {@code way} shows at {@code name}, or null. */
  Inode child(Spine way, String name) throws IOException;

  /** Whether someone listens to {@link #trace}. */
  boolean isTraced();

  /** Tells the listener. */
  void trace(TraceEvent event);

  /** By one probe of the merged directory. */
  Probe INDEXED =
      new Probe() {
        @Override
        public Inode child(Spine way, String name) throws IOException {
          return way.top().children().get(name);
        }

        @Override
        public boolean isTraced() {
          return false;
        }

        @Override
        public void trace(TraceEvent event) {}
      };

  /** By one probe of the merged directory, telling {@code listener}. */
  static Probe indexed(TraceListener listener) {
    return new Probe() {
      @Override
      public Inode child(Spine way, String name) throws IOException {
        String path = way.pathOf(name);
        listener.on(new TraceEvent.Probe(path, TraceEvent.INDEX));
        Inode found = way.top().children().get(name);
        listener.on(
            found == null ? new TraceEvent.Miss(path) : new TraceEvent.Hit(path, found.layer()));
        return found;
      }

      @Override
      public boolean isTraced() {
        return true;
      }

      @Override
      public void trace(TraceEvent event) {
        listener.on(event);
      }
    };
  }

  /** As {@code probe}, but at the names of a lower file that was copied up, the copy. */
  static Probe through(LinkIndex index, Probe probe) {
    return new Probe() {
      @Override
      public Inode child(Spine way, String name) throws IOException {
        Inode found = probe.child(way, name);
        return found == null ? null : index.shown(found);
      }

      @Override
      public boolean isTraced() {
        return probe.isTraced();
      }

      @Override
      public void trace(TraceEvent event) {
        probe.trace(event);
      }
    };
  }
}
