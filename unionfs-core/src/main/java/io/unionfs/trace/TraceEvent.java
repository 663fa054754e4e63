package io.unionfs.trace;

/** What the engine did. Paths are absolute inside the mount. */
public sealed interface TraceEvent {

  /**
   * The layer number of the writable layer in events; lower layers count from 0, the bottom, up.
   */
  int UPPER = -1;

  /** The layer number in events when the merged index, not a layer, was asked. */
  int INDEX = -2;

  /** A name was looked for in one layer, or in the merged index. */
  record Probe(String path, int layer) implements TraceEvent {}

  /** The probe found a file; {@code layer} provides it. */
  record Hit(String path, int layer) implements TraceEvent {}

  /** No layer shows the name. */
  record Miss(String path) implements TraceEvent {}

  /** A whiteout in {@code layer} hides the name: the layers below it are not asked. */
  record HiddenByWhiteout(String path, int layer) implements TraceEvent {}

  /** A directory in {@code layer} is opaque: the layers below it are not asked. */
  record HiddenByOpaque(String path, int layer) implements TraceEvent {}

  /** A symbolic link on the way was followed. */
  record Followed(String path, String target) implements TraceEvent {}

  /**
   * A file or directory was copied into the writable layer; a file whose attributes came first, and
   * its data later, is told twice.
   */
  record CopiedUp(String path, int fromLayer, long bytes) implements TraceEvent {}

  /** Something new was made in the writable layer. */
  record Created(String path) implements TraceEvent {}

  /** A whiteout was written in the writable layer. */
  record WhiteoutWritten(String path) implements TraceEvent {}

  /** A directory of the writable layer was made opaque. */
  record OpaqueWritten(String path) implements TraceEvent {}

  /** A name of the writable layer was removed. */
  record Removed(String path) implements TraceEvent {}

  /** A name of the writable layer was moved. */
  record Moved(String from, String to) implements TraceEvent {}
}
