package io.unionfs.nio;

import io.unionfs.layer.Layer;
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
import io.unionfs.trace.TraceListener;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Locale;
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
  private final Mount mount;
  private final Caller caller;
  private final String name;
  private final long device;
  private final List<Layer> opened;
  private final UnionFileStore store;
  private final OpenFiles openFiles = new OpenFiles();
  private final FileLocks locks = new FileLocks();
  private volatile boolean open = true;

  /**
   * @param opened the layers that are closed with the filesystem
   */
  UnionFileSystem(MountPlan plan, Mount mount, List<Layer> opened) {
    this(plan, mount, opened, MountRegistry.nextNumber());
  }

  /**
   * @param device the mount's number: all views of one mount have the same
   */
  UnionFileSystem(MountPlan plan, Mount mount, List<Layer> opened, long device) {
    this.mount = mount;
    this.caller = plan.caller;
    this.device = device;
    this.name = plan.name != null ? plan.name : "mount-" + device;
    this.opened = List.copyOf(opened);
    this.store = new UnionFileStore(this);
  }

  /** Describes a mount, to be mounted by {@link UnionFileSystemBuilder#mount}. */
  public static UnionFileSystemBuilder builder() {
    return new UnionFileSystemBuilder();
  }

  // ---- the union ----

  /** The name in the URIs of its paths: {@code unionfs://NAME/}. */
  public String name() {
    return name;
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
      return ReadOnlyFileSystem.guarding(directory);
    } catch (ErrnoException e) {
      throw Errors.of(e, getPath("/"));
    }
  }

  /** Which layer provides the file at {@code path}, and which layers below it are hidden. */
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

  /** The writable layer, as it is now, as a layer to put under other mounts; its content copied. */
  public SealedLayer toLayer() throws IOException {
    try {
      return mount().toLayer(name);
    } catch (ErrnoException e) {
      throw Errors.of(e, getPath("/"));
    }
  }

  /** Has {@code listener} told what the mount does from now on; null for nobody. */
  public void setListener(TraceListener listener) {
    mount().setListener(listener);
  }

  // ---- FileSystem ----

  @Override
  public FileSystemProvider provider() {
    return UnionFileSystemProvider.instance();
  }

  /**
   * Writes everything out, closes the channels and directory streams on its files, and lets the
   * writable layer go. What was in memory is lost.
   */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (!open) {
        return;
      }
      open = false;
    }
    MountRegistry.remove(this);
    IOException failure = null;
    failure = tried(openFiles::closeAll, failure);
    failure = tried(mount::close, failure);
    for (Layer layer : opened) {
      failure = tried(layer::close, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private interface Closing {
    void run() throws IOException;
  }

  private static IOException tried(Closing step, IOException earlier) {
    try {
      step.run();
    } catch (IOException e) {
      if (earlier == null) {
        return e;
      }
      earlier.addSuppressed(e);
    }
    return earlier;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isReadOnly() {
    return mount.isReadOnly();
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
   * One store, the mount (statfs(2)). {@link FileStore#getAttribute} knows {@code totalSpace},
   * {@code usableSpace} and {@code unallocatedSpace} in bytes, and, each a {@code Long}:
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
    return List.of(store);
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

  /** Users and groups by number. */
  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    checkOpen();
    return new Principals.LookupService();
  }

  /**
   * Not supported yet.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public WatchService newWatchService() {
    checkOpen();
    throw new UnsupportedOperationException("a union mount cannot be watched");
  }

  @Override
  public String toString() {
    return PathUris.SCHEME + "://" + name + "/";
  }

  // ---- for this package ----

  private void checkOpen() {
    if (!open) {
      throw new ClosedFileSystemException();
    }
  }

  /** The engine, while the filesystem is open. */
  Mount mount() {
    checkOpen();
    return mount;
  }

  /** In whose name everything is done. */
  Caller caller() {
    return caller;
  }

  /** The number that tells this mount from others, {@code st_dev}. */
  long device() {
    return device;
  }

  OpenFiles openFiles() {
    return openFiles;
  }

  FileLocks locks() {
    return locks;
  }

  FileStore store() {
    return store;
  }

  Lookup lookup(UnionPath path, Follow follow) {
    return mount().lookup(caller, path.pathName(), follow);
  }

  /** What {@code found} says. */
  UnionFileAttributes attributesOf(Inode found) {
    return new UnionFileAttributes(found.stat(), device);
  }

  /** The attributes, as a step of another operation. */
  UnionFileAttributes stat(UnionPath path, Follow follow) throws IOException {
    Lookup found = lookup(path, follow);
    if (found instanceof Errno errno) {
      throw Errors.of(errno, path);
    }
    return attributesOf((Inode) found);
  }

  /** The attributes, as they were asked for. */
  UnionFileAttributes attributes(UnionPath path, Follow follow) throws IOException {
    Lookup found = lookup(path, follow);
    if (found instanceof Errno errno) {
      throw Errors.ofAttributes(errno, path);
    }
    return attributesOf((Inode) found);
  }

  private UnionPath own(Path path) {
    UnionPath file = UnionPath.of(path);
    if (file.getFileSystem() != this) {
      throw new IllegalArgumentException(
          "a path of " + file.getFileSystem() + ", not of " + this + ": " + file);
    }
    return file;
  }
}
