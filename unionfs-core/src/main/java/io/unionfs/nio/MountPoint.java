package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.PathName;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A filesystem where it is mounted: the outermost one, which has no parent, or one on a directory
 * of its parent's. One filesystem mounted twice has two of these, as with mount(8). A directory
 * goes by its inode number, which copy-up and renames keep, so that what is mounted moves with it.
 */
final class MountPoint {
  final SharedMount mounted;

  /** Null for the outermost one. */
  final MountPoint parent;

  /** The directory of the parent's that is covered, held open to know where it is by now. */
  final OpenFile covered;

  final MountAccess access;

  /** The number of the mounted root. */
  final long root;

  private final FileStore store;

  /** What is mounted on directories of this one, by their numbers. Complete before it is used. */
  private final Map<Long, MountPoint> inside = new ConcurrentHashMap<>();

  /** The outermost one. */
  MountPoint(SharedMount mounted) {
    this.mounted = mounted;
    this.parent = null;
    this.covered = null;
    this.access = MountAccess.READ_WRITE;
    this.root = rootOf(mounted);
    this.store = null;
  }

  private MountPoint(
      MountPoint parent,
      OpenFile covered,
      UnionFileSystem fileSystem,
      MountAccess access,
      String path) {
    this.mounted = fileSystem.shared();
    this.parent = parent;
    this.covered = covered;
    this.access = access;
    this.root = rootOf(mounted);
    this.store = new UnionFileStore(fileSystem, path, access);
  }

  private static long rootOf(SharedMount mounted) {
    Mount engine = mounted.engine();
    if (engine != null
        && engine.lookup(Caller.ROOT, PathName.ofNames(), Follow.FOLLOW) instanceof Inode inode) {
      return inode.ino();
    }
    throw new ClosedFileSystemException();
  }

  /** Mounts {@code fileSystem} on the directory that is open as {@code covered} here. */
  MountPoint mount(OpenFile covered, UnionFileSystem fileSystem, MountAccess access, String path) {
    MountPoint point = new MountPoint(this, covered, fileSystem, access, path);
    inside.put(covered.stat().ino(), point);
    return point;
  }

  /** What is mounted on the directory numbered {@code ino}, or null. */
  MountPoint on(long ino) {
    return inside.get(ino);
  }

  /** Whether {@code found} is a directory on which something is mounted. */
  boolean covers(Lookup found) {
    return found instanceof Inode inode
        && inode.type() == FileType.DIRECTORY
        && inside.containsKey(inode.ino());
  }

  boolean isReadOnly() {
    return access == MountAccess.READ_ONLY;
  }

  /** Null for the outermost one, which knows its own. */
  FileStore store() {
    return store;
  }

  /** Lets go of what is covered, here and inside; what is mounted stays open. */
  void release() {
    inside.values().forEach(MountPoint::release);
    if (covered != null) {
      try {
        covered.close();
      } catch (ErrnoException e) {
        // The filesystem was closed before: nothing is held any more.
      }
    }
  }
}
