package io.unionfs.overlay;

import io.unionfs.layer.Names;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;

/**
 * One path resolved, as path_resolution(7) says: names one by one, {@code .} and {@code ..},
 * symbolic links, at most 40 of them. All of it on one root, so that no change is seen half. Used
 * once, by one thread.
 */
final class Walk {
  /** {@code MAXSYMLINKS} of the kernel. */
  private static final int MAX_LINKS = 40;

  /** What the last component of a path is. */
  enum Last {
    /** A name. */
    NAME,
    /** {@code .} */
    DOT,
    /** {@code ..} */
    DOT_DOT,
    /** Nothing: the path is the root. */
    ROOT
  }

  private final Probe probe;
  private final Caller caller;
  private final Spine spine;

  /**
   * The components of links' targets that are to be taken before the path goes on, the next one
   * last; null until there is a link.
   */
  private ArrayList<String> pending;

  private int links;
  private Last last = Last.ROOT;
  private String lastName;
  private PathName.Ending ending = PathName.Ending.PLAIN;
  private boolean lastIsMissing;

  /** The open directory at which the path begins, or null. */
  private OpenDirectories.Handle startedAt;

  /** Whether that directory was neither in the tree nor removed. */
  private boolean startedInMotion;

  Walk(Directory root, Caller caller, Probe probe) {
    this.spine = new Spine(root);
    this.caller = caller;
    this.probe = probe;
  }

  /** The way to the last component's parent; after {@link #toEnd} too. */
  Spine spine() {
    return spine;
  }

  /** The open directory that {@link #spine} is detached at; null when it is not detached. */
  OpenDirectories.Handle detachedAt() {
    return spine.isDetached() ? startedAt : null;
  }

  /**
   * Whether the path began at a directory that was being moved, or removed, at that moment: neither
   * the old tree nor the new one.
   */
  boolean startedInMotion() {
    return startedInMotion;
  }

  Last last() {
    return last;
  }

  /** The last component, when it is a name. */
  String lastName() {
    return lastName;
  }

  PathName.Ending ending() {
    return ending;
  }

  /** Goes to the parent of the last component. Returns null, or why not. */
  Errno toParent(PathName path) {
    if (path.isEmpty()) {
      return Errno.ENOENT;
    }
    if (path.isTooLong()) {
      return Errno.ENAMETOOLONG;
    }
    spine.toRoot();
    if (path.start() != null) {
      Errno failed = toStart(path.start());
      if (failed != null) {
        return failed;
      }
    }
    return follow(path);
  }

  private Errno toStart(OpenFile start) {
    if (start.directory() == null) {
      return Errno.ENOTDIR;
    }
    if (start.isClosed()) {
      return Errno.EBADF;
    }
    try {
      startedAt = start.directory();
      boolean removed = startedAt.isRemoved();
      startedAt.seat(spine);
      startedInMotion = spine.isDetached() && !removed;
      return null;
    } catch (IOException e) {
      return Errno.EIO;
    }
  }

  /** Goes to the parent of the last component, follows links there, and returns what is there. */
  Lookup toEnd(PathName path, Follow follow) {
    Errno failed = toParent(path);
    return failed != null ? failed : end(follow);
  }

  /** After {@link #end} failed: whether just the last name is missing, so that it could be made. */
  boolean isLastMissing() {
    return lastIsMissing;
  }

  /** Having gone to the parent, what the last component is. */
  Lookup end(Follow follow) {
    return end(follow, null);
  }

  /**
   * @param slash the answer when a name, the path's or a followed link's, ends with a slash; null
   *     to ask for a directory there
   */
  Lookup end(Follow follow, Errno slash) {
    while (true) {
      if (slash != null && last == Last.NAME && ending == PathName.Ending.SLASH) {
        return slash;
      }
      switch (last) {
        case ROOT, DOT -> {
          return spine.top();
        }
        case DOT_DOT -> {
          spine.pop();
          last = Last.DOT;
          return spine.top();
        }
        case NAME -> {
          // Handled below: it alone can go on.
        }
      }
      Lookup found = child(lastName);
      if (!(found instanceof Inode inode)) {
        lastIsMissing = found == Errno.ENOENT;
        return found;
      }
      boolean mustBeDirectory = ending == PathName.Ending.SLASH;
      if (inode instanceof LeafInode leaf) {
        String target = leaf.target();
        if (target != null && (follow == Follow.FOLLOW || mustBeDirectory)) {
          Errno failed = followLink(lastName, target);
          if (failed != null) {
            return failed;
          }
          continue;
        }
        if (mustBeDirectory) {
          return Errno.ENOTDIR;
        }
      }
      return inode;
    }
  }

