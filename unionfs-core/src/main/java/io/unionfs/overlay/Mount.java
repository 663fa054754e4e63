package io.unionfs.overlay;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.medium.BlockMedium;
import io.unionfs.medium.UpperMedium;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trace.TraceListener;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A union mount, by system calls: paths and flags in, a POSIX errno when it fails. A {@code
 * FileSystem} provider, a FUSE or an RPC front-end stands on it.
 *
 * <p>Every path is resolved from the mount's root, or from an open directory ({@link PathName#at}),
 * symbolic links inside the mount (path_resolution(7)). Every operation is done in the name of a
 * {@link Caller}. A lookup that misses returns its {@link Errno}; an operation that fails throws
 * {@link ErrnoException}, and the union shows what it showed before, whatever parents were copied
 * up. Once the mount is closed everything fails with EIO, what is done with its open files too;
 * close those first.
 *
 * <p>Safe for use by many threads. Reads take no lock and see one state of the whole tree. Changes
 * of the tree come one after another; writes to different files run in parallel.
 */
public final class Mount implements Closeable {
  private static final int WRITE_BYTES = 1 << 16;

  final MountState state;
  private final CopyUp copyUp;
  private final Creation creation;
  private final Removal removal;
  private final Renaming renaming;
  private final Opening opening;
  private final AttributeChange attributes;
  private final XattrChange xattrs;
  private final Snapshots snapshots;

  Mount(MountState state) {
    this.state = state;
    this.copyUp = new CopyUp(state);
    this.creation = new Creation(state, copyUp);
    this.removal = new Removal(state, copyUp);
    this.renaming = new Renaming(state, copyUp, removal);
    this.opening = new Opening(state, copyUp, creation);
    this.attributes = new AttributeChange(state, copyUp);
    this.xattrs = new XattrChange(state, attributes);
    this.snapshots = new Snapshots(state);
  }

  /** The lower layers, the bottom one first; a layer's number is its place in this list. */
  public List<Layer> lowerLayers() {
    return state.lower().chain();
  }

  /** Whether every change fails with EROFS. */
  public boolean isReadOnly() {
    return state.isReadOnly();
  }

  /** Whether the mount was closed. */
  public boolean isClosed() {
    return state.isClosed();
  }

  /** Has {@code listener} told of everything from now on; null for nobody. */
  public void setListener(TraceListener listener) {
    state.setListener(listener);
  }

  // ---- reading ----

  /** What is at {@code path} (stat(2), lstat(2)), or ENOENT, ENOTDIR, EACCES, ELOOP, and so on. */
  public Lookup lookup(Caller caller, PathName path, Follow follow) {
    if (state.isClosed()) {
      return Errno.EIO;
    }
    Probe probe = state.probe();
    Directory root = state.root();
    if (path.start() == null && state.looksUpQuietly() && path.ending() == PathName.Ending.PLAIN) {
      Lookup found = FastLookup.find(root, caller, path, follow);
      if (found != null) {
        Lookup shown = found instanceof LowerInode lower ? state.shown(lower) : found;
        return shown instanceof UnreachableInode lost ? lost.errno() : shown;
      }
    }
    return new Walk(root, caller, probe).toEnd(path, follow);
  }

  /** A symbolic link's target (readlink(2)); EINVAL for anything else. */
  public String readlink(Caller caller, PathName path) throws ErrnoException {
    if (found(lookup(caller, path, Follow.NOFOLLOW)) instanceof LeafInode leaf
        && leaf.target() != null) {
      return leaf.target();
    }
    throw Errno.EINVAL.thrown();
  }

  /** Whether {@code caller} may do all of {@code modes} (access(2)); null, or EACCES and so on. */
  public Errno access(Caller caller, PathName path, Set<AccessMode> modes) {
    Lookup found = lookup(caller, path, Follow.FOLLOW);
    if (found instanceof Errno errno) {
      return errno;
    }
    Inode inode = (Inode) found;
    if (modes.contains(AccessMode.WRITE) && state.isReadOnly() && !inode.type().isSpecial()) {
      return Errno.EROFS;
    }
    int wanted = 0;
    for (AccessMode mode : modes) {
      wanted |= mode.bit();
    }
    return Permission.allows(inode, caller, wanted) ? null : Errno.EACCES;
  }

