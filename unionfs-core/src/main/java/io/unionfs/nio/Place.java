package io.unionfs.nio;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.nio.MountWalk.End;
import io.unionfs.overlay.AccessMode;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Stat;
import io.unionfs.overlay.TimeChange;
import io.unionfs.overlay.XattrMode;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.util.List;
import java.util.Set;

/**
 * Where a path leads: the filesystem, of those that are mounted in each other, and the path in it;
 * or why it leads nowhere, which each operation then says. The operations are the engine's, with
 * what a mount adds: EXDEV from one to another, EBUSY for a directory that is covered, EROFS where
 * it is mounted read-only, each in the order in which the kernel comes to it.
 */
final class Place {
  private final UnionFileSystem user;
  private final Caller caller;
  private final SharedMount mount;

  /** Null where nothing is mounted. */
  private final MountPoint point;

  private final PathName path;

  /** The directory that was reached, without links; null where nothing is mounted. */
  private final PathName reached;

  /** Why the path leads nowhere, or null. */
  private final Errno failure;

  /** The same where that is left to the engine to say. */
  private Errno wrong;

  private Place(
      UnionFileSystem user,
      Caller caller,
      SharedMount mount,
      MountPoint point,
      PathName path,
      PathName reached,
      Errno failure) {
    this.user = user;
    this.caller = caller;
    this.mount = mount;
    this.point = point;
    this.path = path;
    this.reached = reached;
    this.failure = failure;
  }

  static Place found(
      UnionFileSystem user, Caller caller, MountPoint point, PathName path, PathName reached) {
    return new Place(user, caller, point.mounted, point, path, reached, null);
  }

  static Place failed(UnionFileSystem user, Caller caller, MountPoint point, Errno failure) {
    return new Place(user, caller, point.mounted, point, null, null, failure);
  }

  /** In a filesystem in which nothing is mounted. */
  static Place simple(UnionFileSystem user, Caller caller, SharedMount mount, PathName path) {
    return new Place(user, caller, mount, null, path, null, null);
  }

  /** The same for a path that crosses no mount: what is wrong with it the engine says. */
  Place insteadAt(MountPoint begin, PathName whole) {
    Place place = new Place(user, caller, begin.mounted, begin, whole, reached, null);
    place.wrong = failure;
    return place;
  }

  /** What {@code path} names. */
  static Place of(UnionPath path, Follow follow) {
    return of(path, End.of(follow));
  }

  /** Where what {@code path} names is to be made, removed or moved. */
  static Place ofName(UnionPath path) {
    return of(path, End.PARENT);
  }

  static Place of(UnionPath path, End end) {
    UnionFileSystem fileSystem = path.getFileSystem();
    fileSystem.mount(); // It must be open.
    MountTable mounts = fileSystem.shared().mounts();
    if (mounts == null) {
      return simple(fileSystem, fileSystem.caller(), fileSystem.shared(), path.pathName());
    }
    List<String> names = path.isEmpty() ? List.of(".") : path.names();
    return mounts.resolve(fileSystem, fileSystem.caller(), names, path.pathName(), end);
  }

  /** The same for the relative {@code path} from {@code file}, a directory opened at this place. */
  Place from(OpenFile file, UnionFileSystem newUser, UnionPath given, End end) {
    PathName whole = given.isEmpty() ? PathName.relative() : given.relativeName().at(file);
    MountTable mounts = newUser.shared().mounts();
    if (mounts == null || given.isEmpty()) {
      return new Place(newUser, newUser.caller(), mount, point, whole, null, null);
    }
    return new MountWalk(mounts.outermost(), newUser, newUser.caller(), point, file)
        .resolve(given.names(), whole, end);
  }

  Caller caller() {
    return caller;
  }

  PathName path() {
    return path;
  }

  /** The number that tells the filesystem from others, {@code st_dev}. */
  long device() {
    return mount.device;
  }

  /** The filesystem. */
  SharedMount mounted() {
    return mount;
  }

  FileLocks locks() {
    return mount.locks;
  }

  MountPoint point(MountPoint otherwise) {
    return point == null ? otherwise : point;
  }

  FileStore store() {
    FileStore store = point == null ? null : point.store();
    return store == null ? user.store() : store;
  }

  UnionFileAttributes attributes(Inode found) {
    return new UnionFileAttributes(found.stat(), mount, user);
  }

