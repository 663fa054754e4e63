package io.unionfs.cli.stack;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Tone;
import io.unionfs.cli.shell.EventText;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.trace.TraceEvent;

/** Something that the engine told. */
sealed interface Told {
  /** An event. */
  record Event(TraceEvent event) implements Told {}

  /** Bytes that were written to files of the writable layer, in one call or several. */
  record Wrote(long bytes) implements Told {}

  /** Whether nothing was changed by it. */
  default boolean isLookup() {
    return this instanceof Event told && EventText.isLookup(told.event());
  }

  /** Its line, without colours. */
  default String line(LabelledMount mount) {
    return this instanceof Event told
        ? EventText.of(told.event(), mount)
        : EventText.written(((Wrote) this).bytes());
  }

  /** Its line. */
  default String line(LabelledMount mount, Ink ink) {
    return ink.of(tone(), line(mount));
  }

  private Tone tone() {
    if (!(this instanceof Event told)) {
      return Tone.WRITTEN;
    }
    if (told.event() instanceof TraceEvent.Hit) {
      return Tone.FOUND;
    }
    if (told.event() instanceof TraceEvent.HiddenByWhiteout
        || told.event() instanceof TraceEvent.HiddenByOpaque
        || told.event() instanceof TraceEvent.Miss
        || told.event() instanceof TraceEvent.WhiteoutWritten
        || told.event() instanceof TraceEvent.OpaqueWritten
        || told.event() instanceof TraceEvent.Removed) {
      return Tone.HIDING;
    }
    return isLookup() ? Tone.ASKED : Tone.WRITTEN;
  }
}
