package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The real path of a file: absolute, without {@code .}, {@code ..} and symbolic links. */
final class RealPath {
  /** What glibc's realpath(3) allows. */
  private static final int MAX_LINKS = 40;

  private RealPath() {}

  static UnionPath of(UnionPath path, Follow follow) throws IOException {
    return follow == Follow.FOLLOW ? following(path) : notFollowing(path);
  }

  /** As realpath(3) goes: name by name. */
  private static UnionPath following(UnionPath path) throws IOException {
    UnionFileSystem fileSystem = path.getFileSystem();
    Deque<String> pending = new ArrayDeque<>(path.toAbsolutePath().names());
    List<String> real = new ArrayList<>();
    int links = 0;
    while (!pending.isEmpty()) {
      String name = pending.pop();
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        up(real);
        continue;
      }
      real.add(name);
      Place reached = Place.of(UnionPath.absolute(fileSystem, real), Follow.NOFOLLOW);
      Lookup found = reached.lookup(Follow.NOFOLLOW);
      if (found instanceof Errno errno) {
        throw Errors.of(errno, path);
      }
      FileType type = ((Inode) found).type();
      if (type == FileType.SYMLINK) {
        if (++links > MAX_LINKS) {
          throw Errors.of(Errno.ELOOP, path);
        }
        String target = target(path, reached);
        if (PathSyntax.isAbsolute(target)) {
          real.clear();
        } else {
          up(real);
        }
        if (target.endsWith("/")) {
          pending.push("."); // what the link leads to must be a directory
        }
        String[] names = PathSyntax.split(target);
        for (int i = names.length - 1; i >= 0; i--) {
          pending.push(names[i]);
        }
      } else if (type != FileType.DIRECTORY && !pending.isEmpty()) {
        throw Errors.of(Errno.ENOTDIR, path);
      }
    }
    return UnionPath.absolute(fileSystem, real);
  }

  private static void up(List<String> names) {
    if (!names.isEmpty()) {
      names.remove(names.size() - 1);
    }
  }

  private static String target(UnionPath path, Place link) throws IOException {
    try {
      return link.readlink();
    } catch (ErrnoException e) {
      throw Errors.of(e, path);
    }
  }

  /** Keeps links, and {@code ..} where it might come from a link. */
  private static UnionPath notFollowing(UnionPath path) throws IOException {
    UnionFileSystem fileSystem = path.getFileSystem();
    UnionPath real = UnionPath.root(fileSystem);
    boolean upBefore = false;
    for (String name : path.toAbsolutePath().names()) {
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        FileType type = fileSystem.stat(real, Follow.NOFOLLOW).type();
        if (type != FileType.SYMLINK && !upBefore) {
          UnionPath parent = real.getParent();
          real = parent == null ? real : parent;
          continue;
        }
        upBefore = true;
      } else {
        upBefore = false;
      }
      real = real.child(name);
    }
    fileSystem.stat(real, Follow.NOFOLLOW);
    return real;
  }
}
