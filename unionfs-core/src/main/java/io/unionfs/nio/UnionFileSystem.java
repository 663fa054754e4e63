package io.unionfs.nio;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.BlockUse;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.CopiedUp;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.PathLayers;
import io.unionfs.overlay.Provenance;
import io.unionfs.overlay.SealedLayer;
import io.unionfs.overlay.Usage;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trace.TraceListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Objects;

/**
 * A union mount: read-only layers with a writable one on top, seen as one tree.
 *
 * <pre>{@code
 * try (UnionFileSystem fs =
 *     UnionFileSystem.builder().lower(base).lower(Path.of("layer.tar.gz")).mount()) {
 *   Files.writeString(fs.getPath("/etc/motd"), "hello");
 *   fs.changes().forEach(System.out::println); // C /etc, A /etc/motd
 * }
 * }</pre>
 *
 * <p>It behaves as Linux overlayfs does, seen through the JDK's default provider. Beside {@link
 * FileSystem} it tells which layer a file comes from, what was changed, and hands the changes out
 * as a layer. Safe for use by many threads. Every operation on a closed one, or on its paths,
 * throws {@link ClosedFileSystemException}.
 */
public final class UnionFileSystem extends MountedFileSystem {
  /** The mount itself. */
  UnionFileSystem(MountPlan plan, SharedMount shared) {
    super(plan, shared);
  }

  /** The mount once more, with other credentials. */
  UnionFileSystem(UnionFileSystem mounted, Caller caller, long number) {
    super(mounted, caller, number);
  }

  @Override
  UnionFileSystem union() {
    return this;
  }

  /** Describes a mount, to be mounted by {@link UnionFileSystemBuilder#mount}. */
  public static UnionFileSystemBuilder builder() {
    return new UnionFileSystemBuilder();
  }

  // ---- the union ----

  /** The name in the URIs of its paths: {@code unionfs://NAME/}; of all views the same. */
  public String name() {
    return shared().name;
  }

  /** The lower layers, the bottom one first; a layer's number is its place in this list. */
  public List<Layer> lowerLayers() {
    return mount().lowerLayers();
  }

  /**
   * The directory of the writable layer, to be looked at: whiteouts and opaque marks are visible in
   * the form overlayfs gives them, and everything written so far is there. Nothing can be changed
   * through it.
   *
   * <p>Its symbolic links are those of the container, and lead where the storing filesystem takes
   * them: whoever reads a writable layer he does not trust uses {@link
   * java.nio.file.LinkOption#NOFOLLOW_LINKS}, or {@link #toLayer}.
   *
   * @throws ReadOnlyFileSystemException if the mount has no writable layer
   */
  public Path upper() throws IOException {
    return UnionCalls.upper(this);
  }

  /**
   * Writes everything out that the writable layer holds back, which is times and other attributes
   * (syncfs(2)); nothing where there is none. Other threads' changes wait meanwhile, reads do not.
   *
   * @throws IOException if the storing filesystem fails
   */
  public void sync() throws IOException {
    UnionCalls.ask(
        this,
        mount -> {
          mount.sync();
          return null;
        });
  }

  /**
   * Which layer provides the file at {@code path}, and which layers below it are hidden. A name
   * that was removed has a provenance too.
   *
   * @throws java.nio.file.NoSuchFileException if no layer speaks of it
   */
  public Provenance provenance(Path path) throws IOException {
    UnionPath file = own(path);
    return UnionCalls.ask(this, file, mount -> mount.provenance(file.pathName()));
  }

  /**
   * What each layer by itself says of {@code path}, before others hide it, whether anything is
   * shown there or not. Symbolic links are resolved but the last, as far as there is anything.
   */
  public PathLayers layersOf(Path path) throws IOException {
    UnionPath file = own(path);
    return UnionCalls.ask(this, file, mount -> mount.layersOf(file.pathName()));
  }

  /**
   * The files, directories too, that are in the writable layer because they were copied up, sorted
   * by path. A copy of one name of several is among them under {@code index=on} only: else it is a
   * file of its own, as in overlayfs.
   */
  public List<CopiedUp> copiedUp() throws IOException {
    return UnionCalls.ask(this, Mount::copiedUp);
  }

