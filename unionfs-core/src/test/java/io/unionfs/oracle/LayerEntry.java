package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import java.util.Map;
import java.util.TreeMap;

/** One entry of a lower layer. Paths are relative to the layer's root, which is the empty path. */
public sealed interface LayerEntry {
  String path();

  /**
   * Metadata of an inode. The mode of a symlink is ignored.
   *
   * @param xattrs by full name; overlay's own marks are entries, not xattrs
   */
  record Meta(Mode mode, int uid, int gid, Stamp atime, Stamp mtime, Map<String, Content> xattrs) {
    public static Meta of(int mode) {
      return new Meta(new Mode(mode), 0, 0, new Stamp(100, 0), new Stamp(200, 0), new TreeMap<>());
    }
  }

  record Directory(String path, Meta meta) implements LayerEntry {}

  /** A directory that hides what lies below it. */
  record OpaqueDirectory(String path, Meta meta) implements LayerEntry {}

  record RegularFile(String path, Content data, Meta meta) implements LayerEntry {}

  record SymbolicLink(String path, String target, Meta meta) implements LayerEntry {}

  /** Another name for an earlier entry of the same layer. */
  record HardLink(String path, String existing) implements LayerEntry {}

  /** A fifo, socket or device. */
  record Special(String path, Op.Node node, int major, int minor, Meta meta)
      implements LayerEntry {}

  record Whiteout(String path) implements LayerEntry {}

  /** The directory that holds this entry; the root's is null. */
  default String parent() {
    int slash = path().lastIndexOf('/');
    return path().isEmpty() ? null : slash < 0 ? "" : path().substring(0, slash);
  }

  /** Whether other entries may lie inside. */
  default boolean isDirectory() {
    return this instanceof Directory || this instanceof OpaqueDirectory;
  }
}