  /** Whether the filesystem was closed. */
  boolean isClosed() {
    Mount engine = mount.engine();
    return engine == null || engine.isClosed();
  }

  /** The engine of the filesystem, whatever the path leads to. */
  Mount mount() {
    return open();
  }

  /** The engine that does it. */
  Mount engine() throws ErrnoException {
    if (failure != null) {
      throw new ErrnoException(failure);
    }
    return open();
  }

  private Mount open() {
    Mount engine = mount.engine();
    if (engine == null) {
      throw new ClosedFileSystemException();
    }
    return engine;
  }

  // ---- reading ----

  Lookup lookup(Follow follow) {
    return failure != null ? failure : open().lookup(caller, path, follow);
  }

  String readlink() throws ErrnoException {
    return engine().readlink(caller, path);
  }

  Errno access(Set<AccessMode> modes) {
    if (failure != null) {
      return failure;
    }
    Errno errno = open().access(caller, path, modes);
    boolean refuses = errno == null && isReadOnly() && modes.contains(AccessMode.WRITE);
    return refuses && !isSpecial(lookup(Follow.FOLLOW)) ? Errno.EROFS : errno;
  }

  private static boolean isSpecial(Lookup found) {
    return found instanceof Inode inode && inode.type().isSpecial();
  }

  Listing list() throws ErrnoException {
    return engine().list(caller, path);
  }

  byte[] getXattr(Follow follow, String name) throws ErrnoException {
    return engine().getXattr(caller, path, follow, name);
  }

  List<String> listXattrs(Follow follow) throws ErrnoException {
    return engine().listXattrs(caller, path, follow);
  }

  // ---- opening ----

  OpenFile open(Set<OpenFlag> flags, int mode) throws ErrnoException {
    if (isReadOnly() && flags.contains(OpenFlag.WRITE)) {
      checkOpenForWriting(flags);
    }
    return engine().open(caller, path, flags, mode);
  }

  private void checkOpenForWriting(Set<OpenFlag> flags) throws ErrnoException {
    boolean exclusive = flags.contains(OpenFlag.EXCLUSIVE);
    boolean follows = !exclusive && !flags.contains(OpenFlag.NOFOLLOW);
    Lookup found = lookup(follows ? Follow.FOLLOW : Follow.NOFOLLOW);
    if (found instanceof Errno errno) {
      boolean makes = errno == Errno.ENOENT && failure == null && flags.contains(OpenFlag.CREATE);
      throw new ErrnoException(makes ? Errno.EROFS : errno);
    }
    Inode inode = (Inode) found;
    if (exclusive || inode.type() != FileType.REGULAR) {
      return; // The engine says what it is, and changes nothing.
    }
    if (!flags.contains(OpenFlag.TRUNCATE)) {
      Set<AccessMode> modes =
          flags.contains(OpenFlag.READ)
              ? Set.of(AccessMode.READ, AccessMode.WRITE)
              : Set.of(AccessMode.WRITE);
      Errno refused = open().access(caller, path, modes);
      if (refused != null) {
        throw new ErrnoException(refused);
      }
    }
    throw new ErrnoException(Errno.EROFS);
  }

  // ---- changing what is there ----

  boolean isReadOnly() {
    return point != null && point.isReadOnly();
  }

  /** Whether the walk found the directory of the last name, in one of the filesystems. */
  boolean isReached() {
    return reached != null;
  }

  /** Whether the directory of the last name is, or lies in, what {@code other} names. */
  boolean isIn(Place other) {
    return (reached + "/").startsWith(other.name() + "/");
  }

  /** Whether {@code found}, which is here, is a directory on which something is mounted. */
  boolean isCovered(Lookup found) {
    return point != null && point.covers(found);
  }

  /** Why the path leads nowhere, where that is known without the engine; or null. */
  Errno failure() {
    return failure;
  }

  /** The engine, for changing a file that is open. */
  Mount changing() throws ErrnoException {
    if (isReadOnly()) {
      throw new ErrnoException(Errno.EROFS);
    }
    return engine();
  }

  private Mount changing(Follow follow) throws ErrnoException {
    if (isReadOnly() && lookup(follow) instanceof Errno errno) {
      throw new ErrnoException(errno);
    }
    return changing();
  }