  /** What differs from the lower layers, sorted by path, as {@code docker diff} shows it. */
  public List<Change> changes() throws IOException {
    return UnionCalls.ask(this, Mount::changes);
  }

  /**
   * What differs from what {@code since} shows, sorted by path: with a snapshot that was taken when
   * the filesystem was mounted, all that was ever changed.
   *
   * @throws IllegalArgumentException if it is a snapshot of another mount
   */
  public List<Change> changesSince(Snapshot since) throws IOException {
    return UnionCalls.ask(this, mount -> mount.changesSince(since.engine()));
  }

  /** What the writable layer holds, as its quota counts it; nothing where there is none. */
  public Usage usage() {
    return mount().usage();
  }

  /**
   * What the blocks of the writable layer hold; nothing where nothing was written yet, or it is not
   * kept {@linkplain io.unionfs.overlay.MemoryMedium in blocks}.
   */
  public BlockUse blockUse() {
    BlockUse use = mount().blockUse();
    return use == null ? new BlockUse(0, 0) : use;
  }

  /** The writable layer, as it is now, as a layer to put under other mounts; its content copied. */
  public SealedLayer toLayer() throws IOException {
    return UnionCalls.ask(this, mount -> mount.toLayer(name()));
  }

  /**
   * Writes what differs from the lower layers as a layer archive: an uncompressed tar (OCI image
   * spec, layer.md). {@code out} stays open.
   *
   * <p>Applied to the same lower layers it shows what the union shows: names, types, owners,
   * permissions, modification times to the nanosecond, extended attributes, hard links, data.
   * Access and change times are left out, and so are sockets, which no tar holds. Only what differs
   * is in it, with the directories on the way, however it came to differ: what was undone is no
   * change. The same tree gives the same bytes. A directory that was renamed is written whole.
   *
   * <p>No file's content is held in memory, and nobody waits: names are those of one moment, files
   * are read one after another. A file that is changed meanwhile may be written in a state it never
   * had.
   *
   * @param progress is told of the bytes of the files, under the {@linkplain #name name} of the
   *     mount
   * @throws io.unionfs.layer.LayerException if a name begins with {@code .wh.}, which in a layer
   *     means a whiteout, or something is shown that cannot be read; names are looked at before
   *     anything is written
   * @throws IOException if reading or writing fails; {@code out} may then hold a part
   */
  public void writeLayer(OutputStream out, ProgressListener progress) throws IOException {
    UnionCalls.write(this, mount -> mount.writeLayer(out, name(), progress));
  }

  /** As {@link #writeLayer(OutputStream, ProgressListener)}, with nobody told. */
  public void writeLayer(OutputStream out) throws IOException {
    writeLayer(out, ProgressListener.NONE);
  }

  /**
   * Writes what differs from what {@code since} shows, in the manner of {@link
   * #writeLayer(OutputStream, ProgressListener)}: a layer for the layers of that moment.
   *
   * @throws IllegalArgumentException if it is a snapshot of another mount
   */
  public void writeLayerSince(Snapshot since, OutputStream out) throws IOException {
    UnionCalls.write(
        this, mount -> mount.writeLayerSince(since.engine(), out, name(), ProgressListener.NONE));
  }

  /**
   * Writes all that the union shows as one tar, as {@code docker export} does: in the manner of
   * {@link #writeLayer(OutputStream, ProgressListener)}, without whiteouts, the root directory
   * first.
   */
  public void writeTree(OutputStream out, ProgressListener progress) throws IOException {
    UnionCalls.write(this, mount -> mount.writeTree(out, name(), progress));
  }

  /** As {@link #writeTree(OutputStream, ProgressListener)}, with nobody told. */
  public void writeTree(OutputStream out) throws IOException {
    writeTree(out, ProgressListener.NONE);
  }

  /**
   * Copies the whole tree into a directory of another filesystem, for code that wants a {@link
   * java.io.File} or a process; as {@link #exportTo(Path, Path)} of the root.
   */
  public ExportReport exportTo(Path target) throws IOException {
    return exportTo(getPath("/"), target);
  }

