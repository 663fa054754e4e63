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
   * @param xattrs by the name that a mount shows; overlay's own marks are entries, not xattrs
   */
  record Meta(Mode mode, int uid, int gid, Stamp atime, Stamp mtime, Map<String, Content> xattrs) {
    public static Meta of(int mode) {
      return new Meta(new Mode(mode), 0, 0, new Stamp(100, 0), new Stamp(200, 0), new TreeMap<>());
    }
  }

  record Directory(String path, Meta meta) implements LayerEntry {}

  /** A directory that hides what lies below it. */
  record OpaqueDirectory(String path, Meta meta) implements LayerEntry {}

  /**
   * A directory that merges with another one below than its own name says.
   *
   * @param redirect a name beside it, or a path from the root of the layers below
   */
  record RedirectDirectory(String path, String redirect, Meta meta) implements LayerEntry {}

  record RegularFile(String path, Content data, Meta meta) implements LayerEntry {}

  /**
   * A file whose data is in a layer below.
   *
   * @param redirect as for a directory, or empty when the data is at the file's own name
   */
  record MetacopyFile(String path, long size, String redirect, Meta meta) implements LayerEntry {}

  record SymbolicLink(String path, String target, Meta meta) implements LayerEntry {}

  /** Another name for an earlier entry of the same layer. */
  record HardLink(String path, String existing) implements LayerEntry {}

  /** A fifo, socket or device. */
  record Special(String path, Op.Node node, int major, int minor, Meta meta)
      implements LayerEntry {}

  record Whiteout(String path) implements LayerEntry {}

  /** A whiteout that is stored as an empty file with an xattr. */
  record XattrWhiteout(String path) implements LayerEntry {}

  /** The directory that holds this entry; the root's is null. */
  default String parent() {
    int slash = path().lastIndexOf('/');
    return path().isEmpty() ? null : slash < 0 ? "" : path().substring(0, slash);
  }

  /** Whether other entries may lie inside. */
  default boolean isDirectory() {
    return this instanceof Directory
        || this instanceof OpaqueDirectory
        || this instanceof RedirectDirectory;
  }

  default boolean isWhiteout() {
    return this instanceof Whiteout || this instanceof XattrWhiteout;
  }

  /** Whether what it shows is looked for elsewhere. */
  default boolean leads() {
    return this instanceof RedirectDirectory || this instanceof MetacopyFile;
  }

  /** Null for what has no inode of its own. */
  default Meta ownMeta() {
    if (this instanceof Directory d) {
      return d.meta();
    }
    if (this instanceof OpaqueDirectory d) {
      return d.meta();
    }
    if (this instanceof RedirectDirectory d) {
      return d.meta();
    }
    if (this instanceof RegularFile f) {
      return f.meta();
    }
    if (this instanceof MetacopyFile f) {
      return f.meta();
    }
    if (this instanceof SymbolicLink l) {
      return l.meta();
    }
    return this instanceof Special s ? s.meta() : null;
  }
}