  void chmod(Follow follow, int mode) throws ErrnoException {
    changing(follow).chmod(caller, path, follow, mode);
  }

  void chown(Follow follow, int uid, int gid) throws ErrnoException {
    changing(follow).chown(caller, path, follow, uid, gid);
  }

  void setTimes(Follow follow, TimeChange accessed, TimeChange modified) throws ErrnoException {
    changing(follow).setTimes(caller, path, follow, accessed, modified);
  }

  void setXattr(Follow follow, String name, byte[] value, XattrMode mode) throws ErrnoException {
    changing(follow).setXattr(caller, path, follow, name, value, mode);
  }

  void removeXattr(Follow follow, String name) throws ErrnoException {
    changing(follow).removeXattr(caller, path, follow, name);
  }

  // ---- names ----

  void mkdir(int mode) throws ErrnoException {
    making().mkdir(caller, path, mode);
  }

  void mknod(FileType type, int mode, DeviceNumber device) throws ErrnoException {
    making().mknod(caller, path, type, mode, device);
  }

  void symlink(String target) throws ErrnoException {
    if (target.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT); // before anything is looked at
    }
    making().symlink(caller, path, target);
  }

  Mount making() throws ErrnoException {
    if (isReadOnly()) {
      checkIsFree();
    }
    return changing();
  }

  void checkIsFree() throws ErrnoException {
    checkWay();
    Lookup found = lookup(Follow.NOFOLLOW);
    if (found != Errno.ENOENT || failure != null) {
      throw new ErrnoException(found instanceof Errno errno ? errno : Errno.EEXIST);
    }
  }

  void unlink() throws ErrnoException {
    removing().unlink(caller, path); // EISDIR for a directory, covered or not
  }

  void rmdir() throws ErrnoException {
    Mount engine = removing();
    if (point != null) {
      Lookup found = lookup(Follow.NOFOLLOW);
      if (isCovered(found)) {
        checkMayRemove((Inode) found);
        throw new ErrnoException(Errno.EBUSY);
      }
    }
    engine.rmdir(caller, path);
  }

  /** The engine, which refuses a path that does not end with a name, wherever it is. */
  private Mount removing() throws ErrnoException {
    Mount engine = engine();
    if (isReadOnly() && isName()) {
      checkWay();
      changing();
    }
    return engine;
  }

  boolean isName() {
    String text = path.toString();
    String last = text.substring(text.lastIndexOf('/') + 1);
    return !last.isEmpty() && !last.equals(".") && !last.equals("..");
  }

  /** That the caller may take a name of {@code found} out of its directory. */
  void checkMayRemove(Inode found) throws ErrnoException {
    Errno refused = mayChangeDirectory();
    if (refused == null && caller.uid() != 0) {
      Lookup directory = open().lookup(caller, reached, Follow.FOLLOW);
      refused =
          directory instanceof Inode inode ? sticky(inode.stat(), found.stat()) : (Errno) directory;
    }
    if (refused != null) {
      throw new ErrnoException(refused);
    }
  }

  /** What the sticky bit of {@code directory} says to removing {@code file} from it, or null. */
  private Errno sticky(Stat directory, Stat file) {
    boolean sticky = (directory.attributes().mode() & 01000) != 0;
    boolean owns =
        caller.uid() == file.attributes().uid() || caller.uid() == directory.attributes().uid();
    return sticky && !owns ? Errno.EPERM : null;
  }

  /** Why the caller may not make or remove names in the directory, or null. */
  Errno mayChangeDirectory() {
    return open().access(caller, reached, Set.of(AccessMode.WRITE, AccessMode.EXECUTE));
  }

  /** Whether both are in one filesystem, by one mount of it. */
  boolean isWith(Place other) {
    return mount == other.mount && point == other.point;
  }

  /** What is wrong on the way to the directory of the last name. */
  void checkWay() throws ErrnoException {
    if (wrong != null) {
      throw new ErrnoException(wrong);
    }
    if (lookup(Follow.NOFOLLOW) == Errno.EACCES) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  /** The last name of the path in the directory that was reached. */
  String name() {
    String text = path.toString();
    String directory = reached.toString();
    return (directory.equals("/") ? "" : directory)
        + "/"
        + text.substring(text.lastIndexOf('/') + 1);
  }
}
