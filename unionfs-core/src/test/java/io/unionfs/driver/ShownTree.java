package io.unionfs.driver;

import io.unionfs.nio.XattrFileAttributeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What a union shows, a line for each path, to be compared with another. */
final class ShownTree {
  private ShownTree() {}

  /** All below {@code root}: type, mode, owners, links, time, device, xattrs, target, content. */
  static Map<String, String> of(Path root) throws IOException {
    Map<String, String> shown = new TreeMap<>();
    try (var all = Files.walk(root)) {
      for (Path path : all.toList()) {
        shown.put(path.toString(), line(path));
      }
    }
    return shown;
  }

  private static String line(Path path) throws IOException {
    BasicFileAttributes found =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Map<String, Object> unix =
        Files.readAttributes(path, "unix:mode,uid,gid,nlink,rdev", LinkOption.NOFOLLOW_LINKS);
    StringBuilder line = new StringBuilder(Integer.toOctalString((int) unix.get("mode")));
    line.append(" ").append(unix.get("uid")).append(":").append(unix.get("gid"));
    line.append(" rdev ").append(unix.get("rdev")).append(" ").append(found.lastModifiedTime());
    if (!found.isDirectory()) {
      line.append(" links ").append(unix.get("nlink"));
    }
    XattrFileAttributeView xattrs = FullCopy.view(path);
    for (String name : xattrs.list()) {
      line.append(" ").append(name).append("=").append(Arrays.toString(xattrs.get(name)));
    }
    if (found.isSymbolicLink()) {
      line.append(" -> ").append(Files.readSymbolicLink(path));
    } else if (found.isRegularFile()) {
      byte[] content = Files.readAllBytes(path);
      line.append(" ").append(content.length).append(" bytes ").append(Arrays.hashCode(content));
    }
    return line.toString();
  }
}
