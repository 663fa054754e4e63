package io.unionfs.overlay;

import java.io.IOException;

/**
 * The lookup of paths that are names only: one hash probe each, and nothing allocated. Whatever
 * needs more thought (links, dots, errors on the way) is left to {@link Walk}.
 */
final class FastLookup {
  private FastLookup() {}

  /** What is at {@code path}, or null when a {@link Walk} must tell. */
  static Lookup find(Directory root, Caller caller, PathName path, Follow follow) {
    Directory directory = root;
    if (path.isTooLong()) {
      return null;
    }
    int last = path.length() - 1;
    if (last < 0) {
      return path.isAbsolute() ? root : null;
    }
    boolean isRoot = caller.isRoot();
    try {
      for (int i = 0; i < last; i++) {
        if (!isRoot && !Permission.maySearch(directory, caller)) {
          return null;
        }
        if (!(directory.children().get(path, i) instanceof Directory next)) {
          return null;
        }
        directory = next;
      }
      if (!isRoot && !Permission.maySearch(directory, caller)) {
        return null;
      }
      Inode found = directory.children().get(path, last);
      path.wasLookedUp();
      if (found == null) {
        String name = path.name(last);
        return name.equals(".") || name.equals("..") ? null : Walk.missing(name);
      }
      if (found instanceof LeafInode leaf
          && ((follow == Follow.FOLLOW && leaf.target() != null)
              || leaf instanceof UnreachableInode)) {
        return null;
      }
      return found;
    } catch (IOException e) {
      return ErrnoException.of(e).errno();
    }
  }
}
