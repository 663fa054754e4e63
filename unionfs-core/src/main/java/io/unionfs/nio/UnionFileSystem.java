package io.unionfs.nio;

import io.unionfs.glob.Globs;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.BlockUse;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.Provenance;
import io.unionfs.overlay.SealedLayer;
import io.unionfs.overlay.Usage;
import io.unionfs.trace.ProgressListener;
import io.unionfs.trace.TraceListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

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
public final class UnionFileSystem extends FileSystem {
  private final SharedMount shared;
  private final Caller caller;

  /** This is the mount itself, or the mount that this is a view of: it lives as long as a view. */
  private final UnionFileSystem mounted;

  /** Tells the views of one mount apart; 0 for the mount itself. */
  private final long number;

  private final UnionFileStore store;
  private final OpenFiles openFiles;
  private volatile boolean open = true;

  /** What is closed after this view; null for nothing. */
  private volatile Closeable owned;

  /** The mount itself. */
  UnionFileSystem(MountPlan plan, SharedMount shared) {
    this.shared = shared;
    this.caller = plan.caller;
    this.mounted = this;
    this.number = 0;
    this.store = new UnionFileStore(this);
    this.openFiles = shared.openFiles;
  }

  /** The mount once more, with other credentials. */
  UnionFileSystem(UnionFileSystem mounted, Caller caller, long number) {
    this.shared = mounted.shared;
    this.caller = caller;
    this.mounted = mounted;
    this.number = number;
    this.store = mounted.store;
    this.openFiles = new OpenFiles(shared.openFiles);
  }

  /** Describes a mount, to be mounted by {@link UnionFileSystemBuilder#mount}. */
  public static UnionFileSystemBuilder builder() {
    return new UnionFileSystemBuilder();
  }

  // ---- the union ----

  /** The name in the URIs of its paths: {@code unionfs://NAME/}; of all views the same. */
  public String name() {
    return shared.name;
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
    try {
      Path directory = mount().upperDirectory();
      if (directory == null) {
        throw new ReadOnlyFileSystemException();
      }
      return ReadOnlyFileSystem.guarding(directory, this::refreshUpper);
    } catch (ErrnoException e) {
      throw Errors.of(e, getPath("/"));
    }
  }

  /** A picture of a writable layer in memory is brought up to date when it is looked at. */
  private void refreshUpper() throws IOException {
    if (isOpen() && mount().isUpperDirectoryStale()) {
      try {
        mount().upperDirectory();
      } catch (ErrnoException e) {
        throw Errors.of(e, getPath("/"));
      }
    }
  }

  /**
   * Which layer provides the file at {@code path}, and which layers below it are hidden. A name
   * that was removed has a provenance too.
   *
   * @throws java.nio.file.NoSuchFileException if no layer speaks of it
   */
  public Provenance provenance(Path path) throws IOException {
    UnionPath file = own(path);
    try {
      return mount().provenance(file.pathName());
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
  }

  /** What differs from the lower layers, sorted by path, as {@code docker diff} shows it. */
  public List<Change> changes() throws IOException {
    try {
      return mount().changes();
    } catch (ErrnoException e) {
      throw Errors.of(e, getPath("/"));
    }
  }

  /**
   * What differs from what {@code since} shows, sorted by path: with a snapshot that was taken when
   * the filesystem was mounted, all that was ever changed.
   *
   * @throws IllegalArgumentException if it is a snapshot of another mount
   */
  public List<Change> changesSince(Snapshot since) throws IOException {
    try {
      return mount().changesSince(since.engine());
    } catch (ErrnoException e) {
      throw Errors.of(e, getPath("/"));
    }
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
    try {
      return mount().toLayer(shared.name);
    } catch (ErrnoException e) {
      throw Errors.of(e, getPath("/"));
    }
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
    writing(mount -> mount.writeLayer(out, name(), progress));
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
    writing(mount -> mount.writeLayerSince(since.engine(), out, name(), ProgressListener.NONE));
  }

  /**
   * Writes all that the union shows as one tar, as {@code docker export} does: in the manner of
   * {@link #writeLayer(OutputStream, ProgressListener)}, without whiteouts, the root directory
   * first.
   */
  public void writeTree(OutputStream out, ProgressListener progress) throws IOException {
    writing(mount -> mount.writeTree(out, name(), progress));
  }

  /** As {@link #writeTree(OutputStream, ProgressListener)}, with nobody told. */
  public void writeTree(OutputStream out) throws IOException {
    writeTree(out, ProgressListener.NONE);
  }

  private interface Writing {
    void from(Mount mount) throws ErrnoException, IOException;
  }

  private void writing(Writing writing) throws IOException {
    Mount mount = mount();
    try {
      writing.from(mount);
    } catch (ErrnoException | IOException e) {
      if (!isOpen()) {
        ClosedFileSystemException closed = new ClosedFileSystemException();
        closed.initCause(e);
        throw closed;
      }
      throw e instanceof ErrnoException errno ? Errors.of(errno, getPath("/")) : (IOException) e;
    }
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
    return shared.snapshots().take(mount(), UnionPath.root(this));
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
    shared.snapshots().restore(mount(), UnionPath.root(this), snapshot);
  }

  // ---- users ----

  /** In whose name everything is done. */
  public Caller caller() {
    return caller;
  }

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
    return shared.newView(mounted, Objects.requireNonNull(caller));
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
    return as(shared.accounts().resolve(user, caller.umask()));
  }