  /** The names in a directory (opendir(3), readdir(3)). */
  public Listing list(Caller caller, PathName path) throws ErrnoException {
    Inode inode = found(lookup(caller, path, Follow.FOLLOW));
    if (!(inode instanceof Directory directory)) {
      throw Errno.ENOTDIR.thrown();
    }
    Permission.check(directory, caller, Permission.READ);
    try {
      return Listing.of(directory, state.index());
    } catch (IOException e) {
      throw MountState.errno(e);
    }
  }

  /** The value of an extended attribute (getxattr(2)). */
  public byte[] getXattr(Caller caller, PathName path, Follow follow, String name)
      throws ErrnoException {
    XattrChange.checkName(name);
    return xattrs.get(found(lookup(caller, path, follow)), caller, name);
  }

  /** The names of the extended attributes (listxattr(2)), sorted. */
  public List<String> listXattrs(Caller caller, PathName path, Follow follow)
      throws ErrnoException {
    return XattrChange.list(found(lookup(caller, path, follow)), caller);
  }

  /** The value of an open file's extended attribute (fgetxattr(2)). */
  public byte[] getXattr(Caller caller, OpenFile file, String name) throws ErrnoException {
    XattrChange.checkName(name);
    return xattrs.get(file.current(), caller, name);
  }

  /** The names of an open file's extended attributes (flistxattr(2)), sorted. */
  public List<String> listXattrs(Caller caller, OpenFile file) throws ErrnoException {
    return XattrChange.list(file.current(), caller);
  }

  /** The names in a directory open for reading, as it is now (rewinddir(3), readdir(3)). */
  public Listing list(OpenFile file) throws ErrnoException {
    if (!(file.current() instanceof Directory directory)) {
      throw Errno.ENOTDIR.thrown();
    }
    if (file.directory().isRemoved()) {
      throw Errno.ENOENT.thrown();
    }
    try {
      return Listing.of(directory, state.index());
    } catch (IOException e) {
      throw MountState.errno(e);
    }
  }

  /** What the writable layer holds now; nothing where there is none. Takes no lock. */
  public Usage usage() {
    return state.space.usage();
  }

  /** What the writable layer may hold. */
  public Quota quota() {
    return state.space.quota();
  }

  /**
   * The mount as a place to store files (statfs(2)); {@code path} is any in it. Takes no lock, but
   * opens the writable layer if nobody has.
   */
  public FileSystemStat statfs(Caller caller, PathName path) throws ErrnoException {
    found(lookup(caller, path, Follow.FOLLOW));
    if (!state.hasUpper()) {
      return FileSystemStat.NO_SPACE;
    }
    List<String> before = state.enter(path, null);
    try {
      return FileSystemStat.of(quota(), usage(), state.storageSpace());
    } catch (IOException e) {
      throw MountState.errno(e);
    } finally {
      state.leave(before);
    }
  }

  // ---- opening ----

  /**
   * Opens a regular file or directory (open(2)).
   *
   * <p>Opening for reading takes no lock, but where the path begins at an open directory that is
   * being moved at that moment.
   *
   * @param flags READ, WRITE or both, unless it is PATH, or EINVAL
   * @param mode permission bits for a file that is made, less the caller's umask
   * @throws ErrnoException also ENXIO for sockets, devices, and fifos opened only for writing:
   *     nothing stands behind them
   */
  public OpenFile open(Caller caller, PathName path, Set<OpenFlag> flags, int mode)
      throws ErrnoException {
    OpenFile opened = null;
    if (!Opening.mayChange(flags)) {
      state.checkOpen();
      List<String> before = state.enter(path, null);
      try {
        opened = opening.open(caller, path, flags, mode);
      } catch (IOException e) {
        throw MountState.errno(e);
      } finally {
        state.leave(before);
      }
    }
    if (opened == null) {
      opened = changing(path, null, () -> opening.open(caller, path, flags, mode));
    }
    opened.openedAt(path);
    return opened;
  }

  // ---- names ----

  /** Makes a directory (mkdir(2)). */
  public void mkdir(Caller caller, PathName path, int mode) throws ErrnoException {
    run(path, null, () -> creation.directory(caller, path, mode));
  }

  /** Makes a regular or special file (mknod(2)). A character device 0/0 is EPERM. */
  public void mknod(Caller caller, PathName path, FileType type, int mode, DeviceNumber device)
      throws ErrnoException {
    run(path, null, () -> creation.node(caller, path, type, mode, device));
  }

