package io.unionfs.nio;

import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.FileSystemStat;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Objects;
import java.util.Set;

/**
 * A mount as a place to store files, as statfs(2) tells it. Its space is that of where the writable
 * layer lies; in memory, of what that may hold.
 */
final class UnionFileStore extends FileStore {
  private static final String STATFS = "statfs:";
  private static final PathName ROOT = PathName.parse("/");

  private static final Set<Class<? extends FileAttributeView>> VIEWS =
      Set.of(
          BasicFileAttributeView.class,
          FileOwnerAttributeView.class,
          PosixFileAttributeView.class,
          DosFileAttributeView.class,
          UserDefinedFileAttributeView.class,
          XattrFileAttributeView.class);

  private final UnionFileSystem fileSystem;

  /** Where it is mounted, as that was named. */
  private final String path;

  private final MountAccess access;

  UnionFileStore(UnionFileSystem fileSystem) {
    this(fileSystem, "/", MountAccess.READ_WRITE);
  }

  UnionFileStore(UnionFileSystem fileSystem, String path, MountAccess access) {
    this.fileSystem = fileSystem;
    this.path = path;
    this.access = access;
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
    return access == MountAccess.READ_ONLY || fileSystem.isReadOnly();
  }

  @Override
  public long getTotalSpace() throws IOException {
    FileSystemStat now = statfs();
    return now.blocks() * now.blockSize();
  }

  @Override
  public long getUsableSpace() throws IOException {
    FileSystemStat now = statfs();
    return now.availableBlocks() * now.blockSize();
  }

  @Override
  public long getUnallocatedSpace() throws IOException {
    FileSystemStat now = statfs();
    return now.freeBlocks() * now.blockSize();
  }

  @Override
  public long getBlockSize() throws IOException {
    return statfs().blockSize();
  }

  private FileSystemStat statfs() throws IOException {
    try {
      return fileSystem.mount().statfs(fileSystem.caller(), ROOT);
    } catch (ErrnoException e) {
      throw Errors.of(e, UnionPath.root(fileSystem));
    }
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

  /** The names are those that {@link UnionFileSystem#getFileStores} lists. */
  @Override
  public Object getAttribute(String attribute) throws IOException {
    if (attribute.startsWith(STATFS)) {
      return statfs(attribute);
    }
    return switch (attribute) {
      case "totalSpace" -> getTotalSpace();
      case "usableSpace" -> getUsableSpace();
      case "unallocatedSpace" -> getUnallocatedSpace();
      default -> throw unknown(attribute);
    };
  }

  private long statfs(String attribute) throws IOException {
    FileSystemStat now = statfs();
    return switch (attribute.substring(STATFS.length())) {
      case "type" -> now.type();
      case "blockSize" -> now.blockSize();
      case "blocks" -> now.blocks();
      case "freeBlocks" -> now.freeBlocks();
      case "availableBlocks" -> now.availableBlocks();
      case "files" -> now.files();
      case "freeFiles" -> now.freeFiles();
      case "maxNameBytes" -> now.maxNameBytes();
      default -> throw unknown(attribute);
    };
  }

  private static UnsupportedOperationException unknown(String attribute) {
    return new UnsupportedOperationException("'" + attribute + "' not recognized");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnionFileStore that
        && fileSystem.device() == that.fileSystem.device()
        && path.equals(that.path);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(fileSystem.device());
  }

  @Override
  public String toString() {
    return path + " (" + name() + ")";
  }
}
