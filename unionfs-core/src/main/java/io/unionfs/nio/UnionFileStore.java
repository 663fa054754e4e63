package io.unionfs.nio;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Objects;
import java.util.Set;

/**
 * A mount as a place to store files. Its space is that of the filesystem under the writable layer;
 * in memory, the heap's.
 */
final class UnionFileStore extends FileStore {
  private static final long BLOCK_BYTES = 4096;

  private static final Set<Class<? extends FileAttributeView>> VIEWS =
      Set.of(
          BasicFileAttributeView.class,
          FileOwnerAttributeView.class,
          PosixFileAttributeView.class,
          UserDefinedFileAttributeView.class,
          XattrFileAttributeView.class);

  private final UnionFileSystem fileSystem;

  /** Where the writable layer is, or null when it is in memory, or there is none. */
  private final Path upper;

  UnionFileStore(UnionFileSystem fileSystem, Path upper) {
    this.fileSystem = fileSystem;
    this.upper = upper;
  }

  @Override
  public String name() {
    return fileSystem.name();
  }

  @Override
  public String type() {
    return "overlay";
  }

  @Override
  public boolean isReadOnly() {
    return fileSystem.isReadOnly();
  }

  @Override
  public long getTotalSpace() throws IOException {
    return upper != null ? stored().getTotalSpace() : Runtime.getRuntime().maxMemory();
  }

  @Override
  public long getUsableSpace() throws IOException {
    return upper != null ? stored().getUsableSpace() : getUnallocatedSpace();
  }

  @Override
  public long getUnallocatedSpace() throws IOException {
    if (isReadOnly()) {
      return 0;
    }
    if (upper != null) {
      return stored().getUnallocatedSpace();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }

  @Override
  public long getBlockSize() {
    return BLOCK_BYTES;
  }

  private FileStore stored() throws IOException {
    return Files.getFileStore(upper);
  }

  @Override
  public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
    return VIEWS.contains(Objects.requireNonNull(type));
  }

  @Override
  public boolean supportsFileAttributeView(String name) {
    return AttributeViews.NAMES.contains(Objects.requireNonNull(name));
  }

  @Override
  public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
    Objects.requireNonNull(type);
    return null;
  }

  @Override
  public Object getAttribute(String attribute) throws IOException {
    return switch (attribute) {
      case "totalSpace" -> getTotalSpace();
      case "usableSpace" -> getUsableSpace();
      case "unallocatedSpace" -> getUnallocatedSpace();
      default -> throw new UnsupportedOperationException("'" + attribute + "' not recognized");
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnionFileStore that && fileSystem.device() == that.fileSystem.device();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(fileSystem.device());
  }

  @Override
  public String toString() {
    return "/ (" + name() + ")";
  }
}