  /**
   * Copies the directory {@code source}, and all that is in it, into a directory of another
   * filesystem: files and directories, symbolic links as links with the text they have, several
   * names of one file as several names of one file; permissions, times to the precision of the
   * target, {@code user} extended attributes, and owners where this process may give them. What
   * cannot be had there is in the report.
   *
   * <p>Nothing is written outside of {@code target}, whatever names and links the tree holds; links
   * that lead out of the tree lead out of the copy as well, and whoever reads the copy must beware
   * of them. The tree is built in a directory beside {@code target} that only this process's user
   * can enter, and takes its place in the end, in one step where the filesystem can do that. When
   * the export fails, that directory is removed and {@code target} is as it was. A filesystem that
   * cannot move a directory with what is in it, as a zip's, gets the tree at {@code target} from
   * the start. Let nobody else rename in the parent of {@code target}: one that others may write to
   * must be sticky, as {@code /tmp} is. Blocks of zeros become holes. It is a copy: what is changed
   * there, or here meanwhile, does not show on the other side, and a tree that is changed while it
   * is copied may be copied in a state that it never had.
   *
   * @param source a directory of this filesystem; links to it are followed
   * @param target a path of another provider where nothing is, or an empty directory; its parent
   *     must exist
   * @throws java.nio.file.NotDirectoryException if {@code source} is no directory
   * @throws java.nio.file.DirectoryNotEmptyException if {@code target} is not empty
   * @throws java.nio.file.FileAlreadyExistsException if {@code target} is no directory, or a link
   * @throws java.nio.file.ProviderMismatchException if {@code target} is a path of a union mount
   * @throws java.nio.file.ClosedFileSystemException if the mount is closed meanwhile
   * @throws IOException if reading or writing fails
   */
  public ExportReport exportTo(Path source, Path target) throws IOException {
    UnionPath directory = own(source);
    return new Export(directory.getFileSystem(), directory).to(target);
  }

  /**
   * As {@link #setListener(TraceListener)}, and names are looked up by {@code search} until the
   * listener is set again: {@link LookupStrategy#SCAN} shows how a name is found layer by layer, on
   * a mount that else asks its index.
   */
  public void setListener(TraceListener listener, LookupStrategy search) {
    mount().setListener(listener, search);
  }

  /** Has {@code listener} told what the mount does from now on; null for nobody. */
  public void setListener(TraceListener listener) {
    mount().setListener(listener);
  }

  // ---- snapshots ----

  /**
   * Takes a snapshot, to come back to by {@link #restore}: so that one expensive set-up serves many
   * tests. It takes the same time whatever the filesystem holds.
   *
   * <pre>{@code
   * Snapshot prepared = fs.snapshot();
   * for (Runnable test : tests) {
   *   test.run();
   *   fs.restore(prepared);
   * }
   * }</pre>
   *
   * <p>The writable layer is frozen, and a lower layer from then on, the topmost of {@link
   * #lowerLayers}; what is written goes to an empty one above it. Everything is shown as before,
   * with its inode numbers, times, owners, and links. But as with any lower layer, {@link
   * #changes}, {@link #toLayer}, {@link #writeLayer(OutputStream) writeLayer} and {@link #upper}
   * tell of what was changed since; a change to a file copies it up; under {@code redirect_dir=off}
   * a directory of it is not renamed, and a file with several names parts from the others when it
   * is changed. What was frozen still counts in {@link #usage}.
   *
   * <p>Channels that are open for reading stay open, and keep the data of this moment. Directory
   * streams, locks and watch services go on. The default quota, faults, and listeners stay.
   *
   * @return the snapshot, of this mount alone; any of its views may take and restore it
   * @throws java.nio.file.FileSystemException while a file is open for writing; it names each, and
   *     where each was opened is {@linkplain Throwable#getSuppressed suppressed}, if the mount
   *     {@linkplain UnionFileSystemBuilder#trackOpenResources keeps track} of that
   * @throws UnsupportedOperationException if the writable layer is not in blocks in memory, if
   *     there is none, under {@code index=on}, or if other filesystems are mounted in this
   */
  public Snapshot snapshot() throws IOException {
    return shared().snapshots().take(mount(), UnionPath.root(this));
  }

