package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Stat;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * A file's attributes at one moment. The union keeps no time of birth: the creation time is the
 * time of the last change of content, as on a filesystem that does not tell.
 *
 * @param mount the filesystem that holds the file
 * @param fileSystem whose users and groups are meant
 */
record UnionFileAttributes(Stat stat, SharedMount mount, UnionFileSystem fileSystem)
    implements PosixFileAttributes {
  /** What makes a file this and no other. */
  record Key(long device, long ino) {
    @Override
    public String toString() {
      return "(dev=" + Long.toHexString(device) + ",ino=" + ino + ")";
    }
  }

  long device() {
    return mount.device;
  }

  FileType type() {
    return stat.type();
  }

  boolean isSameFile(UnionFileAttributes other) {
    return stat.ino() == other.stat.ino() && device() == other.device();
  }

  FileTime changeTime() {
    return FileTime.from(stat.attributes().changed());
  }

  @Override
  public FileTime lastModifiedTime() {
    return FileTime.from(stat.attributes().modified());
  }

  @Override
  public FileTime lastAccessTime() {
    return FileTime.from(stat.attributes().accessed());
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime();
  }

  @Override
  public boolean isRegularFile() {
    return type() == FileType.REGULAR;
  }

  @Override
  public boolean isDirectory() {
    return type() == FileType.DIRECTORY;
  }

  @Override
  public boolean isSymbolicLink() {
    return type() == FileType.SYMLINK;
  }

  @Override
  public boolean isOther() {
    return type().isSpecial();
  }

  @Override
  public long size() {
    return stat.size();
  }

  @Override
  public Object fileKey() {
    return new Key(device(), stat.ino());
  }

  @Override
  public UserPrincipal owner() {
    return Principals.user(fileSystem, stat.attributes().uid());
  }

  @Override
  public GroupPrincipal group() {
    return Principals.group(fileSystem, stat.attributes().gid());
  }

  @Override
  public Set<PosixFilePermission> permissions() {
    return Options.permissions(stat.attributes().mode());
  }
}