  /** Makes a symbolic link (symlink(2)). */
  public void symlink(Caller caller, PathName path, String target) throws ErrnoException {
    run(path, null, () -> creation.symlink(caller, path, target));
  }

  /** Gives a file a further name (linkat(2)). */
  public void link(Caller caller, PathName existing, Follow follow, PathName path)
      throws ErrnoException {
    link(caller, existing, follow, caller, path);
  }

  /**
   * The same in two names: {@code owner} gives the file, found and linked with his rights, {@code
   * maker} the place.
   */
  public void link(Caller owner, PathName existing, Follow follow, Caller maker, PathName path)
      throws ErrnoException {
    run(existing, path, () -> creation.link(owner, existing, follow, maker, path));
  }

  /** Removes a name that is no directory's (unlink(2)). */
  public void unlink(Caller caller, PathName path) throws ErrnoException {
    run(path, null, () -> removal.unlink(caller, path));
  }

  /** Removes a directory that shows nothing (rmdir(2)). */
  public void rmdir(Caller caller, PathName path) throws ErrnoException {
    run(path, null, () -> removal.rmdir(caller, path));
  }

  /**
   * Renames (renameat2(2)). A directory that lower layers hold is EXDEV, but with {@code
   * redirect_dir=on}.
   */
  public void rename(Caller caller, PathName from, PathName to, Set<RenameFlag> flags)
      throws ErrnoException {
    rename(caller, from, caller, to, flags);
  }

  /**
   * The same in two names: {@code remover} takes the file away from where it is, {@code maker} puts
   * it into its new place, and over what is there.
   */
  public void rename(
      Caller remover, PathName from, Caller maker, PathName to, Set<RenameFlag> flags)
      throws ErrnoException {
    run(from, to, () -> renaming.rename(remover, from, maker, to, flags));
  }

  // ---- attributes ----

  /** Sets the permission bits (chmod(2)). */
  public void chmod(Caller caller, PathName path, Follow follow, int mode) throws ErrnoException {
    run(path, null, () -> attributes.mode(caller, attributes.find(caller, path, follow), mode));
  }

  /** Sets owner and group (chown(2), lchown(2)); -1 keeps one. */
  public void chown(Caller caller, PathName path, Follow follow, int uid, int gid)
      throws ErrnoException {
    run(
        path,
        null,
        () -> attributes.owner(caller, attributes.find(caller, path, follow), uid, gid));
  }

  /** Sets access and modification time (utimensat(2)). */
  public void setTimes(
      Caller caller, PathName path, Follow follow, TimeChange accessed, TimeChange modified)
      throws ErrnoException {
    if (accessed == TimeChange.Omit.OMIT && modified == TimeChange.Omit.OMIT) {
      return; // Not even the path is looked at.
    }
    run(
        path,
        null,
        () -> attributes.times(caller, attributes.find(caller, path, follow), accessed, modified));
  }

  /** Cuts or grows a regular file (truncate(2)). */
  public void truncate(Caller caller, PathName path, long size) throws ErrnoException {
    run(path, null, () -> attributes.size(caller, path, size));
  }

  /** Sets an extended attribute (setxattr(2)). */
  public void setXattr(
      Caller caller, PathName path, Follow follow, String name, byte[] value, XattrMode mode)
      throws ErrnoException {
    run(path, null, () -> xattrs.set(caller, path, follow, name, value, mode));
  }

  /** Removes an extended attribute (removexattr(2)). */
  public void removeXattr(Caller caller, PathName path, Follow follow, String name)
      throws ErrnoException {
    run(path, null, () -> xattrs.remove(caller, path, follow, name));
  }

  /** Sets an open file's extended attribute (fsetxattr(2)). */
  public void setXattr(Caller caller, OpenFile file, String name, byte[] value, XattrMode mode)
      throws ErrnoException {
    run(file.openedAt(), null, () -> xattrs.set(caller, file, name, value, mode));
  }

  /** Removes an open file's extended attribute (fremovexattr(2)). */
  public void removeXattr(Caller caller, OpenFile file, String name) throws ErrnoException {
    run(file.openedAt(), null, () -> xattrs.remove(caller, file, name));
  }

  /** Sets an open file's permission bits (fchmod(2)). */
  public void chmod(Caller caller, OpenFile file, int mode) throws ErrnoException {
    run(file.openedAt(), null, () -> attributes.mode(caller, attributes.find(file), mode));
  }