  /**
   * Goes back to {@code snapshot}: shows what was shown then, with an empty writable layer above
   * it. What was changed since is let go; snapshots that were taken since stay good. Paths, views,
   * listeners, the name, and watch services stay.
   *
   * <p>Channels and directory streams are closed first, of all views, as when the filesystem is
   * closed; their locks go with them. Keys of watch services are told {@link
   * java.nio.file.StandardWatchEventKinds#OVERFLOW}; one becomes invalid if its directory is not at
   * the path any more by which it was registered. An operation of another thread is done wholly
   * before or wholly after; one of several steps may meet a closed channel.
   *
   * @throws IllegalArgumentException if it is a snapshot of another mount
   * @throws UnsupportedOperationException as {@link #snapshot}
   * @throws IOException if something fails when it is closed, or other threads open files for
   *     writing without end; then nothing but that has changed
   */
  public void restore(Snapshot snapshot) throws IOException {
    shared().snapshots().restore(mount(), UnionPath.root(this), snapshot);
  }

  // ---- users ----

  /**
   * The same mount with other credentials: what is done with the paths of the view is done in the
   * name of {@code caller}, as by a process of his on Linux.
   *
   * <p>Files, locks, and the space are the mount's: {@link java.nio.file.Files#isSameFile
   * isSameFile} holds from one view to another. Paths belong to their view, and are not equal to
   * those of another. Where an operation takes two paths, each is resolved, read and written with
   * the credentials of its own view. {@link #changes}, {@link #provenance}, {@link #toLayer} and
   * {@link #upper} tell of the mount, whoever asks.
   *
   * <p>Closing a view closes its channels and leaves the mount open; closing the mount closes its
   * views. Every call makes a view of its own.
   */
  public UnionFileSystem as(Caller caller) {
    checkOpen();
    return shared().newView(mounted(), Objects.requireNonNull(caller));
  }

  /**
   * A view for a user of the image, as {@link #as(Caller)}.
   *
   * <pre>{@code
   * Files.writeString(fs.as("www-data").getPath("/var/www/index.html"), "hello");
   * }</pre>
   *
   * @param user {@code USER} or {@code USER:GROUP}, as {@code docker run --user} takes it, each a
   *     name in the mount's {@code /etc/passwd} or {@code /etc/group} or a number. Without a group
   *     the user has the primary group and the further groups of these files, with one this group
   *     alone; a number that {@code /etc/passwd} does not list has group 0; without a user it is
   *     root. The umask stays this filesystem's.
   * @throws UserPrincipalNotFoundException if there is no such user or group
   */
  public UnionFileSystem as(String user) throws IOException {
    checkOpen();
    return as(shared().accounts().resolve(user, caller().umask()));
  }

  /**
   * A view with the same credentials that lets {@code owned} go when it is closed, once, after its
   * channels: for one of several who share a mount that is closed with the last of them. URIs of
   * its paths lead to another view.
   */
  public UnionFileSystem sharing(Closeable owned) {
    checkOpen();
    UnionFileSystem view = shared().newHiddenView(mounted(), caller());
    view.setOwned(Objects.requireNonNull(owned));
    return view;
  }

  /**
   * The channels, directory streams and watch services that are open now, sorted by path. The
   * filesystem holds each of them until it is closed, and its file with it: what a program has
   * forgotten is never taken away by the garbage collector, but stays in this list, until the
   * filesystem is closed. Those of {@code Files.newInputStream}, {@code Files.list} and so on count
   * too. Of use without {@link UnionFileSystemBuilder#trackOpenResources} as well: only where they
   * were opened is then empty. Of the mount itself, those of its views are among them. It can be
   * asked after the close too.
   */
  public List<OpenResource> openResources() {
    return openFiles().list();
  }

  /**
   * Fails when anything is open, for the end of a test.
   *
   * @throws AssertionError that names each of {@link #openResources}; where each was opened is
   *     {@linkplain Throwable#getSuppressed suppressed}, if the mount keeps track of that
   */
  public void assertNoOpenResources() {
    openFiles().assertNone(this);
  }

  private UnionPath own(Path path) {
    checkOpen();
    UnionPath file = UnionPath.of(path);
    if (file.getFileSystem().shared() != shared()) {
      throw new IllegalArgumentException(
          "a path of " + file.getFileSystem() + ", not of " + this + ": " + file);
    }
    return file;
  }
}
