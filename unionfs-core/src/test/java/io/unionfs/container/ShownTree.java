package io.unionfs.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What a tree shows, a line for each path, to be compared with another. */
final class ShownTree {
  private ShownTree() {}

  /** All below {@code root}, by path from there: type, mode, owners, time, content. */
  static Map<String, String> of(Path root) throws IOException {
    Map<String, String> shown = new TreeMap<>();
    try (var all = Files.walk(root)) {
      for (Path path : all.toList()) {
        shown.put(root.relativize(path).toString(), line(path));
      }
    }
    return shown;
  }

  private static String line(Path path) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Map<String, Object> unix =
        Files.readAttributes(path, "unix:mode,uid,gid,nlink", LinkOption.NOFOLLOW_LINKS);
    String owners = Integer.toOctalString((int) unix.get("mode")) + " " + unix.get("uid");
    String line = owners + ":" + unix.get("gid");
    if (found.isSymbolicLink()) {
      return line + " -> " + Files.readSymbolicLink(path);
    }
    if (found.isRegularFile()) {
      FileTime time = found.lastModifiedTime();
      return line
          + " links "
          + unix.get("nlink")
          + " "
          + time
          + " content "
          + Arrays.hashCode(Files.readAllBytes(path));
    }
    return line;
  }
}
