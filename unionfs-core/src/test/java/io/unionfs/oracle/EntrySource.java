package io.unionfs.oracle;

import io.unionfs.oracle.Op.Follow;
import java.util.ArrayList;
import java.util.List;

/** Where an entry of a mount comes from. */
public enum EntrySource {
  UPPER,
  LOWER,
  /** A directory in the upper and below, or in several lowers. */
  MERGED,
  /** Something lies below, but a whiteout or an opaque directory hides it. */
  HIDDEN,
  ABSENT,
  /** The path goes through a symlink or dots, which are not followed here. */
  INDIRECT,
  /** The operation has no path. */
  NONE;

  /**
   * Looks a path up in the layers as the mount does, following neither symlinks nor redirects.
   *
   * @param layers roots of the layers, the top first, relative to the working directory
   */
  static EntrySource find(Linux linux, List<String> layers, MountOptions options, String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (name.equals(".") || name.equals("..")) {
        return INDIRECT;
      }
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    Level level = new Level(layers, List.of(), null);
    for (String name : names) {
      if (level.leaf != null) {
        Linux.Status leaf = linux.stat(level.leaf, Follow.NOFOLLOW);
        return leaf.kind() == FileKind.SYMLINK ? INDIRECT : ABSENT;
      }
      level = level.descend(linux, options.markPrefix(), name);
    }
    return level.source();
  }

  /**
   * What all layers have under one path.
   *
   * @param merged directories that show, the top first
   * @param hidden what lies below a whiteout or an opaque directory
   * @param leaf what is no directory and shows, or null
   */
  private record Level(List<String> merged, List<String> hidden, String leaf) {
    Level descend(Linux linux, String marks, String name) {
      List<String> nextMerged = new ArrayList<>();
      List<String> nextHidden = new ArrayList<>();
      String nextLeaf = null;
      boolean closed = false;
      for (String directory : merged) {
        String at = directory + "/" + name;
        Linux.Status status = linux.stat(at, Follow.NOFOLLOW);
        if (status == null) {
          continue;
        }
        if (isWhiteout(linux, marks, at, status)) {
          closed = true;
        } else if (closed) {
          nextHidden.add(at);
        } else if (status.kind() == FileKind.DIRECTORY) {
          nextMerged.add(at);
          int length = linux.getxattr(at, marks + "opaque", Follow.NOFOLLOW);
          closed = length == 1 && linux.data(1)[0] == 'y';
        } else {
          nextLeaf = nextMerged.isEmpty() ? at : null;
          break;
        }
      }
      for (String directory : hidden) {
        String at = directory + "/" + name;
        Linux.Status status = linux.stat(at, Follow.NOFOLLOW);
        if (status != null && !isWhiteout(linux, marks, at, status)) {
          nextHidden.add(at);
        }
      }
      return new Level(nextMerged, nextHidden, nextLeaf);
    }

    private static boolean isWhiteout(Linux linux, String marks, String at, Linux.Status status) {
      return status.isWhiteoutDevice()
          || (status.kind() == FileKind.FILE
              && status.size() == 0
              && linux.getxattr(at, marks + "whiteout", Follow.NOFOLLOW) >= 0);
    }

    EntrySource source() {
      if (merged.size() > 1) {
        return MERGED;
      }
      String top = leaf != null ? leaf : merged.isEmpty() ? null : merged.get(0);
      if (top != null) {
        return top.startsWith(KernelMount.UPPER) ? UPPER : LOWER;
      }
      return hidden.isEmpty() ? ABSENT : HIDDEN;
    }
  }
}
