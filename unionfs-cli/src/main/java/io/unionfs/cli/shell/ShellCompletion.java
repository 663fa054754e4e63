package io.unionfs.cli.shell;

import java.util.List;

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
    return PathCompletion.candidates(shell.here(), word);
  }
}
