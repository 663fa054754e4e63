package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.PathName;
import java.nio.file.ClosedFileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One path resolved through the filesystems that are mounted in each other (path_resolution(7)),
 * name by name, with the rights of one caller. Used once, by one thread.
 */
final class MountWalk {
  /** {@code MAXSYMLINKS} of the kernel. */
  private static final int MAX_LINKS = 40;

  /** How far a path is resolved. */
  enum End {
    /** All of it; a symbolic link at the end is followed. */
    FOLLOW,
    /** The same, where a file is made if nothing is there ({@code O_CREAT}). */
    MAKE,
    /** All of it; a symbolic link at the end is what is meant. */
    NOFOLLOW,
    /** But for the last name: what is to be made, removed or moved. */
    PARENT;

    static End of(Follow follow) {
      return follow == Follow.FOLLOW ? FOLLOW : NOFOLLOW;
    }
  }

  /** How far the way has come in one filesystem; {@code below} is where that is mounted. */
  private static final class Leg {
    final MountPoint point;

    /** The open directory at which it begins, or null for the root. */
    final OpenFile start;

    final List<String> names = new ArrayList<>();
    final Leg below;

    Leg(MountPoint point, OpenFile start, Leg below) {
      this.point = point;
      this.start = start;
      this.below = below;
    }

    /** The way to the directory reached, or to {@code name} in it. */
    PathName to(String name) {
      boolean isStart = start != null && names.isEmpty() && name == null;
      String[] way = names.toArray(new String[names.size() + (name == null ? 0 : 1)]);
      if (name != null) {
        way[way.length - 1] = name;
      }
      if (start == null) {
        return PathName.ofNames(way);
      }
      return (isStart ? PathName.relative(".") : PathName.relative(way)).at(start);
    }
  }

  private final MountPoint outermost;
  private final UnionFileSystem user;
  private final Caller caller;
  private final Deque<String> pending = new ArrayDeque<>();
  private Leg at;
  private int links;
  private boolean crossed;

  /** Whether a link that was followed at the end ends with a slash. */
  private boolean slash;

  /**
   * @param user the view in whose name the path is used; null where no attributes are asked for
   * @param begin where a relative path begins
   * @param start the open directory at which it begins, or null for the root of {@code begin}
   */
  MountWalk(
      MountPoint outermost, UnionFileSystem user, Caller caller, MountPoint begin, OpenFile start) {
    this.outermost = outermost;
    this.user = user;
    this.caller = caller;
    this.at = new Leg(begin, start, null);
  }

  /**
   * Where {@code names} lead.
   *
   * @param whole the same path as it was given: what crosses no mount is left to the engine
   */
  Place resolve(List<String> names, PathName whole, End end) {
    MountPoint begin = at.point;
    names.forEach(pending::add);
    Place place;
    try {
      place = walk(end);
    } catch (ErrnoException e) {
      place = Place.failed(user, caller, at.point, e.errno());
    }
    return crossed ? place : place.insteadAt(begin, whole);
  }

  private Place walk(End end) throws ErrnoException {
    while (!pending.isEmpty()) {
      String name = pending.pop();
      boolean isLast = pending.isEmpty();
      if (isLast && end == End.PARENT) {
        return place(name);
      }
      if (name.equals(".") || name.equals("..")) {
        found(at.to("."));
        if (name.equals("..")) {
          up();
        }
        continue;
      }
      if (isLast && slash && end == End.MAKE) {
        throw new ErrnoException(Errno.EISDIR);
      }
      Lookup found = engine().lookup(caller, at.to(name), Follow.NOFOLLOW);
      if (found instanceof Errno errno) {
        if (isLast) {
          return place(name); // The engine says what that means to what is done.
        }
        throw new ErrnoException(errno);
      }
      Inode inode = (Inode) found;
      if (inode.type() == FileType.DIRECTORY) {
        at.names.add(name);
        down(inode.ino());
      } else if (inode.type() == FileType.SYMLINK && !(isLast && end == End.NOFOLLOW && !slash)) {
        follow(name, isLast);
      } else if (isLast) {
        return place(name);
      } else {
        throw new ErrnoException(Errno.ENOTDIR);
      }
    }
    return place(null);
  }

  private Place place(String name) {
    PathName path = slash && name != null ? directory(name) : at.to(name);
    return Place.found(user, caller, at.point, path, at.to(null));
  }

  /** As {@link Leg#to}, with a slash at the end. */
  private PathName directory(String name) {
    String way = String.join("/", at.names) + (at.names.isEmpty() ? "" : "/") + name + "/";
    return at.start == null ? PathName.parse("/" + way) : PathName.parse(way).at(at.start);
  }

  private Mount engine() {
    Mount engine = at.point.mounted.engine();
    if (engine == null) {
      throw new ClosedFileSystemException();
    }
    return engine;
  }

  private Inode found(PathName path) throws ErrnoException {
    Lookup found = engine().lookup(caller, path, Follow.NOFOLLOW);
    if (found instanceof Errno errno) {
      throw new ErrnoException(errno);
    }
    return (Inode) found;
  }

  /** Onto what is mounted on the directory reached, and on that. */
  private void down(long ino) {
    for (MountPoint next = at.point.on(ino); next != null; next = next.on(next.root)) {
      at = new Leg(next, null, at);
      crossed = true;
    }
  }

  /** To the parent of the directory reached; from a mounted root, of the directory it covers. */
  private void up() throws ErrnoException {
    while (true) {
      int depth = at.names.size();
      if (depth > 0 && !at.names.get(depth - 1).equals("..")) {
        at.names.remove(depth - 1);
        return;
      }
      if (at.start != null
          && (at.point.parent == null || found(at.to(null)).ino() != at.point.root)) {
        at.names.add("..");
        return;
      }
      if (at.point.parent == null) {
        return; // The root is its own parent.
      }
      at = at.below != null ? at.below : new Leg(at.point.parent, at.point.covered, null);
      crossed = true;
    }
  }

  private void follow(String link, boolean isLast) throws ErrnoException {
    if (++links > MAX_LINKS) {
      throw new ErrnoException(Errno.ELOOP);
    }
    String target = engine().readlink(caller, at.to(link));
    if (PathSyntax.isAbsolute(target)) {
      crossed |= at.point != outermost;
      at = new Leg(outermost, null, null);
    }
    slash |= isLast && target.endsWith("/");
    String[] names = PathSyntax.split(target);
    for (int i = names.length - 1; i >= 0; i--) {
      pending.push(names[i]);
    }
  }
}