  /** The path that was found, without links and dots. */
  PathName location() {
    int depth = spine.depth();
    String[] names = new String[last == Last.NAME ? depth + 1 : depth];
    for (int level = 1; level <= depth; level++) {
      names[level - 1] = spine.name(level);
    }
    if (last == Last.NAME) {
      names[depth] = lastName;
    }
    return PathName.found(names);
  }

  /** What the directory at the end of the way shows at {@code name}, with no leave asked. */
  Lookup child(String name) {
    Inode found;
    try {
      if (!spine.isDetached()) {
        found = probe.child(spine, name);
      } else if (startedInMotion) {
        found = spine.top().children().get(name);
      } else {
        found = null; // Removed: with all that was in it, if it went with a whole tree.
      }
    } catch (IOException e) {
      return ErrnoException.of(e).errno();
    }
    if (found == null) {
      return missing(name);
    }
    return found instanceof UnreachableInode unreachable ? unreachable.errno() : found;
  }

  /** Why {@code name} is not there: a name too long, or impossible, gets its own answer. */
  static Errno missing(String name) {
    if (name.length() * 3 > Names.MAX_BYTES || !Names.isEncodable(name)) {
      if (!Names.isEncodable(name)) {
        return Errno.EILSEQ;
      }
      if (Names.byteLength(name) > Names.MAX_BYTES) {
        return Errno.ENAMETOOLONG;
      }
    }
    return Errno.ENOENT;
  }

  private Errno followLink(String name, String target) {
    if (++links > MAX_LINKS) {
      return Errno.ELOOP;
    }
    if (probe.isTraced()) {
      probe.trace(new TraceEvent.Followed(spine.pathOf(name), target));
    }
    PathName path = PathName.parse(target);
    if (path.isAbsolute()) {
      spine.toRoot();
    }
    PathName.Ending outer = ending;
    Errno failed = follow(path);
    if (outer == PathName.Ending.SLASH) {
      ending = outer;
    }
    return failed;
  }

  /** Takes {@code path}, from where the way has come to, up to its last component. */
  private Errno follow(PathName path) {
    ending = path.ending();
    int before = path.length() - 1;
    for (int i = 0; i < before; i++) {
      Errno failed = step(path.name(i));
      if (failed == null && pending != null) {
        failed = followPending();
      }
      if (failed != null) {
        return failed;
      }
    }
    if (before < 0) {
      last = Last.ROOT;
      lastName = null;
    } else {
      if (!Permission.maySearch(spine.top(), caller)) {
        return Errno.EACCES;
      }
      lastName = path.name(before);
      last =
          switch (lastName) {
            case "." -> Last.DOT;
            case ".." -> Last.DOT_DOT;
            default -> Last.NAME;
          };
    }
    return null;
  }

  /** Takes the targets of the links that were come upon. */
  private Errno followPending() {
    while (!pending.isEmpty()) {
      Errno failed = step(pending.remove(pending.size() - 1));
      if (failed != null) {
        return failed;
      }
    }
    return null;
  }

  /** One component that is not the last. */
  private Errno step(String name) {
    if (!Permission.maySearch(spine.top(), caller)) {
      return Errno.EACCES;
    }
    if (name.equals(".")) {
      return null;
    }
    if (name.equals("..")) {
      spine.pop();
      return null;
    }
    Lookup found = child(name);
    if (found instanceof Errno errno) {
      return errno;
    }
    if (found instanceof Directory directory) {
      spine.push(name, directory);
      return null;
    }
    String target = ((LeafInode) found).target();
    if (target == null) {
      return Errno.ENOTDIR;
    }
    if (++links > MAX_LINKS) {
      return Errno.ELOOP;
    }
    if (probe.isTraced()) {
      probe.trace(new TraceEvent.Followed(spine.pathOf(name), target));
    }
    PathName path = PathName.parse(target);
    if (path.isAbsolute()) {
      spine.toRoot();
    }
    if (pending == null) {
      pending = new ArrayList<>();
    }
    for (int i = path.length() - 1; i >= 0; i--) {
      pending.add(path.name(i));
    }
    return null;
  }
}
