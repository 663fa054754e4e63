package io.unionfs.oracle.facts;

import io.unionfs.oracle.Content;
import io.unionfs.oracle.LayerEntry;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerSpec;
import io.unionfs.oracle.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Words for layers: each entry brings the directories above it with it. */
final class Given {
  private static final int DIRECTORY = 0755;
  private static final int FILE = 0644;

  private Given() {}

  static LayerSpec lower(LayerEntry... entries) {
    List<LayerEntry> all = new ArrayList<>();
    Set<String> placed = new HashSet<>(Set.of(""));
    for (LayerEntry entry : entries) {
      String path = entry.path();
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        if (placed.add(path.substring(0, at))) {
          all.add(directory(path.substring(0, at)));
        }
      }
      placed.add(path);
      all.add(entry);
    }
    return new LayerSpec(all);
  }

  static LayerEntry directory(String path) {
    return directory(path, meta(DIRECTORY));
  }

  static LayerEntry directory(String path, Meta meta) {
    return new LayerEntry.Directory(path, meta);
  }

  static LayerEntry opaque(String path) {
    return new LayerEntry.OpaqueDirectory(path, meta(DIRECTORY));
  }

  static LayerEntry file(String path, String data) {
    return file(path, data, meta(FILE));
  }

  static LayerEntry file(String path, String data, Meta meta) {
    return new LayerEntry.RegularFile(path, Content.of(data), meta);
  }

  /** A file of so many bytes. */
  static LayerEntry large(String path, int size) {
    return new LayerEntry.RegularFile(path, Content.fill(size, 1), meta(FILE));
  }

  static LayerEntry symlink(String path, String target) {
    return new LayerEntry.SymbolicLink(path, target, meta(0777));
  }

  static LayerEntry hardLink(String path, String existing) {
    return new LayerEntry.HardLink(path, existing);
  }

  static LayerEntry whiteout(String path) {
    return new LayerEntry.Whiteout(path);
  }

  static LayerEntry special(String path, Op.Node node, int major, int minor) {
    return new LayerEntry.Special(path, node, major, minor, meta(FILE));
  }

  static Meta meta(int mode) {
    return Meta.of(mode);
  }

  static Meta owned(Meta meta, int uid, int gid) {
    return new Meta(meta.mode(), uid, gid, meta.atime(), meta.mtime(), meta.xattrs());
  }

  static Meta with(Meta meta, String xattr, String value) {
    Map<String, Content> xattrs = new TreeMap<>(meta.xattrs());
    xattrs.put(xattr, Content.of(value));
    return new Meta(meta.mode(), meta.uid(), meta.gid(), meta.atime(), meta.mtime(), xattrs);
  }
}
