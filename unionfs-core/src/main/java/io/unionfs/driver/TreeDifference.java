package io.unionfs.driver;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.XattrFileAttributeView;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds what differs between two trees by walking both, as Docker does for drivers that keep no
 * differences, and makes a third one, a union over the first, show the second. What that union then
 * changed is the difference. Contents are compared too, where Docker goes by sizes and times. Used
 * once.
 */
final class TreeDifference {
  private static final String ATTRIBUTES = "unix:mode,uid,gid,rdev";

  private final UnionFileSystem before;
  private final UnionFileSystem now;
  private final UnionFileSystem union;
  private final FullCopy copying;
  private final Map<Object, Set<String>> namesBefore = new HashMap<>();
  private final Map<Object, Set<String>> namesNow = new HashMap<>();

  /** Directories of both trees, parents first. */
  private final List<String> common = new ArrayList<>();

  /**
   * @param union shows {@code before}, and in the end {@code now}
   */
  TreeDifference(UnionFileSystem before, UnionFileSystem now, UnionFileSystem union) {
    this.before = before;
    this.now = now;
    this.union = union;
    this.copying = new FullCopy(union);
  }

  void apply() throws IOException {
    collectNames(before, namesBefore);
    collectNames(now, namesNow);
    Deque<String> pending = new ArrayDeque<>(List.of("/"));
    while (!pending.isEmpty()) {
      String directory = pending.pop();
      common.add(directory);
      pending.addAll(directory(directory));
    }
    // Children first: what is done in a directory changes its times.
    for (int i = common.size() - 1; i >= 0; i--) {
      Path shown = now.getPath(common.get(i));
      Path made = union.getPath(common.get(i));
      if (!sameAttributes(shown, made) || !time(shown).equals(time(made))) {
        FullCopy.attributes(shown, made);
      }
    }
  }

  /** Which names one file has, of files that have several. */
  private static void collectNames(UnionFileSystem tree, Map<Object, Set<String>> names)
      throws IOException {
    Files.walkFileTree(
        tree.getPath("/"),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            if (FullCopy.names(file) > 1) {
              names.computeIfAbsent(found.fileKey(), any -> new TreeSet<>()).add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Brings the children up to date; returns those that are directories in both trees. */
  private List<String> directory(String directory) throws IOException {
    Map<String, BasicFileAttributes> was = children(before, directory);
    Map<String, BasicFileAttributes> is = children(now, directory);
    for (String path : was.keySet()) {
      if (!is.containsKey(path)) {
        delete(path);
      }
    }
    List<String> directories = new ArrayList<>();
    // Files that have several names may be linked to one another: all old ones go first.
    List<String> changed = new ArrayList<>();
    for (Map.Entry<String, BasicFileAttributes> child : is.entrySet()) {
      String path = child.getKey();
      BasicFileAttributes old = was.get(path);
      if (old != null && old.isDirectory() && child.getValue().isDirectory()) {
        directories.add(path);
      } else if (old == null || !same(path, old, child.getValue())) {
        if (old != null) {
          delete(path);
        }
        changed.add(path);
      }
    }
    for (String path : changed) {
      Path source = now.getPath(path);
      if (is.get(path).isDirectory()) {
        copying.tree(source);
      } else {
        copying.file(source, is.get(path));
      }
    }
    return directories;
  }

  private static Map<String, BasicFileAttributes> children(UnionFileSystem tree, String directory)
      throws IOException {
    Map<String, BasicFileAttributes> children = new TreeMap<>();
    try (DirectoryStream<Path> list = Files.newDirectoryStream(tree.getPath(directory))) {
      for (Path child : list) {
        children.put(child.toString(), attributes(child));
      }
    }
    return children;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void delete(String path) throws IOException {
    Files.walkFileTree(
        union.getPath(path),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private boolean same(String path, BasicFileAttributes was, BasicFileAttributes is)
      throws IOException {
    Path old = before.getPath(path);
    Path shown = now.getPath(path);
    return was.size() == is.size()
        && was.lastModifiedTime().equals(is.lastModifiedTime())
        && sameAttributes(old, shown)
        && names(namesBefore, was, path).equals(names(namesNow, is, path))
        && sameContent(old, shown, is);
  }

  private static Set<String> names(
      Map<Object, Set<String>> names, BasicFileAttributes file, String path) {
    return names.getOrDefault(file.fileKey(), Set.of(path));
  }

  private static boolean sameAttributes(Path one, Path other) throws IOException {
    String names =
        Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS) ? ATTRIBUTES : ATTRIBUTES + ",nlink";
    Map<String, Object> attributes = Files.readAttributes(one, names, LinkOption.NOFOLLOW_LINKS);
    Map<String, Object> others = Files.readAttributes(other, names, LinkOption.NOFOLLOW_LINKS);
    return attributes.equals(others) && sameXattrs(one, other);
  }

  private static boolean sameXattrs(Path one, Path other) throws IOException {
    XattrFileAttributeView view = FullCopy.view(one);
    XattrFileAttributeView otherView = FullCopy.view(other);
    if (!view.list().equals(otherView.list())) {
      return false;
    }
    for (String name : view.list()) {
      if (!Arrays.equals(view.get(name), otherView.get(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameContent(Path one, Path other, BasicFileAttributes file)
      throws IOException {
    if (file.isSymbolicLink()) {
      return Files.readSymbolicLink(one)
          .toString()
          .equals(Files.readSymbolicLink(other).toString());
    }
    return !file.isRegularFile() || Files.mismatch(one, other) < 0;
  }

  private static Object time(Path path) throws IOException {
    return Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .lastModifiedTime();
  }
}
