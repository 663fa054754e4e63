package io.unionfs.nio;

import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A mount as one caller sees it, with what {@link FileSystem} asks of it and what this package
 * does; what a union has besides is in {@link UnionFileSystem}.
 */
abstract sealed class MountedFileSystem extends FileSystem permits UnionFileSystem {
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
  MountedFileSystem(MountPlan plan, SharedMount shared) {
    this.shared = shared;
    this.caller = plan.caller;
    this.mounted = union();
    this.number = 0;
    this.store = new UnionFileStore(union());
    this.openFiles = shared.openFiles;
  }

  /** The mount once more, with other credentials. */
  MountedFileSystem(UnionFileSystem mounted, Caller caller, long number) {
    this.shared = mounted.shared();
    this.caller = caller;
    this.mounted = mounted;
    this.number = number;
    this.store = mounted.store();
    this.openFiles = new OpenFiles(shared.openFiles);
  }

  /** This, by the type that its users know. */
  abstract UnionFileSystem union();

  /** In whose name everything is done. */
  public Caller caller() {
    return caller;
  }

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
    MountRegistry.remove(union());
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
    return List.of(UnionPath.root(union()));
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
      return UnionPath.parse(union(), first);
    }
    StringBuilder text = new StringBuilder(first);
    for (String part : more) {
      if (!part.isEmpty()) {
        text.append(text.length() > 0 ? "/" : "").append(part);
      }
    }
    return UnionPath.parse(union(), text.toString());
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    checkOpen();
    return PathSyntax.matcher(syntaxAndPattern);
  }

  /**
   * Users and groups by their names in the mount's {@code /etc/passwd} and {@code /etc/group}, as
   * they are at that moment, else by number. Who may not read these files finds no names.
   */
  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    checkOpen();
    return new Principals.LookupService(union());
  }

  /**
   * Watches directories, as the default provider does with inotify(7): whoever changes the mount,
   * it is told as soon as the change can be seen; nothing is polled. Closed with the filesystem.
   */
  @Override
  public WatchService newWatchService() throws IOException {
    checkOpen();
    return openFiles.register(
        new UnionWatchService(union()), OpenResource.Kind.WATCH_SERVICE, UnionPath.root(union()));
  }

  @Override
  public String toString() {
    return PathUris.SCHEME + "://" + authority() + "/";
  }

  // ---- for this package ----

  final void checkOpen() {
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
    return shared.findView(wanted).orElseGet(() -> union().as(wanted));
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

  /** This is the mount itself, or the mount that this is a view of. */
  UnionFileSystem mounted() {
    return mounted;
  }

  /** Has {@code last} closed after this view. */
  void setOwned(Closeable last) {
    owned = last;
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

  UnionFileStore store() {
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
    return new UnionFileAttributes(((Inode) found).stat(), mount, union());
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
}
