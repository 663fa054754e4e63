package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The filesystems that are mounted in one. Immutable once it is made. */
final class MountTable {
  /** What is to be mounted where. */
  record Planned(String path, UnionFileSystem mounted, MountAccess access) {
    Planned {
      if (!path.startsWith("/") || PathSyntax.split(path).length == 0) {
        throw new IllegalArgumentException(
            "\"" + path + "\" is no absolute path of a directory other than the root");
      }
    }
  }

  private final MountPoint outermost;
  private final List<MountPoint> points = new ArrayList<>();

  private MountTable(SharedMount mount) {
    this.outermost = new MountPoint(mount);
  }

  /**
   * Mounts {@code planned} in {@code mount}, one after the other.
   *
   * @return null for none
   * @throws NoSuchFileException if there is no directory at a path
   * @throws FileSystemException if it is no directory
   */
  static MountTable of(SharedMount mount, List<Planned> planned) throws IOException {
    if (planned.isEmpty()) {
      return null;
    }
    MountTable table = new MountTable(mount);
    boolean complete = false;
    try {
      for (Planned next : planned) {
        table.mount(next);
      }
      complete = true;
      return table;
    } finally {
      if (!complete) {
        table.release();
      }
    }
  }

  private void mount(Planned next) throws IOException {
    PathSyntax.check(next.path());
    next.mounted().mount(); // It must be open.
    Place place =
        resolve(
            null,
            Caller.ROOT,
            List.of(PathSyntax.split(next.path())),
            PathName.parse(next.path()),
            MountWalk.End.FOLLOW);
    Lookup found = place.lookup(Follow.FOLLOW);
    if (found instanceof Errno errno) {
      throw errno == Errno.ENOENT
          ? new NoSuchFileException(
              next.path(), null, "there is nothing to mount on: make the directory first")
          : new FileSystemException(next.path(), null, errno.text());
    }
    if (((Inode) found).type() != FileType.DIRECTORY) {
      throw new FileSystemException(
          next.path(), null, "is not a directory: nothing can be mounted on it");
    }
    try {
      OpenFile covered = place.open(Set.of(OpenFlag.PATH, OpenFlag.DIRECTORY), 0);
      points.add(place.point(outermost).mount(covered, next.mounted(), next.access(), next.path()));
    } catch (ErrnoException e) {
      throw new FileSystemException(next.path(), null, e.errno().text());
    }
  }

  MountPoint outermost() {
    return outermost;
  }

  /** Where a path that begins at the root leads. */
  Place resolve(
      UnionFileSystem user, Caller caller, List<String> names, PathName whole, MountWalk.End end) {
    return new MountWalk(outermost, user, caller, outermost, null).resolve(names, whole, end);
  }

  /** The stores of what is mounted. */
  List<FileStore> stores() {
    return points.stream().map(MountPoint::store).toList();
  }

  /** What is open of each of them. */
  List<OpenFiles> openFiles() {
    return points.stream().map(point -> point.mounted.openFiles).distinct().toList();
  }

  void release() {
    outermost.release();
  }
}
