package io.unionfs.overlay;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.medium.UpperMedium;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trace.TraceListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
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
  final MountState state;
  private final Reading reading;
  private final Changing changing;
  private final Creation creation;
  private final Removal removal;
  private final Renaming renaming;
  private final Opening opening;
  private final AttributeChange attributes;
  private final XattrChange xattrs;
  private final Snapshots snapshots;
  private final UnionQueries queries;

  Mount(MountState state) {
    this.state = state;
    this.reading = new Reading(state);
    this.changing = new Changing(state);
    CopyUp copyUp = new CopyUp(state);
    this.creation = new Creation(state, copyUp);
    this.removal = new Removal(state, copyUp);
    this.renaming = new Renaming(state, copyUp, removal);
    this.opening = new Opening(state, changing, copyUp, creation);
    this.attributes = new AttributeChange(state, copyUp);
    this.xattrs = new XattrChange(state, attributes);
    this.snapshots = new Snapshots(state);
    this.queries = new UnionQueries(state, snapshots);
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
    state.tracing.setListener(listener);
  }

  /**
   * The same, and names are looked up by {@code search} until the listener is set again: without
   * it, as the mount was told by {@link MountBuilder#strategy}.
   */
  public void setListener(TraceListener listener, LookupStrategy search) {
    state.tracing.setListener(listener, Objects.requireNonNull(search));
  }

  // ---- reading ----

  /** What is at {@code path} (stat(2), lstat(2)), or ENOENT, ENOTDIR, EACCES, ELOOP, and so on. */
  public Lookup lookup(Caller caller, PathName path, Follow follow) {
    return reading.lookup(caller, path, follow);
  }

  /** A symbolic link's target (readlink(2)); EINVAL for anything else. */
  public String readlink(Caller caller, PathName path) throws ErrnoException {
    return reading.readlink(caller, path);
  }

  /** Whether {@code caller} may do all of {@code modes} (access(2)); null, or EACCES and so on. */
  public Errno access(Caller caller, PathName path, Set<AccessMode> modes) {
    return reading.access(caller, path, modes);
  }

  /** The names in a directory (opendir(3), readdir(3)). */
  public Listing list(Caller caller, PathName path) throws ErrnoException {
    return reading.list(caller, path);
  }

  /** The value of an extended attribute (getxattr(2)). */
  public byte[] getXattr(Caller caller, PathName path, Follow follow, String name)
      throws ErrnoException {
    XattrChange.checkName(name);
    return xattrs.get(reading.found(caller, path, follow), caller, name);
  }

  /** The names of the extended attributes (listxattr(2)), sorted. */
  public List<String> listXattrs(Caller caller, PathName path, Follow follow)
      throws ErrnoException {
    return XattrChange.list(reading.found(caller, path, follow), caller);
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
    return reading.list(file);
  }

  /** The same, in the same order, without what they name: several times as fast. */
  public String[] names(OpenFile file) throws ErrnoException {
    return reading.names(file);
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
    return reading.statfs(caller, path);
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
    return opening.open(caller, path, flags, mode);
  }

  // ---- names ----

  /** Makes a directory (mkdir(2)). */
  public void mkdir(Caller caller, PathName path, int mode) throws ErrnoException {
    changing.run(path, null, () -> creation.directory(caller, path, mode));
  }

  /** Makes a regular or special file (mknod(2)). A character device 0/0 is EPERM. */
  public void mknod(Caller caller, PathName path, FileType type, int mode, DeviceNumber device)
      throws ErrnoException {
    changing.run(path, null, () -> creation.node(caller, path, type, mode, device));
  }

  /** Makes a symbolic link (symlink(2)). */
  public void symlink(Caller caller, PathName path, String target) throws ErrnoException {
    changing.run(path, null, () -> creation.symlink(caller, path, target));
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
    changing.run(existing, path, () -> creation.link(owner, existing, follow, maker, path));
  }

  /** Removes a name that is no directory's (unlink(2)). */
  public void unlink(Caller caller, PathName path) throws ErrnoException {
    changing.run(path, null, () -> removal.unlink(caller, path));
  }

  /** Removes a directory that shows nothing (rmdir(2)). */
  public void rmdir(Caller caller, PathName path) throws ErrnoException {
    changing.run(path, null, () -> removal.rmdir(caller, path));
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
    changing.run(from, to, () -> renaming.rename(remover, from, maker, to, flags));
  }

  // ---- attributes ----

  /** Sets the permission bits (chmod(2)). */
  public void chmod(Caller caller, PathName path, Follow follow, int mode) throws ErrnoException {
    changing.run(
        path, null, () -> attributes.mode(caller, attributes.find(caller, path, follow), mode));
  }

  /** Sets owner and group (chown(2), lchown(2)); -1 keeps one. */
  public void chown(Caller caller, PathName path, Follow follow, int uid, int gid)
      throws ErrnoException {
    changing.run(
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
    changing.run(
        path,
        null,
        () -> attributes.times(caller, attributes.find(caller, path, follow), accessed, modified));
  }

  /** Cuts or grows a regular file (truncate(2)). */
  public void truncate(Caller caller, PathName path, long size) throws ErrnoException {
    changing.run(path, null, () -> attributes.size(caller, path, size));
  }

  /** Sets an extended attribute (setxattr(2)). */
  public void setXattr(
      Caller caller, PathName path, Follow follow, String name, byte[] value, XattrMode mode)
      throws ErrnoException {
    changing.run(path, null, () -> xattrs.set(caller, path, follow, name, value, mode));
  }

  /** Removes an extended attribute (removexattr(2)). */
  public void removeXattr(Caller caller, PathName path, Follow follow, String name)
      throws ErrnoException {
    changing.run(path, null, () -> xattrs.remove(caller, path, follow, name));
  }

  /** Sets an open file's extended attribute (fsetxattr(2)). */
  public void setXattr(Caller caller, OpenFile file, String name, byte[] value, XattrMode mode)
      throws ErrnoException {
    changing.run(file.openedAt(), null, () -> xattrs.set(caller, file, name, value, mode));
  }

  /** Removes an open file's extended attribute (fremovexattr(2)). */
  public void removeXattr(Caller caller, OpenFile file, String name) throws ErrnoException {
    changing.run(file.openedAt(), null, () -> xattrs.remove(caller, file, name));
  }

  /** Sets an open file's permission bits (fchmod(2)). */
  public void chmod(Caller caller, OpenFile file, int mode) throws ErrnoException {
    changing.run(file.openedAt(), null, () -> attributes.mode(caller, attributes.find(file), mode));
  }

  /** Sets an open file's owner and group (fchown(2)); -1 keeps one. */
  public void chown(Caller caller, OpenFile file, int uid, int gid) throws ErrnoException {
    changing.run(
        file.openedAt(), null, () -> attributes.owner(caller, attributes.find(file), uid, gid));
  }

  /** Sets an open file's access and modification time (futimens(3)). */
  public void setTimes(Caller caller, OpenFile file, TimeChange accessed, TimeChange modified)
      throws ErrnoException {
    if (accessed == TimeChange.Omit.OMIT && modified == TimeChange.Omit.OMIT) {
      return;
    }
    changing.run(
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
    return queries.provenance(path);
  }

  /**
   * What each layer by itself says of {@code path}, before others hide it, whether anything is
   * shown there or not. Symbolic links are resolved but the last, as far as there is anything;
   * data-only layers are not asked.
   */
  public PathLayers layersOf(PathName path) throws ErrnoException {
    return queries.layersOf(path);
  }

  /**
   * The files, directories too, that are in the writable layer because they were copied up, sorted
   * by path. Under {@code index=off} the copy of one name of several is a file of its own, as in
   * overlayfs, and not among them.
   */
  public List<CopiedUp> copiedUp() throws ErrnoException {
    return queries.copiedUp();
  }

  /** What differs from the lower layers, sorted by path. */
  public List<Change> changes() throws ErrnoException {
    return queries.changes();
  }

  /** What differs from what {@code since} shows, sorted by path. */
  public List<Change> changesSince(MountSnapshot since) throws ErrnoException {
    return queries.changesSince(since);
  }

  /**
   * The writable layer as a layer: what it says now, its content copied to the heap, and whether
   * its directory could be handed to the kernel.
   *
   * @param name what the layer is called in messages
   */
  public SealedLayer toLayer(String name) throws ErrnoException {
    return changing.get(() -> Sealing.seal(state, name));
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
    queries.writeLayer(out, name, progress);
  }

  /** The same of what differs from what {@code since} shows, to be put on its layers. */
  public void writeLayerSince(
      MountSnapshot since, OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    queries.writeLayerSince(since, out, name, progress);
  }

  /**
   * Writes all that the mount shows as one tar without whiteouts, in the manner of {@link
   * #writeLayer}.
   */
  public void writeTree(OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    queries.writeTree(out, name, progress);
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
    return changing.get(() -> snapshots.take(name));
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
    changing.run(() -> snapshots.restore(snapshot));
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
    return changing.get(
        () -> {
          UpperMedium medium = state.upper.medium();
          state.flush();
          return medium.directory();
        });
  }

  /**
   * Whether what {@link #upperDirectory} gave shows what is no longer so, until it is asked for
   * again; never of a writable layer that is kept in a directory.
   */
  public boolean isUpperDirectoryStale() {
    return state.upper.isPictureStale();
  }

  /** What the blocks of the writable layer hold; null where it is not kept in blocks in memory. */
  public BlockUse blockUse() {
    return state.upper.blockUse();
  }

  /** Writes everything out to the writable layer (syncfs(2)). */
  public void sync() throws ErrnoException {
    changing.run(state::flush);
  }

  /** Unmounts: writes everything out, and lets the writable layer go. */
  @Override
  public void close() throws IOException {
    changing.close();
  }
}
