package io.unionfs.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Completes paths. */
public final class PathCompletion {
  private PathCompletion() {}

  /** The paths below {@code here} that begin with {@code word}; directories end in a slash. */
  public static SortedSet<String> candidates(Path here, String word) {
    int name = word.lastIndexOf('/') + 1;
    TreeSet<String> found = new TreeSet<>();
    try (Stream<Path> children = Files.list(here.resolve(word.substring(0, name)).normalize())) {
      children
          .filter(child -> child.getFileName().toString().startsWith(word.substring(name)))
          .forEach(
              child ->
                  found.add(
                      word.substring(0, name)
                          + child.getFileName()
                          + (Files.isDirectory(child) ? "/" : "")));
    } catch (IOException | InvalidPathException e) {
      // What cannot be listed has nothing to offer.
      return found;
    }
    return found;
  }
}
