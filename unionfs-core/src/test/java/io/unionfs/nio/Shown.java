package io.unionfs.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What filesystems show, by path; each path begins with a name of the filesystem. */
final class Shown {
  final TreeMap<String, Node> nodes = new TreeMap<>();

  /**
   * What is at one path. Changes of a directory's entries change no node but theirs: times are
   * those of files, and of directories that are empty.
   *
   * @param type letter of {@code ls -l}
   * @param data content, or the target of a symbolic link
   * @param rights owner, group, mode and extended attributes, which a copy may fail to take along
   */
  record Node(String type, String data, String rights, String modified) {
    @Override
    public String toString() {
      String text = data.length() > 40 ? data.length() + " bytes" : data;
      return type + " '" + text + "' " + rights + " " + modified;
    }
  }

  Shown() {}

  private Shown(Map<String, Node> nodes) {
    this.nodes.putAll(nodes);
  }

  void add(String name, Path top) throws IOException {
    try (Stream<Path> paths = Files.walk(top)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String below = top.relativize(path).toString();
        nodes.put(below.isEmpty() ? name : name + "/" + below, node(path));
      }
    }
  }

  private static Node node(Path path) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(
            path,
            "unix:mode,uid,gid,lastModifiedTime,isDirectory,isSymbolicLink",
            LinkOption.NOFOLLOW_LINKS);
    String rights = found.get("uid") + ":" + found.get("gid") + ":" + found.get("mode");
    // What is done on the host is done by its clock.
    boolean isTimed = path.getFileSystem() != FileSystems.getDefault();
    String modified = isTimed ? found.get("lastModifiedTime").toString() : "";
    if ((boolean) found.get("isSymbolicLink")) {
      return new Node("l", Files.readSymbolicLink(path).toString(), rights, "");
    }
    if ((boolean) found.get("isDirectory")) {
      return new Node("d", "", rights, path.toString().endsWith("empty") ? modified : "");
    }
    return new Node("-", Files.readString(path), rights + xattrs(path), modified);
  }

  private static String xattrs(Path path) throws IOException {
    StringBuilder text = new StringBuilder();
    var view = Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
    for (String name : view.list()) {
      ByteBuffer value = ByteBuffer.allocate(view.size(name));
      view.read(name, value);
      text.append(' ').append(name).append('=').append(value.get(0));
    }
    return text.toString();
  }

  /** The same without {@code path}. */
  Shown without(String path) {
    Shown copy = new Shown(nodes);
    copy.nodes.remove(path);
    return copy;
  }

  /** The same where owner, mode and extended attributes of {@code path} do not count. */
  Shown withoutRights(String path) {
    Shown copy = new Shown(nodes);
    copy.nodes.computeIfPresent(
        path, (key, node) -> new Node(node.type, node.data, "", node.modified));
    return copy;
  }

  String data(String path) {
    return nodes.get(path).data;
  }

  boolean has(String path) {
    return nodes.containsKey(path);
  }

  /** What this shows otherwise than {@code wanted}. */
  List<String> differencesTo(Shown wanted) {
    List<String> differences = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(nodes.keySet());
    paths.addAll(wanted.nodes.keySet());
    for (String path : paths) {
      Node node = nodes.get(path);
      if (!Objects.equals(node, wanted.nodes.get(path))) {
        differences.add(path + " is " + node + " and not " + wanted.nodes.get(path));
      }
    }
    return differences;
  }
}
