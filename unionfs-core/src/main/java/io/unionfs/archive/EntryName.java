package io.unionfs.archive;

import io.unionfs.layer.LayerException;
import io.unionfs.layer.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * A tar entry's name, read as layers use names: normalised, and told apart by its {@code .wh.}
 * prefix. {@code ..} is kept; whoever applies the entry judges it.
 *
 * @param kind what the name stands for
 * @param path for a whiteout the path it hides, for an opaque mark its directory, else the name
 */
record EntryName(Kind kind, String path) {
  static final String WHITEOUT = ".wh.";
  static final String OPAQUE = ".wh..wh..opq";
  private static final String AUFS = ".wh..wh.";
  private static final String AUFS_LINKS = ".wh..wh.plnk";

  /** What a name stands for. */
  enum Kind {
    PLAIN,
    WHITEOUT,
    OPAQUE_MARK,
    /** A name that AUFS keeps for itself. */
    AUFS,
    /** A file that AUFS keeps because several names share it. */
    AUFS_LINKED
  }

  /**
   * Reads a name.
   *
   * @throws LayerException if no file can have it, or it is a malformed whiteout
   */
  static EntryName of(String layer, String name) throws LayerException {
    List<String> parts = components(layer, name);
    if (isTooLong(String.join("/", parts))) {
      throw LayerException.of(
          layer, name, "has a path of more than " + Limits.PATH_BYTES + " bytes");
    }
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      boolean last = i == parts.size() - 1;
      if (part.startsWith(AUFS) && !(last && part.equals(OPAQUE))) {
        boolean linked = part.equals(AUFS_LINKS) && i == 0 && parts.size() == 2;
        return new EntryName(linked ? Kind.AUFS_LINKED : Kind.AUFS, String.join("/", parts));
      }
      if (part.startsWith(WHITEOUT) && !last) {
        throw LayerException.of(layer, name, "lies below the whiteout \"" + part + "\"");
      }
    }
    String base = parts.isEmpty() ? "" : parts.get(parts.size() - 1);
    if (!base.startsWith(WHITEOUT)) {
      return new EntryName(Kind.PLAIN, String.join("/", parts));
    }
    String parent = String.join("/", parts.subList(0, parts.size() - 1));
    if (base.equals(OPAQUE)) {
      return new EntryName(Kind.OPAQUE_MARK, parent);
    }
    String hidden = base.substring(WHITEOUT.length());
    if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
      throw LayerException.of(layer, name, "is a whiteout that names no file");
    }
    return new EntryName(Kind.WHITEOUT, parent.isEmpty() ? hidden : parent + "/" + hidden);
  }

  /** Whether {@code path} is longer than Linux takes a path. */
  static boolean isTooLong(String path) {
    return path.length() > Limits.PATH_BYTES || Names.byteLength(path) > Limits.PATH_BYTES;
  }

  private static List<String> components(String layer, String name) throws LayerException {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/")) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      // A whiteout is the name of no file: that what it hides fits is enough [umoci, buildah].
      int prefix = part.startsWith(WHITEOUT) ? WHITEOUT.length() : 0;
      if (Names.byteLength(part) - prefix > Names.MAX_BYTES) {
        throw LayerException.of(
            layer, name, "has a name of more than " + Names.MAX_BYTES + " bytes");
      }
      parts.add(part);
    }
    return parts;
  }
}