  /** Sets an open file's owner and group (fchown(2)); -1 keeps one. */
  public void chown(Caller caller, OpenFile file, int uid, int gid) throws ErrnoException {
    run(file.openedAt(), null, () -> attributes.owner(caller, attributes.find(file), uid, gid));
  }

  /** Sets an open file's access and modification time (futimens(3)). */
  public void setTimes(Caller caller, OpenFile file, TimeChange accessed, TimeChange modified)
      throws ErrnoException {
    if (accessed == TimeChange.Omit.OMIT && modified == TimeChange.Omit.OMIT) {
      return;
    }
    run(
        file.openedAt(),
        null,
        () -> attributes.times(caller, attributes.find(file), accessed, modified));
  }

  // ---- watching ----

  /** Something that watches directories of this mount (inotify_init(2)). */
  public Watcher watcher() {
    return new Watcher(state);
  }

  // ---- the union itself ----

  /**
   * Which layers speak of {@code path}; its symbolic links are resolved but the last. A name that
   * is not shown has a provenance too, if some layer holds it, or a whiteout for it; else ENOENT.
   */
  public Provenance provenance(PathName path) throws ErrnoException {
    state.checkOpen();
    try {
      return Inspection.provenance(state, path);
    } catch (IOException e) {
      throw MountState.errno(e);
    }
  }

  /** What differs from the lower layers, sorted by path. */
  public List<Change> changes() throws ErrnoException {
    state.checkOpen();
    try {
      Directory root = state.root();
      return Inspection.changes(state, root, MountState.lower(root));
    } catch (IOException e) {
      throw MountState.errno(e);
    }
  }

  /** What differs from what {@code since} shows, sorted by path. */
  public List<Change> changesSince(MountSnapshot since) throws ErrnoException {
    state.checkOpen();
    try {
      return Inspection.changes(state, state.root(), snapshots.tree(since));
    } catch (IOException e) {
      throw MountState.errno(e);
    }
  }

  /**
   * The writable layer as a layer: what it says now, its content copied to the heap, and whether
   * its directory could be handed to the kernel.
   *
   * @param name what the layer is called in messages
   */
  public SealedLayer toLayer(String name) throws ErrnoException {
    return changing(() -> Sealing.seal(state, name));
  }

  /**
   * Writes what differs from the lower layers as a layer archive (OCI image spec, layer.md) to
   * {@code out}, which stays open: put on the same layers, it shows what the mount shows, access
   * times and sockets aside. The same tree gives the same bytes.
   *
   * <p>Takes no lock: names are those of one moment, files are read one after another. A file that
   * is changed meanwhile may be written in a state it never had.
   *
   * @param name what the layer is called in messages, and to {@code progress}
   * @throws io.unionfs.layer.LayerException if a name begins with {@code .wh.}, or something is
   *     shown that cannot be read; mostly before anything is written
   * @throws IOException if reading or writing fails
   */
  public void writeLayer(OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    state.checkOpen();
    Directory root = state.root();
    write(Changeset.of(state, root, MountState.lower(root), name), out, progress);
  }

  /** The same of what differs from what {@code since} shows, to be put on its layers. */
  public void writeLayerSince(
      MountSnapshot since, OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    state.checkOpen();
    write(Changeset.of(state, state.root(), snapshots.tree(since), name), out, progress);
  }

