package io.unionfs.medium.history;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory tree of the host, in the words of {@link Shown#withTimes}. */
final class HostTree {
  private static final String ATTRIBUTES = "unix:mode,uid,gid,nlink,ino,size,rdev,lastModifiedTime";

  private HostTree() {}

  static SortedMap<String, String> read(Path root) throws IOException {
    SortedMap<String, Map<String, Object>> all = new TreeMap<>();
    Map<Long, String> first = new HashMap<>();
    Deque<Path> pending = new ArrayDeque<>(List.of(root));
    while (!pending.isEmpty()) {
      Path file = pending.pop();
      String path = "/" + root.relativize(file);
      Map<String, Object> found = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      all.put(path, found);
      if (type(found) == FileType.DIRECTORY) {
        pending.addAll(children(file));
      } else {
        first.merge((Long) found.get("ino"), path, Shown::former);
      }
    }
    SortedMap<String, String> lines = new TreeMap<>();
    for (Map.Entry<String, Map<String, Object>> entry : all.entrySet()) {
      Map<String, Object> found = entry.getValue();
      boolean isDirectory = type(found) == FileType.DIRECTORY;
      String name = isDirectory ? null : first.get((Long) found.get("ino"));
      Path file = root.resolve(entry.getKey().substring(1));
      lines.put(entry.getKey(), line(file, found) + Shown.same(name) + " " + time(found));
    }
    return lines;
  }

  private static FileType type(Map<String, Object> found) {
    return FileType.ofMode((Integer) found.get("mode"));
  }

  private static Instant time(Map<String, Object> found) {
    return ((FileTime) found.get("lastModifiedTime")).toInstant();
  }

  private static List<Path> children(Path directory) throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(children::add);
    }
    return children;
  }

  private static String line(Path file, Map<String, Object> found) throws IOException {
    FileType type = type(found);
    String content =
        switch (type) {
          case REGULAR -> Shown.data(Files.readAllBytes(file));
          case SYMLINK -> Files.readSymbolicLink(file).toString();
          default -> "";
        };
    Attributes attributes =
        Attributes.of((Integer) found.get("mode") & 07777, time(found))
            .withOwner((Integer) found.get("uid"), (Integer) found.get("gid"))
            .withXattrs(xattrs(file, type));
    DeviceNumber device =
        type.isDevice()
            ? DeviceNumber.decode(((Number) found.get("rdev")).longValue())
            : DeviceNumber.NONE;
    return Shown.text(
        type,
        attributes,
        ((Number) found.get("nlink")).longValue(),
        (Long) found.get("size"),
        device,
        content);
  }

  /** Those a program may set; looking for them opens the file, and a fifo's opening hangs. */
  private static Xattrs xattrs(Path file, FileType type) throws IOException {
    if (type != FileType.REGULAR && type != FileType.DIRECTORY) {
      return Xattrs.NONE;
    }
    UserDefinedFileAttributeView view =
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    Xattrs xattrs = Xattrs.NONE;
    for (String name : view.list()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      xattrs = xattrs.with("user." + name, value.array());
    }
    return xattrs;
  }
}
