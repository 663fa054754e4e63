package io.unionfs.testing.assertions;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** What lstat(2) says of a path on a union, whatever is mounted in it. */
record FileState(
    FileType type,
    int mode,
    int uid,
    int gid,
    long device,
    long ino,
    int links,
    DeviceNumber rdev,
    Instant modified,
    Instant accessed) {

  static FileState of(Path path) throws IOException {
    Map<String, Object> unix = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
    int mode = (int) unix.get("mode");
    return new FileState(
        FileType.ofMode(mode),
        mode & 07777,
        (int) unix.get("uid"),
        (int) unix.get("gid"),
        (long) unix.get("dev"),
        (long) unix.get("ino"),
        (int) unix.get("nlink"),
        DeviceNumber.decode((long) unix.get("rdev")),
        ((FileTime) unix.get("lastModifiedTime")).toInstant(),
        ((FileTime) unix.get("lastAccessTime")).toInstant());
  }

  boolean isSameFile(FileState other) {
    return device == other.device && ino == other.ino;
  }

  /** The numbers of owner and group, joined by a colon. */
  String owner() {
    return owner(uid, gid);
  }

  static String owner(int uid, int gid) {
    return Integer.toUnsignedString(uid) + ":" + Integer.toUnsignedString(gid);
  }
}
