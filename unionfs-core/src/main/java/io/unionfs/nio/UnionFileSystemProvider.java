package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.DosFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.nio.file.spi.FileSystemProvider;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * Union mounts as filesystems of {@code java.nio.file}, scheme {@code unionfs}.
 *
 * <pre>{@code
 * FileSystem fs = FileSystems.newFileSystem(
 *     URI.create("unionfs://demo"), Map.of("lowerdir", List.of(top, base)));
 * Path motd = Path.of(URI.create("unionfs://demo/etc/motd"));
 * }</pre>
 *
 * <p>The keys of the map are overlayfs's mount options: {@code lowerdir}, a {@link Path} (of a
 * directory or a layer archive), an {@link io.unionfs.layer.Layer}, or a list of them, <em>topmost
 * first</em>; {@code datadir}, the same, for layers that hold only data; {@code upperdir} and
 * {@code workdir}, paths. Without {@code upperdir} the writable layer is in memory.
 *
 * <p>{@code redirect_dir}, {@code metacopy}, {@code index} and {@code xino} take the kernel's
 * values as texts, or the constants of {@link io.unionfs.overlay.OverlayOptions}; {@code ro},
 * {@code noatime}, {@code userxattr} and {@code volatile}, which take none there, {@code true} or
 * {@code false}, Booleans or texts. {@code nfs_export} and {@code verity} can only be {@code off}.
 * What is not known, not supported, or excludes another option is an IllegalArgumentException that
 * names it.
 *
 * <p>{@link UnionFileSystem#builder()} is the typed way to mount. Installed through the service
 * loader; not meant to be made by hand.
 */
public final class UnionFileSystemProvider extends FileSystemProvider {
  /** For the service loader. */
  public UnionFileSystemProvider() {}

  /** The installed one: the JDK compares the providers of two paths by identity. */
  private static final class Installed {
    static final UnionFileSystemProvider PROVIDER =
        FileSystemProvider.installedProviders().stream()
            .filter(UnionFileSystemProvider.class::isInstance)
            .map(UnionFileSystemProvider.class::cast)
            .findFirst()
            .orElseGet(UnionFileSystemProvider::new);
  }

  static UnionFileSystemProvider instance() {
    return Installed.PROVIDER;
  }

  // ---- filesystems ----

  @Override
  public String getScheme() {
    return PathUris.SCHEME;
  }

  @Override
  public UnionFileSystem newFileSystem(URI uri, Map<String, ?> options) throws IOException {
    String name = PathUris.fileSystemName(uri);
    if (!uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/")) {
      throw new IllegalArgumentException("URI \"" + uri + "\": a mount has no path");
    }
    MountRegistry.checkFree(name);
    MountPlan plan = MountOptions.parse(options);
    plan.name = name;
    return plan.mount();
  }

  /**
   * The open mount that {@code uri}, of the mount or of a path in it, names. With a user before the
   * name, {@code unionfs://www-data@NAME/}, a view of it: one that is open, or one made for this.
   *
   * @throws FileSystemNotFoundException if there is no such mount, or no such user in it
   */
  @Override
  public UnionFileSystem getFileSystem(URI uri) {
    PathUris.Authority authority = PathUris.authority(uri);
    UnionFileSystem mounted = MountRegistry.get(authority.name());
    try {
      return authority.user() == null ? mounted : mounted.view(authority.user());
    } catch (UserPrincipalNotFoundException e) {
      throw new FileSystemNotFoundException(uri + ": no user or group " + e.getName());
    }
  }

  @Override
  public Path getPath(URI uri) {
    return getFileSystem(uri).getPath(PathUris.path(uri));
  }

  // ---- data ----

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    UnionPath file = UnionPath.of(path);
    return Opening.open(file, options, Options.mode(Options.FILE_MODE, attributes));
  }

  /** {@inheritDoc} An interrupt does not close it. */
  @Override
  public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
    return Streams.input(UnionPath.of(path), options);
  }

  /** {@inheritDoc} An interrupt does not close it. */
  @Override
  public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
    return Streams.output(UnionPath.of(path), options);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Without an executor the operations run in daemon threads of this library, one for each that
   * runs at once.
   *
   * @throws UnsupportedOperationException also with {@code APPEND}, as the default provider
   */
  @Override
  public AsynchronousFileChannel newAsynchronousFileChannel(
      Path path,
      Set<? extends OpenOption> options,
      ExecutorService executor,
      FileAttribute<?>... attributes)
      throws IOException {
    UnionPath file = UnionPath.of(path);
    return Opening.openAsynchronous(
        file,
        options,
        executor == null ? IoThreads.POOL : executor,
        Options.mode(Options.FILE_MODE, attributes));
  }

  /**
   * {@inheritDoc}
   *
   * <p>It is a {@link java.nio.file.SecureDirectoryStream}.
   */
  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    return UnionDirectoryStream.open(UnionPath.of(path), Objects.requireNonNull(filter));
  }

  // ---- names ----

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    UnionPath directory = UnionPath.of(path);
    int mode = Options.mode(Options.DIRECTORY_MODE, attributes);
    try {
      Place.ofName(directory).mkdir(mode);
    } catch (ErrnoException e) {
      throw Errors.of(e, directory);
    }
  }

  @Override
  public void createSymbolicLink(Path path, Path target, FileAttribute<?>... attributes)
      throws IOException {
    UnionPath link = UnionPath.of(path);
    String text = UnionPath.of(target).toString();
    if (attributes.length > 0) {
      Options.mode(0, attributes);
      throw new UnsupportedOperationException(
          "Initial file attributes not supported when creating symbolic link");
    }
    try {
      Place.ofName(link).symlink(text);
    } catch (ErrnoException e) {
      throw Errors.of(e, link);
    }
  }

  /** A further name for {@code existing}; of a symbolic link, for the link itself. */
  @Override
  public void createLink(Path path, Path existing) throws IOException {
    UnionPath link = UnionPath.of(path);
    UnionPath file = UnionPath.of(existing);
    try {
      new TwoPlaces(Place.of(file, Follow.NOFOLLOW), Place.ofName(link)).link();
    } catch (ErrnoException e) {
      throw Errors.of(e, link, file);
    }
  }

  @Override
  public Path readSymbolicLink(Path path) throws IOException {
    UnionPath link = UnionPath.of(path);
    try {
      String target = Place.of(link, Follow.NOFOLLOW).readlink();
      return UnionPath.ofTarget(link.getFileSystem(), target);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EINVAL) {
        throw new NotLinkException(link.toString());
      }
      throw Errors.of(e, link);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    UnionPath file = UnionPath.of(path);
    Errno errno = remove(file);
    if (errno != null) {
      throw Errors.of(errno, file);
    }
  }

  @Override
  public boolean deleteIfExists(Path path) throws IOException {
    UnionPath file = UnionPath.of(path);
    Errno errno = remove(file);
    if (errno != null && errno != Errno.ENOENT) {
      throw Errors.of(errno, file);
    }
    return errno == null;
  }

  /** Removes {@code file}; a miss is returned. */
  private static Errno remove(UnionPath file) throws IOException {
    Lookup found = file.getFileSystem().lookup(file, Follow.NOFOLLOW);
    if (found instanceof Errno errno) {
      return errno;
    }
    boolean isDirectory = ((Inode) found).type() == FileType.DIRECTORY;
    try {
      Copying.remove(file, isDirectory);
      return null;
    } catch (ErrnoException e) {
      if (isDirectory && Copying.isNotEmpty(e.errno())) {
        throw new DirectoryNotEmptyException(file.toString());
      }
      if (e.errno() == Errno.ENOENT) {
        return e.errno();
      }
      throw Errors.of(e, file);
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Copying.copy(UnionPath.of(source), UnionPath.of(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Moving.move(UnionPath.of(source), UnionPath.of(target), options);
  }

  // ---- questions ----

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    UnionPath file = UnionPath.of(path);
    if (file.equals(other)) {
      return true;
    }
    if (!(Objects.requireNonNull(other) instanceof UnionPath second)) {
      return false;
    }
    UnionFileAttributes attributes = file.getFileSystem().stat(file, Follow.FOLLOW);
    return attributes.isSameFile(second.getFileSystem().stat(second, Follow.FOLLOW));
  }

  @Override
  public boolean isHidden(Path path) {
    UnionPath file = UnionPath.of(path);
    file.getFileSystem().mount();
    String name = file.lastName();
    return name != null && name.startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    UnionPath file = UnionPath.of(path);
    Place place = Place.of(file, Follow.FOLLOW);
    if (place.lookup(Follow.FOLLOW) instanceof Errno errno) {
      throw Errors.of(errno, file);
    }
    return place.store();
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    UnionPath file = UnionPath.of(path);
    Errno errno = access(file, modes);
    if (errno != null) {
      throw Errors.ofAccess(errno, file);
    }
  }

  private static Errno access(UnionPath file, AccessMode... modes) {
    return Place.of(file, Follow.FOLLOW).access(wanted(modes));
  }

  private static Set<io.unionfs.overlay.AccessMode> wanted(AccessMode... modes) {
    if (modes.length == 0) {
      return Set.of();
    }
    Set<io.unionfs.overlay.AccessMode> wanted = EnumSet.noneOf(io.unionfs.overlay.AccessMode.class);
    for (AccessMode mode : modes) {
      wanted.add(
          switch (mode) {
            case READ -> io.unionfs.overlay.AccessMode.READ;
            case WRITE -> io.unionfs.overlay.AccessMode.WRITE;
            case EXECUTE -> io.unionfs.overlay.AccessMode.EXECUTE;
          });
    }
    return wanted;
  }

  /** What {@code Files.exists} calls from JDK 20 on: a miss makes no exception. */
  public boolean exists(Path path, LinkOption... options) {
    UnionPath file = UnionPath.of(path);
    return file.getFileSystem().lookup(file, Options.follow(options)) instanceof Inode;
  }

  // ---- attributes ----

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return AttributeViews.of(UnionPath.of(path), type, Options.follow(options));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    UnionPath file = UnionPath.of(path);
    Follow follow = Options.follow(options);
    if (type == DosFileAttributes.class) {
      return type.cast(new DosView(file, follow).readAttributes());
    }
    checkType(type);
    return type.cast(file.getFileSystem().attributes(file, follow));
  }

  /** What {@code Files.isDirectory} and others call from JDK 20 on; null for a miss. */
  public <A extends BasicFileAttributes> A readAttributesIfExists(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    UnionPath file = UnionPath.of(path);
    if (type == DosFileAttributes.class) {
      try {
        return readAttributes(path, type, options);
      } catch (NoSuchFileException e) {
        return null;
      }
    }
    checkType(type);
    return type.cast(file.getFileSystem().attributesIfThere(file, Options.follow(options)));
  }

  private static void checkType(Class<? extends BasicFileAttributes> type) {
    Objects.requireNonNull(type);
    if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
      throw new UnsupportedOperationException("attributes of type " + type.getName());
    }
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    UnionPath file = UnionPath.of(path);
    String[] names = attributeName(attributes);
    return AttributeViews.of(file, names[0], Options.follow(options)).read(names[1].split(","));
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    UnionPath file = UnionPath.of(path);
    String[] name = attributeName(attribute);
    AttributeViews.of(file, name[0], Options.follow(options)).set(name[1], value);
  }

  /** View and attribute: {@code posix} and {@code owner} of {@code posix:owner}. */
  private static String[] attributeName(String attribute) {
    int colon = attribute.indexOf(':');
    if (colon < 0) {
      return new String[] {"basic", attribute};
    }
    if (colon == 0) {
      throw new IllegalArgumentException(attribute);
    }
    return new String[] {attribute.substring(0, colon), attribute.substring(colon + 1)};
  }
}
