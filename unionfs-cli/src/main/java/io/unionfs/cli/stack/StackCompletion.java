package io.unionfs.cli.stack;

import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.PathCompletion;
import io.unionfs.cli.shell.Shell;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Completes commands, and behind them what each takes: paths, layers, images, words. */
final class StackCompletion implements LineSource.Completion {
  private final Shell shell;
  private final Stack stack;
  private final StoreAccess store;

  StackCompletion(Shell shell, Stack stack, StoreAccess store) {
    this.shell = shell;
    this.stack = stack;
    this.store = store;
  }

  @Override
  public Iterable<String> candidates(List<String> words, String word) {
    TreeSet<String> found = new TreeSet<>();
    found.addAll(offered(words, word));
    found.removeIf(candidate -> !candidate.startsWith(word));
    return found;
  }

  private Collection<String> offered(List<String> words, String word) {
    if (words.isEmpty()) {
      return shell.commands().keySet();
    }
    return switch (words.get(0)) {
      case "trace" -> words.size() == 1 ? List.of("off", "on", "scan") : List.of();
      case "help" -> shell.commands().keySet();
      case "layers" -> words.size() == 1 ? layers() : List.of();
      case "commit" -> words.size() == 1 ? store.names() : List.of();
      case "diff", "undo", "upper", "pwd", "env", "exit" -> List.of();
      case "step" -> stepped(words, word);
      default -> PathCompletion.candidates(shell.here(), word);
    };
  }

  private Collection<String> layers() {
    int count = stack.level().lower().size();
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /** A path, or a command and what it takes. */
  private Collection<String> stepped(List<String> words, String word) {
    if (words.size() > 1) {
      return offered(words.subList(1, words.size()), word);
    }
    TreeSet<String> found = new TreeSet<>(PathCompletion.candidates(shell.here(), word));
    if (!word.isEmpty()) {
      found.addAll(shell.commands().keySet());
    }
    return found;
  }
}
