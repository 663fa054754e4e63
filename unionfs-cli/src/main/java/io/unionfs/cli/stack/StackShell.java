package io.unionfs.cli.stack;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Tone;
import io.unionfs.cli.output.Screen;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.Prompt;
import io.unionfs.cli.shell.Shell;
import io.unionfs.cli.shell.Shell.Described;
import io.unionfs.cli.shell.Stop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A shell on a stack of layers: the built-in commands, and those that look into the stack. */
public final class StackShell {
  /** What a line begins with that somebody typed behind a step. */
  public static final String PAUSE = Steps.PAUSE;

  private final Stack stack;
  private final StoreAccess store;
  private final Ink ink;
  private final Shell shell;
  private final Tracing tracing;
  private final Changing changing;
  private final Steps steps;

  /** A shell in the root directory, whose lines are as long as they are. */
  public StackShell(Stack stack, StoreAccess store, Streams streams, List<String> env, Ink ink) {
    this(stack, store, streams, env, ink, Screen.ENDLESS);
  }

  /** A shell in the root directory, for somebody before {@code screen}. */
  public StackShell(
      Stack stack, StoreAccess store, Streams streams, List<String> env, Ink ink, Screen screen) {
    this.stack = stack;
    this.store = store;
    this.ink = ink;
    this.shell = new Shell(stack.mount(), streams, env, stack.files().getPath("/"));
    this.tracing = new Tracing(stack, ink);
    this.changing = new Changing(stack, store, env);
    this.steps = new Steps(stack, tracing, ink);
    Map<String, Described> commands = new TreeMap<>();
    new Looking(stack, ink, screen).register(commands);
    changing.register(commands);
    commands.put(
        "trace",
        new Described(
            "trace [on|off|scan]",
            "print what the engine does in each command; scan: layer by layer",
            tracing::run));
    commands.put(
        "step",
        new Described(
            Steps.USAGE, "go through a lookup, or a command, probe by probe", steps::run));
    Described script = Shell.builtins().get("sh");
    commands.put("sh", new Described("sh -c SCRIPT | FILE", "run a script", scripts(script)));
    changing.knows(commands);
    shell.add(commands);
    shell.useClock(stack.clock());
    shell.print(Shell.Raw.SHOWN);
    shell.shownOn(screen);
    shell.watchedBy(new Watching());
  }

  /** A prompt inside this one could not be done again, when something is undone. */
  private static Shell.Builtin scripts(Described sh) {
    return (shell, words) -> {
      if (words.isEmpty()) {
        throw new CommandFailure("sh: this is the shell; 'sh -c SCRIPT' runs a script");
      }
      sh.builtin().run(shell, words);
    };
  }

  /** Listens to each command, so that it can be told and taken back. */
  private final class Watching implements Shell.Watcher {
    @Override
    public void before(List<String> command) throws IOException {
      changing.before(shell, command);
      tracing.begin();
    }

    @Override
    public void after(List<String> command, int code) throws IOException {
      boolean hasChanged = tracing.end();
      tracing.print(shell.out());
      changing.after(shell, hasChanged, code);
    }
  }

  /** What stops a command that runs, as Ctrl-C does. */
  Stop stop() {
    return shell.stop();
  }

  /** Completes what is typed. */
  public LineSource.Completion completion() {
    return new StackCompletion(shell, stack, store);
  }

  /** Runs lines until {@code exit} or their end; returns the exit code of the last command. */
  public int run(LineSource lines) throws IOException {
    steps.pauseFor(lines);
    Stop.Ignoring ignoring = Stop.ignoring();
    try (ignoring) {
      return new Prompt(shell).run(lines, text -> ink.of(Tone.PROMPT, text));
    }
  }

  /** Runs what {@code input} holds as a script, without prompts; returns the last exit code. */
  public int runScript(byte[] input) {
    return shell.runScript(new String(input, StandardCharsets.UTF_8));
  }
}
