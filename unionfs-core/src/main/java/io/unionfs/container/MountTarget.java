package io.unionfs.container;

import io.unionfs.layer.Names;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where something is mounted. */
final class MountTarget {
  private MountTarget() {}

  /**
   * {@code path} without {@code .}, {@code ..} and further slashes; it never leads above the root.
   *
   * @throws IllegalArgumentException if it is not absolute, or the root
   */
  static String clean(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "invalid mount path: '" + Names.display(path) + "' mount path must be absolute");
    }
    if (path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "invalid mount path: '" + Names.display(path) + "' holds a NUL character");
    }
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/")) {
      switch (name) {
        case "", "." -> {}
        case ".." -> names.pollLast();
        default -> names.addLast(name);
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("invalid specification: destination can't be '/'");
    }
    return "/" + String.join("/", names);
  }
}
