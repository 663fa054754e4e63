package io.unionfs.nio;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A filesystem to be looked at and not changed: every change throws {@link
 * java.nio.file.ReadOnlyFileSystemException}. Guards a writable layer against accidents; it is open
 * as long as what is behind it, and cannot be closed.
 */
final class ReadOnlyFileSystem extends FileSystem {
  private final FileSystem behind;
  private final Refreshing refreshing;

  /** Brings what is behind up to date, where that is a picture. */
  interface Refreshing {
    void run() throws IOException;
  }

  private ReadOnlyFileSystem(FileSystem behind, Refreshing refreshing) {
    this.behind = behind;
    this.refreshing = refreshing;
  }

  /**
   * {@code path}, guarded.
   *
   * @param refreshing is done whenever something is looked at
   */
  static Path guarding(Path path, Refreshing refreshing) {
    return new ReadOnlyFileSystem(path.getFileSystem(), refreshing).guarded(path);
  }

  void refresh() throws IOException {
    refreshing.run();
  }

  Path guarded(Path path) {
    return path == null ? null : new ReadOnlyPath(this, path);
  }

  FileSystem behind() {
    return behind;
  }

  @Override
  public FileSystemProvider provider() {
    return ReadOnlyProvider.INSTANCE;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("closed with the mount");
  }

  @Override
  public boolean isOpen() {
    return behind.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public String getSeparator() {
    return behind.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    List<Path> roots = new ArrayList<>();
    behind.getRootDirectories().forEach(root -> roots.add(guarded(root)));
    return roots;
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return behind.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return behind.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return guarded(behind.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = behind.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(ReadOnlyPath.behind(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return behind.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("a guarded directory cannot be watched");
  }

  /** Two guards of one filesystem are the same to their paths. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ReadOnlyFileSystem that && behind.equals(that.behind);
  }

  @Override
  public int hashCode() {
    return behind.hashCode();
  }
}
