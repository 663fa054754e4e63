package io.unionfs.cli.stack;

import io.unionfs.cli.output.Columns;
import io.unionfs.cli.output.Failures;
import io.unionfs.cli.shell.Arguments;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Shell.Described;
import io.unionfs.image.ImageReference;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The commands that go on from one state to another, and back: commit, undo. What is taken back is
 * not computed: the layers are mounted afresh, and the commands before are done again at their
 * times. So the writable layer is what it was, mark by mark; a snapshot would be one more layer.
 */
final class Changing {
  /** Those that change nothing. */
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
          "undo",
          "commit");

  /** Those of which the engine always tells when they have changed something. */
  private static final Set<String> TOLD = Set.of("rm", "mkdir", "ln", "mv");

  private final Stack stack;
  private final StoreAccess store;
  private final List<String> env;
  private Map<String, Described> commands = Map.of();

  /** The levels that were gone on from, the last first, each with what was done on it. */
  private final Deque<Earlier> earlier = new ArrayDeque<>();

  private record Earlier(Stack.Level level, List<Done> done, Set<String> stored, String commit) {}

  /** What was done on this level. */
  private List<Done> done = new ArrayList<>();

  /** The names under which this level's layers came into the store. */
  private Set<String> stored = new LinkedHashSet<>();

  /** The command that runs, if it may change something. */
  private Done pending;

  /** The command that runs, if it may run others. */
  private String outer;

  Changing(Stack stack, StoreAccess store, List<String> env) {
    this.stack = stack;
    this.store = store;
    this.env = env;
  }

  /** These commands, too, may be done again, but for those here; then nobody looks on. */
  void knows(Map<String, Described> more) {
    commands = new TreeMap<>(more);
    commands.keySet().removeAll(List.of("commit", "undo"));
    commands.computeIfPresent("trace", (name, trace) -> doing(trace, (shell, words) -> {}));
    commands.computeIfPresent("step", (name, step) -> doing(step, Changing::runStepped));
  }

  private static Described doing(Described command, Shell.Builtin other) {
    return new Described(command.usage(), command.does(), other);
  }

  private static void runStepped(Shell shell, List<String> words)
      throws CommandFailure, IOException {
    if (Steps.isCommand(shell, words)) {
      shell.runInside(words);
    }
  }

  void register(Map<String, Described> all) {
    all.put(
        "commit",
        new Described(
            "commit [NAME]",
            "make a layer of the changes; with NAME an image in the store, too",
            this::commit));
    all.put("undo", new Described("undo", "take the last change back", this::undo));
  }

  /** A command is about to be run. */
  void before(Shell shell, List<String> typed) {
    List<String> command = typed;
    outer = null;
    while ("step".equals(shell.nameOf(command.get(0)))) {
      outer = "step";
      command = command.subList(1, command.size());
      if (!Steps.isCommand(shell, command)) {
        return;
      }
    }
    String name = shell.nameOf(command.get(0));
    if (name != null && !READING.contains(name)) {
      outer = outer == null ? name : outer;
      pending = new Done(command, shell.here().toString(), stack.clock().instant());
      stack.clock().hold(pending.time()); // So that it can be done again at the same time.
    }
  }

  /**
   * It was run. What an interrupted command had changed is taken back, for it cannot be done again
   * as far as it came.
   *
   * @param hasChanged whether the engine told of a change; of new attributes of what is in the
   *     writable layer it tells nothing
   */
  void after(Shell shell, boolean hasChanged, int code) throws IOException {
    Done last = pending;
    pending = null;
    stack.clock().hold(null);
    if (last == null || !hasChanged && hasSurelyNotChanged(shell, last.command(), code)) {
      return;
    }
    if (code == Shell.INTERRUPTED) {
      goBack(shell, done, () -> {});
      shell.out().println("what it had changed is taken back");
    } else {
      done.add(last);
    }
  }

  /** Where the engine told of no change: whether it was no change of attributes, or to no data. */
  private static boolean hasSurelyNotChanged(Shell shell, List<String> command, int code) {
    boolean hasOneOperand = command.size() <= 3;
    return TOLD.contains(shell.nameOf(command.get(0))) || code != 0 && hasOneOperand;
  }

  private void undo(Shell shell, List<String> words) throws CommandFailure, IOException {
    Arguments.parse("undo", words, "").operands(0, 0, "undo");
    requireTyped("undo");
    String undone;
    Set<String> kept = Set.of();
    if (!done.isEmpty()) {
      undone = done.get(done.size() - 1).text();
      goBack(shell, done.subList(0, done.size() - 1), shell.stop()::check);
    } else if (!earlier.isEmpty()) {
      Earlier before = earlier.pop();
      Stack.Level committed = stack.level();
      undone = before.commit();
      done = before.done();
      kept = stored;
      stored = before.stored();
      stack.goTo(before.level());
      stack.drop(committed);
      stay(shell);
    } else {
      throw new CommandFailure("undo: there is nothing to take back");
    }
    shell.out().println("undone: " + Failures.oneLine(undone));
    if (!kept.isEmpty()) {
      String names = String.join(" ", kept);
      String them = kept.size() == 1 ? "it" : "them";
      shell.out().printf("the store keeps %s; 'unionfs rmi %s' removes %s%n", names, names, them);
    }
  }

  /** What goes from one level to another cannot be a part of a command that is done again. */
  private void requireTyped(String command) throws CommandFailure {
    if (outer != null) {
      throw new CommandFailure(command + ": cannot be a part of '" + outer + "'");
    }
  }

  /**
   * Has the level be as it was when only {@code before} was done.
   *
   * @param check is run before each command; what it throws leaves all as it is
   */
  private void goBack(Shell shell, List<Done> before, Runnable check) throws IOException {
    Stack.Level left = stack.level();
    Stack.Level fresh = stack.afresh();
    try (LabelledMount mount = LabelledMount.over(fresh.files(), fresh.labels())) {
      for (Done each : before) {
        check.run();
        each.again(mount, env, commands, stack.clock());
      }
    } catch (IOException | RuntimeException e) {
      stack.drop(fresh);
      throw e;
    }
    done = new ArrayList<>(before);
    stack.goTo(fresh);
    stack.drop(left);
    stay(shell);
  }

  /** Relative paths begin where they did, if that is still there. */
  private void stay(Shell shell) {
    shell.goTo(stack.mount().own(shell.here()));
    if (!Files.isDirectory(shell.here())) {
      shell.goTo(stack.files().getPath("/"));
    }
  }

  private void commit(Shell shell, List<String> words) throws CommandFailure, IOException {
    List<String> operands = Arguments.parse("commit", words, "").operands(0, 1, "commit [NAME]");
    requireTyped("commit");
    ImageReference name = operands.isEmpty() ? null : ImageReference.parse(operands.get(0));
    ProgressListener progress = (what, done, all) -> shell.stop().check();
    if (!stack.files().changes().isEmpty()) {
      commitLayer(shell, name == null ? "commit" : "commit " + operands.get(0), progress);
    } else if (name == null) {
      throw new CommandFailure("commit: nothing has changed");
    }
    if (name != null) {
      shell.out().println(store.add(stack.level().image(), name, progress));
      stored.add(name.familiar());
    }
  }

  private void commitLayer(Shell shell, String command, ProgressListener progress)
      throws IOException {
    Stack.Level left = stack.level();
    String instruction = done.stream().map(Done::text).collect(Collectors.joining("; "));
    Path here = shell.here();
    stack.commit(instruction.isEmpty() ? "commit" : instruction, progress);
    earlier.push(new Earlier(left, done, stored, command));
    done = new ArrayList<>();
    stored = new LinkedHashSet<>();
    shell.goTo(stack.mount().own(here));
    int top = stack.level().lower().size() - 1;
    LayerCount count = LayerCount.of(stack.level().lower().get(top));
    String[] row = {
      "layer " + top,
      " sha256:" + stack.level().titles().get(top).digest(),
      " " + count.entriesText(),
      " " + count.bytesText()
    };
    Columns.print(shell.out(), List.<String[]>of(row), "<<<<");
  }
}
