package io.unionfs.nio;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Passes on what looks at a {@link ReadOnlyPath}, and refuses what changes it. */
final class ReadOnlyProvider extends FileSystemProvider {
  static final ReadOnlyProvider INSTANCE = new ReadOnlyProvider();

  private static final Set<StandardOpenOption> CHANGING =
      Set.of(
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          StandardOpenOption.CREATE,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.DELETE_ON_CLOSE);

  private static final List<String> CHANGES = List.of("set", "write", "delete", "remove");

  private ReadOnlyProvider() {}

  @Override
  public String getScheme() {
    return PathUris.SCHEME + "-upper";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> options) {
    throw new UnsupportedOperationException("not to be made by URI: " + uri);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException("not to be found by URI: " + uri);
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("not to be found by URI: " + uri);
  }

  // ---- looking ----

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return Files.newByteChannel(ReadOnlyPath.looked(path), reading(options));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return FileChannel.open(ReadOnlyPath.looked(path), reading(options));
  }

  private static Set<? extends OpenOption> reading(Set<? extends OpenOption> options) {
    if (options.stream().anyMatch(CHANGING::contains)) {
      throw new ReadOnlyFileSystemException();
    }
    return options;
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    ReadOnlyFileSystem fileSystem = ((ReadOnlyPath) path).fileSystem();
    DirectoryStream<Path> behind =
        Files.newDirectoryStream(
            ReadOnlyPath.looked(path), file -> filter.accept(fileSystem.guarded(file)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> files = behind.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return files.hasNext();
          }

          @Override
          public Path next() {
            return fileSystem.guarded(files.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        behind.close();
      }
    };
  }

  @Override
  public Path readSymbolicLink(Path path) throws IOException {
    return ((ReadOnlyPath) path)
        .fileSystem()
        .guarded(Files.readSymbolicLink(ReadOnlyPath.looked(path)));
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return other instanceof ReadOnlyPath
        && Files.isSameFile(ReadOnlyPath.looked(path), ReadOnlyPath.behind(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return Files.isHidden(ReadOnlyPath.looked(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return Files.getFileStore(ReadOnlyPath.looked(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    if (Arrays.asList(modes).contains(AccessMode.WRITE)) {
      throw new java.nio.file.FileSystemException(path.toString(), null, "Read-only file system");
    }
    Path behind = ReadOnlyPath.looked(path);
    behind.getFileSystem().provider().checkAccess(behind, modes);
  }

  /** The view behind, without its setters. */
  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    V behind = Files.getFileAttributeView(ReadOnlyPath.behind(path), type, options);
    if (behind == null) {
      return null;
    }
    return type.cast(
        Proxy.newProxyInstance(
            ReadOnlyProvider.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (CHANGES.stream().anyMatch(method.getName()::startsWith)) {
                throw new ReadOnlyFileSystemException();
              }
              ((ReadOnlyPath) path).fileSystem().refresh();
              try {
                return method.invoke(behind, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return Files.readAttributes(ReadOnlyPath.looked(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return Files.readAttributes(ReadOnlyPath.looked(path), attributes, options);
  }

  // ---- changing ----

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void createLink(Path link, Path existing) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void delete(Path path) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) {
    throw new ReadOnlyFileSystemException();
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
    throw new ReadOnlyFileSystemException();
  }
}