  private static void write(Changeset changes, OutputStream out, ProgressListener progress)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, WRITE_BYTES);
    changes.write(buffered, progress);
    buffered.flush();
  }

  /**
   * Writes all that the mount shows as one tar without whiteouts, in the manner of {@link
   * #writeLayer}.
   */
  public void writeTree(OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    state.checkOpen();
    BufferedOutputStream buffered = new BufferedOutputStream(out, WRITE_BYTES);
    new WholeTree(state, name).write(buffered, progress);
    buffered.flush();
  }

  /**
   * Freezes the writable layer: it is a lower layer from now on, the topmost of {@link
   * #lowerLayers}, and the mount goes on above it with an empty one. What is shown, inode numbers
   * too, stays as it is. Nothing is copied or looked at, so it takes the same time whatever the
   * mount holds; where nothing was changed since the last snapshot no layer is added.
   *
   * <p>Files that are open for reading stay so, and keep the data that they have now; changes by
   * way of them ({@code fchmod}) are ESTALE. Directories that are open, and watches, go on.
   *
   * @param name what the frozen layer is called in messages
   * @throws ErrnoException EBUSY while a regular file is open for writing
   * @throws UnsupportedOperationException if the writable layer is not in blocks in memory, if
   *     there is none, or under {@code index=on}
   */
  public MountSnapshot snapshot(String name) throws ErrnoException {
    return changing(() -> snapshots.take(name));
  }

  /**
   * Shows what {@code snapshot} has, with an empty writable layer above it; what was changed since
   * is let go. It can be done any number of times, in the same time whatever was changed: {@code
   * snapshot} stays as it is.
   *
   * <p>Files that are open keep what they have. A directory that is open, or watched, is led to the
   * one with its number at its path; where there is none, it counts as removed. Watches that go on
   * are told {@link DirectoryEvent.Kind#OVERFLOW}.
   *
   * @throws ErrnoException EBUSY while a regular file is open for writing
   * @throws IllegalArgumentException if it is a snapshot of another mount
   */
  public void restore(MountSnapshot snapshot) throws ErrnoException {
    run(() -> snapshots.restore(snapshot));
  }

  /**
   * The directory that holds the writable layer, everything written out, made now if nothing was
   * written yet; null on a read-only mount without one. It must not be changed. Of one in blocks
   * ({@link MemoryMedium}) it is a picture as of now, the data a copy; asking again brings the same
   * directory up to date.
   */
  public Path upperDirectory() throws ErrnoException {
    if (!state.hasUpper()) {
      return null;
    }
    return changing(
        () -> {
          UpperMedium medium = state.medium();
          state.flush();
          return medium.directory();
        });
  }

  /**
   * Whether what {@link #upperDirectory} gave shows what is no longer so, until it is asked for
   * again; never of a writable layer that is kept in a directory.
   */
  public boolean isUpperDirectoryStale() {
    UpperMedium medium = state.mediumIfOpen();
    return medium != null && medium.isPictureStale();
  }

  /** What the blocks of the writable layer hold; null where it is not kept in blocks in memory. */
  public BlockUse blockUse() {
    if (state.source() instanceof BlockMediumSource source && source.mediums().isUsed()) {
      return new BlockUse(source.mediums().held().bytes(), source.mediums().copiedBytes());
    }
    return state.mediumIfOpen() instanceof BlockMedium blocks
        ? new BlockUse(blocks.heldBytes(), blocks.copiedBytes())
        : null;
  }

  /** Writes everything out to the writable layer (syncfs(2)). */
  public void sync() throws ErrnoException {
    run(state::flush);
  }

  /** Unmounts: writes everything out, and lets the writable layer go. */
  @Override
  public void close() throws IOException {
    state.lock.lock();
    boolean untold;
    try {
      state.close();
    } finally {
      state.watches.noteUnmounted();
      untold = state.watches.takeUntold();
      state.lock.unlock();
    }
    if (untold) {
      state.watches.tellAll();
    }
  }

  private interface Action<T> {
    T run() throws ErrnoException, IOException;
  }

  private interface Step {
    void run() throws ErrnoException, IOException;
  }

  private void run(Step step) throws ErrnoException {
    run(null, null, step);
  }

  private void run(PathName path, PathName other, Step step) throws ErrnoException {
    changing(
        path,
        other,
        () -> {
          step.run();
          return null;
        });
  }

  private <T> T changing(Action<T> action) throws ErrnoException {
    return changing(null, null, action);
  }

  /** Does what is about {@code path} and {@code other}, either null. */
  private <T> T changing(PathName path, PathName other, Action<T> action) throws ErrnoException {
    state.lock.lock();
    List<String> before = state.enter(path, other);
    try {
      state.checkOpen();
      return action.run();
    } catch (IOException e) {
      throw MountState.errno(e);
    } catch (UncheckedIOException e) {
      throw MountState.errno(e.getCause());
    } finally {
      state.space.settle();
      boolean untold = state.watches.takeUntold();
      state.leave(before);
      try {
        state.tell();
      } finally {
        state.lock.unlock();
      }
      if (untold) {
        state.watches.tellAll();
      }
    }
  }

  private static Inode found(Lookup lookup) throws ErrnoException {
    if (lookup instanceof Errno errno) {
      throw errno.thrown();
    }
    return (Inode) Objects.requireNonNull(lookup);
  }
}
