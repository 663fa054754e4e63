package io.unionfs.container;

import io.unionfs.layer.Names;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Where something is mounted. */
final class MountTarget {
  private static final int MAX_LINKS = 40;

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
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw new IllegalArgumentException(
          "invalid mount path: '" + Names.display(path) + "' holds half of a character");
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

  /** The number of names of a path that is clean. */
  static long depth(String target) {
    return target.chars().filter(c -> c == '/').count();
  }

  /**
   * Makes the directories of {@code target} that are missing, as Docker does: with mode 0755, and
   * behind links that lead nowhere yet what they lead to, inside the root.
   */
  static void make(UnionFileSystem files, String target) throws IOException {
    Deque<String> names = new ArrayDeque<>(List.of(target.substring(1).split("/")));
    Path place = files.getPath("/");
    int links = 0;
    while (!names.isEmpty()) {
      String name = names.removeFirst();
      Path next = place.resolve(name).normalize();
      if (Files.isDirectory(next)) {
        place = next.toRealPath();
      } else if (Files.isSymbolicLink(next)) {
        if (++links > MAX_LINKS) {
          throw new FileSystemLoopException(target);
        }
        Path text = Files.readSymbolicLink(next);
        place = text.isAbsolute() ? files.getPath("/") : place;
        for (int i = text.getNameCount() - 1; i >= 0; i--) {
          names.addFirst(text.getName(i).toString());
        }
      } else {
        place = Files.createDirectory(next);
      }
    }
  }
}
