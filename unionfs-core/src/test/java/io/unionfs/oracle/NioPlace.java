package io.unionfs.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The root that operations of {@link NioOp} are relative to, and text that is the same for every
 * root and provider.
 */
record NioPlace(Path root, InodeLabels labels, KeptChannels kept) {
  Path path(String path) {
    return root.resolve(path.replaceFirst("^/+", ""));
  }

  /** A path as seen from the root. */
  String text(Path path) {
    return Text.quote(fromRoot(path.toString()));
  }

  String fromRoot(String path) {
    String prefix = root.toString();
    return prefix.length() > 1 && path.startsWith(prefix) ? path.substring(prefix.length()) : path;
  }

  /** What a test sets, or nothing. */
  static FileTime time(Stamp stamp) {
    return stamp.isOmit()
        ? null
        : FileTime.from(Instant.ofEpochSecond(stamp.seconds(), stamp.nanos()));
  }

  /**
   * All that two providers can agree on: no creation time, no ctime, no device number, no size of
   * directories.
   */
  String attributes(Path path, String view, LinkOption... links) throws IOException {
    String names =
        switch (view) {
          case "unix" -> "unix:mode,uid,gid,nlink,isDirectory";
          case "posix" -> "posix:owner,group,permissions,size,isDirectory";
          default -> view + ":*";
        };
    Map<String, Object> read = new TreeMap<>(Files.readAttributes(path, names, links));
    if (Boolean.TRUE.equals(read.get("isDirectory"))) {
      read.remove("size");
    }
    read.remove("creationTime");
    read.replaceAll((name, value) -> valueText(value));
    if (read.containsKey("fileKey")) {
      Object key = Files.readAttributes(path, view + ":fileKey", links).get("fileKey");
      read.put("fileKey", "#" + labels.label(key));
    }
    return read.toString();
  }

  private static Object valueText(Object value) {
    if (value instanceof FileTime time) {
      long seconds = Math.floorDiv(time.to(TimeUnit.MILLISECONDS), 1000L);
      return new Stamp(seconds, time.toInstant().getNano());
    }
    if (value instanceof Set<?> permissions) {
      Set<PosixFilePermission> set = new HashSet<>();
      permissions.forEach(permission -> set.add((PosixFilePermission) permission));
      return PosixFilePermissions.toString(set);
    }
    return value == null ? "null" : value.toString();
  }
}
