package io.unionfs.cli.shell;

import io.unionfs.layer.Names;
import io.unionfs.trace.TraceEvent;

/** What the engine did, in words. */
public final class EventText {
  private EventText() {}

  public static String of(TraceEvent event, LabelledMount container) {
    if (event instanceof TraceEvent.Probe probe) {
      return line("probe", probe.path(), where(probe.layer()));
    }
    if (event instanceof TraceEvent.Hit hit) {
      return line("hit", hit.path(), where(hit.layer()));
    }
    if (event instanceof TraceEvent.Miss miss) {
      return line("miss", miss.path(), "in no layer");
    }
    if (event instanceof TraceEvent.HiddenByWhiteout hidden) {
      return line("whiteout", hidden.path(), where(hidden.layer()) + ": hidden");
    }
    if (event instanceof TraceEvent.HiddenByOpaque hidden) {
      return line("opaque", hidden.path(), where(hidden.layer()) + ": no deeper");
    }
    if (event instanceof TraceEvent.Followed followed) {
      return line("follow", followed.path(), "-> " + Names.display(followed.target()));
    }
    if (event instanceof TraceEvent.CopiedUp copied) {
      return line(
          "copy-up", copied.path(), bytes(copied.bytes()) + " from " + where(copied.fromLayer()));
    }
    if (event instanceof TraceEvent.Created created) {
      return line("create", created.path(), "");
    }
    if (event instanceof TraceEvent.WhiteoutWritten written) {
      return line("whiteout", written.path(), "written");
    }
    if (event instanceof TraceEvent.OpaqueWritten written) {
      return line("opaque", written.path(), "marked");
    }
    if (event instanceof TraceEvent.Removed removed) {
      return line("remove", removed.path(), "");
    }
    TraceEvent.Moved moved = (TraceEvent.Moved) event;
    return line("move", moved.from(), "-> " + Names.display(moved.to()));
  }

  /** That a program wrote to files of the writable layer, in words. */
  public static String written(long bytes) {
    return line("write", "", bytes(bytes));
  }

  private static String bytes(long bytes) {
    return bytes + (bytes == 1 ? " byte" : " bytes");
  }

  /** What holds the layer of an event, in words. */
  public static String where(int layer) {
    if (layer == TraceEvent.INDEX) {
      return "merged index";
    }
    return layer == TraceEvent.UPPER ? "writable layer" : "layer " + layer;
  }

  /** Whether the event is of looking something up, and changes nothing. */
  public static boolean isLookup(TraceEvent event) {
    return event instanceof TraceEvent.Probe
        || event instanceof TraceEvent.Hit
        || event instanceof TraceEvent.Miss
        || event instanceof TraceEvent.Followed
        || event instanceof TraceEvent.HiddenByWhiteout
        || event instanceof TraceEvent.HiddenByOpaque;
  }

  private static String line(String what, String path, String detail) {
    return String.format("  %-8s  %-28s  %s", what, Names.display(path), detail).stripTrailing();
  }
}
