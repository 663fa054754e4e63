package io.unionfs.nio;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;

/** A path whose file is looked at and not changed; everything else is as the path behind it. */
record ReadOnlyPath(ReadOnlyFileSystem fileSystem, Path behind) implements Path {

  /** The path behind {@code path}, which is one of these. */
  static Path behind(Path path) {
    if (Objects.requireNonNull(path) instanceof ReadOnlyPath ours) {
      return ours.behind;
    }
    throw new ProviderMismatchException();
  }

  /** The same, for a look at its file as it is now. */
  static Path looked(Path path) throws IOException {
    Path behind = behind(path);
    ((ReadOnlyPath) path).fileSystem.refresh();
    return behind;
  }

  @Override
  public ReadOnlyFileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return behind.isAbsolute();
  }

  @Override
  public Path getRoot() {
    return fileSystem.guarded(behind.getRoot());
  }

  @Override
  public Path getFileName() {
    return fileSystem.guarded(behind.getFileName());
  }

  @Override
  public Path getParent() {
    return fileSystem.guarded(behind.getParent());
  }

  @Override
  public int getNameCount() {
    return behind.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return fileSystem.guarded(behind.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return fileSystem.guarded(behind.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return Objects.requireNonNull(other) instanceof ReadOnlyPath that
        && behind.startsWith(that.behind);
  }

  @Override
  public boolean endsWith(Path other) {
    return Objects.requireNonNull(other) instanceof ReadOnlyPath that
        && behind.endsWith(that.behind);
  }

  @Override
  public Path normalize() {
    return fileSystem.guarded(behind.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return fileSystem.guarded(behind.resolve(behind(other)));
  }

  @Override
  public Path relativize(Path other) {
    return fileSystem.guarded(behind.relativize(behind(other)));
  }

  /** The URI of the path behind: there is none for the guard. */
  @Override
  public URI toUri() {
    return behind.toUri();
  }

  @Override
  public File toFile() {
    throw new UnsupportedOperationException("a java.io.File would not be guarded: " + behind);
  }

  @Override
  public Path toAbsolutePath() {
    return fileSystem.guarded(behind.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return fileSystem.guarded(looked(this).toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    Objects.requireNonNull(watcher);
    throw new ProviderMismatchException();
  }

  @Override
  public int compareTo(Path other) {
    return behind.compareTo(((ReadOnlyPath) other).behind);
  }

  @Override
  public String toString() {
    return behind.toString();
  }
}
