package io.unionfs.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Completes the first word to a built-in command, the others to paths in the container. */
final class ShellCompletion implements LineSource.Completion {
  private final Shell shell;

  ShellCompletion(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Iterable<String> candidates(List<String> words, String word) {
    if (words.isEmpty()) {
      return Shell.builtins().keySet().stream().filter(name -> name.startsWith(word)).toList();
    }
    return paths(shell.here(), word);
  }

  /** The paths that begin with {@code word}; directories end in a slash. */
  static Iterable<String> paths(Path here, String word) {
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
