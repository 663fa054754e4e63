package io.unionfs.overlay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The directories on the way from the root to one directory, with their names: what must be made
 * anew when that directory changes. Not safe for use by many threads.
 */
final class Spine {
  private Directory[] directories = new Directory[8];
  private String[] names = new String[8];
  private int depth;

  /** The level of a directory that is not, or not for sure, in the tree; -1 for none. */
  private int detached = -1;

  Spine(Directory root) {
    directories[0] = root;
  }

  /** The directory at the end. */
  Directory top() {
    return directories[depth];
  }

  /** How far the end is below the root; 0 for the root itself. */
  int depth() {
    return depth;
  }

  Directory directory(int level) {
    return directories[level];
  }

  /** The name of the directory at {@code level}, which is at least 1, in the one above it. */
  String name(int level) {
    return names[level];
  }

  /**
   * Goes to {@code directory}, which is no longer in the tree, or is being moved. Its own level and
   * those below are detached: they can be looked at, but nothing there can be changed.
   */
  void pushDetached(String name, Directory directory) {
    push(name, directory);
    detached = depth;
  }

  /** Whether the directory at the end is detached from the tree. */
  boolean isDetached() {
    return detached >= 0;
  }

  void push(String name, Directory directory) {
    depth++;
    if (depth == directories.length) {
      directories = Arrays.copyOf(directories, 2 * depth);
      names = Arrays.copyOf(names, 2 * depth);
    }
    names[depth] = name;
    directories[depth] = directory;
  }

  /** One level up; at the root it stays there, as {@code /..} does. */
  void pop() {
    if (depth > 0) {
      depth--;
    }
    if (depth < detached) {
      detached = -1;
    }
  }

  void toRoot() {
    depth = 0;
    detached = -1;
  }

  void replace(int level, Directory directory) {
    directories[level] = directory;
  }

  void replaceTop(Directory directory) {
    directories[depth] = directory;
  }

  /** Puts each directory into the one above it, and returns the root that results. */
  Directory rebuild() {
    for (int level = depth; level > 0; level--) {
      Directory parent = directories[level - 1];
      if (parent instanceof UpperDirectory upper) {
        directories[level - 1] = upper.with(names[level], directories[level]);
      }
      // Nothing below a lower directory was changed: it stays.
    }
    return directories[0];
  }

  /** The same way, walked again from {@code root}; every name on it is a directory there. */
  Spine reseated(Directory root) throws IOException {
    Spine seated = new Spine(root);
    for (int level = 1; level <= depth; level++) {
      seated.push(names[level], (Directory) seated.top().children().get(names[level]));
    }
    return seated;
  }

  /** Whether this way leads through, or ends at, {@code directory}. */
  boolean passes(Directory directory) {
    for (int level = 0; level <= depth; level++) {
      if (directories[level].is(directory)) {
        return true;
      }
    }
    return false;
  }

  /** The names from the root to {@code name} in the directory at the end. */
  List<String> namesTo(String name) {
    List<String> path = new ArrayList<>(Arrays.asList(names).subList(1, depth + 1));
    path.add(name);
    return path;
  }

  /** The absolute path of {@code name} in the directory at the end. */
  String pathOf(String name) {
    return depth == 0 ? "/" + name : path(depth) + "/" + name;
  }

  /** The absolute path of the directory at {@code level}. */
  String path(int level) {
    if (level == 0) {
      return "/";
    }
    StringBuilder path = new StringBuilder();
    for (int i = 1; i <= level; i++) {
      path.append('/').append(names[i]);
    }
    return path.toString();
  }
}
