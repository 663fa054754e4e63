package io.unionfs.nio;

import io.unionfs.nio.MountWalk.End;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.TimeChange;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;

/**
 * The attributes of a directory that a stream has open, or of a file relative to it. As the default
 * provider does, each change opens the file for reading first, and fails where that fails; so a
 * symbolic link itself cannot be changed.
 */
final class OpenDirectoryView implements PosixFileAttributeView {
  private final UnionDirectoryStream stream;

  /** Null for the directory itself. */
  private final UnionPath path;

  private final Follow follow;
  private final String name;

  private OpenDirectoryView(
      UnionDirectoryStream stream, UnionPath path, Follow follow, String name) {
    this.stream = stream;
    this.path = path;
    this.follow = follow;
    this.name = name;
  }

  /** The view of class {@code type}, or null when there is none. */
  static <V extends FileAttributeView> V of(
      UnionDirectoryStream stream, UnionPath path, Class<V> type, Follow follow) {
    Objects.requireNonNull(type);
    if (type == BasicFileAttributeView.class) {
      return type.cast(new OpenDirectoryView(stream, path, follow, "basic"));
    }
    if (type == PosixFileAttributeView.class || type == FileOwnerAttributeView.class) {
      return type.cast(new OpenDirectoryView(stream, path, follow, "posix"));
    }
    return null;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public UnionFileAttributes readAttributes() throws IOException {
    return stream.using(this::read);
  }

  private UnionFileSystem user() {
    return path == null ? stream.fileSystem() : stream.user(path);
  }

  private UnionFileAttributes read() throws IOException {
    if (path == null) {
      return new UnionFileAttributes(
          stream.file().stat(), stream.place().mounted(), stream.fileSystem());
    }
    Place place = stream.at(path, End.of(follow));
    Lookup found = place.lookup(follow);
    if (found instanceof Errno errno) {
      throw Errors.of(errno, path);
    }
    return place.attributes((Inode) found);
  }

  @Override
  public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
    change((mount, file) -> mount.setTimes(user().caller(), file, time(accessed), time(modified)));
  }

  /** With JDK 17 the default provider calls futimes(3) here, which knows microseconds. */
  private static TimeChange time(FileTime time) {
    if (time == null) {
      return TimeChange.Omit.OMIT;
    }
    Instant instant = time.toInstant();
    return new TimeChange.To(
        JdkRelease.KEEPS_NANOSECONDS ? instant : instant.truncatedTo(ChronoUnit.MICROS));
  }

  @Override
  public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
    int mode = Options.mode(permissions);
    change((mount, file) -> mount.chmod(user().caller(), file, mode));
  }

  @Override
  public UserPrincipal getOwner() throws IOException {
    return readAttributes().owner();
  }

  @Override
  public void setOwner(UserPrincipal owner) throws IOException {
    int uid = Principals.uid(owner);
    change((mount, file) -> mount.chown(user().caller(), file, uid, -1));
  }

  @Override
  public void setGroup(GroupPrincipal group) throws IOException {
    int gid = Principals.gid(group);
    change((mount, file) -> mount.chown(user().caller(), file, -1, gid));
  }

  private interface Change {
    void on(Mount mount, OpenFile file) throws ErrnoException;
  }

  private void change(Change change) throws IOException {
    stream.using(
        () -> {
          UnionFileSystem fileSystem = user();
          try {
            if (path == null) {
              change.on(stream.place().changing(), stream.file());
              return null;
            }
            Place place = stream.at(path, End.of(follow));
            try (OpenFile file = Opening.forAttributes(place, follow)) {
              change.on(place.changing(), file);
              return null;
            }
          } catch (ErrnoException e) {
            throw Errors.of(e, path == null ? UnionPath.parse(fileSystem, ".") : path);
          }
        });
  }
}
