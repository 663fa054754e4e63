package io.unionfs.cli.stack;

import io.unionfs.cli.output.Columns;
import io.unionfs.cli.output.Failures;
import io.unionfs.cli.shell.Arguments;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Shell.Described;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands that go on from one state to another, and back: commit, undo. */
final class Changing {
  /** Those that change nothing. What others changed can be taken back. */
  private static final Set<String> READING =
      Set.of(
          "ls",
          "cat",
          "stat",
          "find",
          "readlink",
          "echo",
          "env",
          "false",
          "true",
          "cd",
          "pwd",
          "help",
          "exit",
          "quit",
          "layers",
          "which",
          "upper",
          "tree",
          "diff",
          "trace",
          "undo");

  /** How much can be taken back. */
  private static final int DEPTH = 100;

  /**
   * A state that there was, and the command behind it.
   *
   * @param isCommit whether the command made a layer
   */
  private record State(
      String command, boolean isCommit, Stack.Level level, Checkpoint checkpoint) {}

  private final Stack stack;
  private final StoreAccess store;
  private final Deque<State> earlier = new ArrayDeque<>();

  /** The state before the command that runs, if it may change something. */
  private State pending;

  Changing(Stack stack, StoreAccess store) {
    this.stack = stack;
    this.store = store;
  }

  void register(Map<String, Described> commands) {
    commands.put(
        "commit",
        new Described(
            "commit [NAME]",
            "make a layer of the changes; with NAME an image in the store, too",
            this::commit));
    commands.put("undo", new Described("undo", "take the last change back", this::undo));
  }

  /** A command is about to be run. */
  void before(List<String> command) throws IOException {
    pending =
        READING.contains(command.get(0))
            ? null
            : new State(
                String.join(" ", command),
                command.get(0).equals("commit"),
                stack.level(),
                Checkpoint.of(stack.files()));
  }

  /** It was run. */
  void after(boolean hasChanged) {
    if (pending != null && (hasChanged || pending.level() != stack.level())) {
      earlier.push(pending);
      if (earlier.size() > DEPTH) {
        earlier.removeLast();
      }
    }
    pending = null;
  }

  private void undo(Shell shell, List<String> words) throws CommandFailure, IOException {
    Arguments.parse("undo", words, "").operands(0, 0, "undo");
    if (earlier.isEmpty()) {
      throw new CommandFailure("undo: there is nothing to take back");
    }
    State state = earlier.pop();
    stack.goTo(state.level());
    state.checkpoint().restore();
    shell.out().println("undone: " + Failures.oneLine(state.command()));
    if (!Files.isDirectory(shell.here())) {
      shell.goTo(stack.files().getPath("/"));
    }
  }

  private void commit(Shell shell, List<String> words) throws CommandFailure, IOException {
    List<String> operands = Arguments.parse("commit", words, "").operands(0, 1, "commit [NAME]");
    boolean isNamed = !operands.isEmpty();
    if (stack.files().changes().isEmpty()) {
      if (!isNamed) {
        throw new CommandFailure("commit: nothing has changed");
      }
    } else {
      Path here = shell.here();
      stack.commit(instruction());
      shell.goTo(stack.mount().own(here));
      int top = stack.level().lower().size() - 1;
      LayerCount count = LayerCount.of(stack.level().lower().get(top));
      Columns.print(
          shell.out(),
          List.<String[]>of(
              new String[] {
                "layer " + top,
                " sha256:" + stack.level().titles().get(top).digest(),
                " " + count.entriesText(),
                " " + count.bytesText()
              }),
          "<<<<");
    }
    if (isNamed) {
      shell.out().println(store.add(stack.level().image(), operands.get(0)));
    }
  }

  /** The commands since the last layer was made, the first first. */
  private String instruction() {
    List<String> commands = new ArrayList<>();
    for (State state : earlier) {
      if (state.isCommit()) {
        break;
      }
      commands.add(0, state.command());
    }
    return commands.isEmpty() ? "commit" : String.join("; ", commands);
  }
}