  /**
   * A view with the same credentials that lets {@code owned} go when it is closed, once, after its
   * channels: for one of several who share a mount that is closed with the last of them. URIs of
   * its paths lead to another view.
   */
  public UnionFileSystem sharing(Closeable owned) {
    checkOpen();
    UnionFileSystem view = shared.newHiddenView(mounted, caller);
    view.owned = Objects.requireNonNull(owned);
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
    return openFiles.list();
  }

  /**
   * Fails when anything is open, for the end of a test.
   *
   * @throws AssertionError that names each of {@link #openResources}; where each was opened is
   *     {@linkplain Throwable#getSuppressed suppressed}, if the mount keeps track of that
   */
  public void assertNoOpenResources() {
    List<OpenResource> leaks = openResources();
    if (leaks.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder(leaks.size() + " still open in " + this + ":");
    leaks.forEach(leak -> message.append("\n  ").append(leak));
    if (leaks.get(0).opened().isEmpty()) {
      message.append("\nmount with trackOpenResources() to be told where they were opened");
    }
    AssertionError error = new AssertionError(message.toString());
    leaks.forEach(leak -> leak.opened().ifPresent(error::addSuppressed));
    throw error;
  }

  // ---- FileSystem ----

  @Override
  public FileSystemProvider provider() {
    return UnionFileSystemProvider.instance();
  }

  /**
   * Writes everything out, closes the channels and directory streams on its files and its watch
   * services, and lets the writable layer go. What was in memory is lost. Of a view: closes its own
   * channels, streams and watch services.
   */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (!open) {
        return;
      }
      open = false;
    }
    if (mounted != this) {
      Closeable last = owned;
      try (last) {
        openFiles.closeAll();
      }
      return;
    }
    MountRegistry.remove(this);
    shared.close();
  }

  @Override
  public boolean isOpen() {
    return open && shared.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return shared.readOnly;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    checkOpen();
    return List.of(UnionPath.root(this));
  }

  /**
   * One store, the mount (statfs(2)), and one for each that is mounted in it. {@link
   * FileStore#getAttribute} knows {@code totalSpace}, {@code usableSpace} and {@code
   * unallocatedSpace} in bytes, and, each a {@code Long}:
   *
   * <ul>
   *   <li>{@code statfs:type}: 0x794c7630, {@link io.unionfs.overlay.FileSystemStat#OVERLAYFS};
   *   <li>{@code statfs:blockSize}: the unit of the next three, in bytes;
   *   <li>{@code statfs:blocks}, {@code statfs:freeBlocks}, {@code statfs:availableBlocks}: of
   *       where the writable layer lies, in memory of what it may hold there; 0 on a read-only
   *       mount;
   *   <li>{@code statfs:maxNameBytes}: 255.
   * </ul>
   *
   * <p>Other names are {@link UnsupportedOperationException}.
   */
  @Override
  public Iterable<FileStore> getFileStores() {
    checkOpen();
    MountTable mounts = shared.mounts();
    if (mounts == null) {
      return List.of(store);
    }
    List<FileStore> stores = new ArrayList<>();
    stores.add(store);
    stores.addAll(mounts.stores());
    return stores;
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return AttributeViews.NAMES;
  }

  @Override
  public Path getPath(String first, String... more) {
    checkOpen();
    if (more.length == 0) {
      return UnionPath.parse(this, first);
    }
    StringBuilder text = new StringBuilder(first);
    for (String part : more) {
      if (!part.isEmpty()) {
        text.append(text.length() > 0 ? "/" : "").append(part);
      }
    }
    return UnionPath.parse(this, text.toString());
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    checkOpen();
    int colon = syntaxAndPattern.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("the form is syntax:pattern: " + syntaxAndPattern);
    }
    String pattern = syntaxAndPattern.substring(colon + 1);
    String regex =
        switch (syntaxAndPattern.substring(0, colon).toLowerCase(Locale.ROOT)) {
          case "glob" -> Globs.toRegex(pattern);
          case "regex" -> pattern;
          default ->
              throw new UnsupportedOperationException(
                  "Syntax '" + syntaxAndPattern.substring(0, colon) + "' not recognized");
        };
    Pattern compiled = Pattern.compile(regex);
    return path -> compiled.matcher(path.toString()).matches();
  }

  /**
   * Users and groups by their names in the mount's {@code /etc/passwd} and {@code /etc/group}, as
   * they are at that moment, else by number. Who may not read these files finds no names.
   */
  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    checkOpen();
    return new Principals.LookupService(this);
  }

  /**
   * Watches directories, as the default provider does with inotify(7): whoever changes the mount,
   * it is told as soon as the change can be seen; nothing is polled. Closed with the filesystem.
   */
  @Override
  public WatchService newWatchService() throws IOException {
    checkOpen();
    return openFiles.register(
        new UnionWatchService(this), OpenResource.Kind.WATCH_SERVICE, UnionPath.root(this));
  }

  @Override
  public String toString() {
    return PathUris.SCHEME + "://" + authority() + "/";
  }

  // ---- for this package ----

  private void checkOpen() {
    if (!isOpen()) {
      throw new ClosedFileSystemException();
    }
  }

  /** The engine, while the filesystem is open. */
  Mount mount() {
    checkOpen();
    Mount engine = shared.engine();
    if (engine == null) {
      throw new ClosedFileSystemException();
    }
    return engine;
  }

  /** The view that the user part of a URI speaks of: an open one, or one made for it. */
  UnionFileSystem view(String userPart) throws UserPrincipalNotFoundException {
    Caller wanted = shared.accounts().parse(userPart, shared.umask);
    return shared.findView(wanted).orElseGet(() -> as(wanted));
  }

  /** What stands in URIs before the path. */
  String authority() {
    return mounted == this
        ? shared.name
        : UserSpec.format(caller, shared.umask) + PathUris.AT + shared.name;
  }

  /** The image's users, as this caller sees them. */
  AccountTable users() {
    return shared.accounts().users(caller);
  }

  /** The image's groups, as this caller sees them. */
  AccountTable groups() {
    return shared.accounts().groups(caller);
  }

  /** Tells the views of one mount apart. */
  long number() {
    return number;
  }

  /** The number that tells this mount from others, {@code st_dev}. */
  long device() {
    return shared.device;
  }

  OpenFiles openFiles() {
    return openFiles;
  }

  SharedMount shared() {
    return shared;
  }

  FileStore store() {
    return store;
  }

  Lookup lookup(UnionPath path, Follow follow) {
    return lookup(path, follow, across(path, follow));
  }

  /** Where {@code path} leads, if anything is mounted in this; else null. */
  private Place across(UnionPath path, Follow follow) {
    return shared.mounts() == null ? null : Place.of(path, follow);
  }

  private Lookup lookup(UnionPath path, Follow follow, Place across) {
    return across == null ? mount().lookup(caller, path.pathName(), follow) : across.lookup(follow);
  }

  private UnionFileAttributes attributesOf(Lookup found, Place across) {
    SharedMount mount = across == null ? shared : across.mounted();
    return new UnionFileAttributes(((Inode) found).stat(), mount, this);
  }

  /** The attributes, as a step of another operation. */
  UnionFileAttributes stat(UnionPath path, Follow follow) throws IOException {
    Place across = across(path, follow);
    Lookup found = lookup(path, follow, across);
    if (found instanceof Errno errno) {
      throw Errors.of(errno, path);
    }
    return attributesOf(found, across);
  }

  /** The attributes, as they were asked for. */
  UnionFileAttributes attributes(UnionPath path, Follow follow) throws IOException {
    Place across = across(path, follow);
    Lookup found = lookup(path, follow, across);
    if (found instanceof Errno errno) {
      throw Errors.ofAttributes(errno, path);
    }
    return attributesOf(found, across);
  }

  /** The same, or null where nothing is. */
  UnionFileAttributes attributesIfThere(UnionPath path, Follow follow) throws IOException {
    Place across = across(path, follow);
    Lookup found = lookup(path, follow, across);
    if (found instanceof Errno errno) {
      if (errno == Errno.ENOENT || errno == Errno.ENOTDIR) {
        return null;
      }
      throw Errors.of(errno, path);
    }
    return attributesOf(found, across);
  }

  private UnionPath own(Path path) {
    checkOpen();
    UnionPath file = UnionPath.of(path);
    if (file.getFileSystem().shared != shared) {
      throw new IllegalArgumentException(
          "a path of " + file.getFileSystem() + ", not of " + this + ": " + file);
    }
    return file;
  }
}
