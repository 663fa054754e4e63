package io.unionfs.cli.stack;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Ink;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.Shell;
import io.unionfs.overlay.LookupStrategy;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Listens to each command, and prints behind it what the engine told, if that is wanted. */
final class Tracing {
  /** What is printed, and how names are looked up meanwhile. */
  enum Mode {
    OFF,
    ON,
    SCAN
  }

  private static final int MOST = 200;

  private final Stack stack;
  private final Ink ink;
  private Mode mode = Mode.OFF;
  private Listening listening = new Listening();

  Tracing(Stack stack, Ink ink) {
    this.stack = stack;
    this.ink = ink;
  }

  /** {@code trace on|off|scan}: says what is so, with a word has it so. */
  void run(Shell shell, List<String> words) throws CommandFailure {
    if (words.size() > 1) {
      throw new CommandFailure("trace: usage: trace [on|off|scan]");
    }
    if (words.isEmpty()) {
      shell.out().println("trace is " + mode.name().toLowerCase(Locale.ROOT));
      return;
    }
    for (Mode each : Mode.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(words.get(0))) {
        mode = each;
        return;
      }
    }
    throw new CommandFailure(
        "trace: '" + Failures.oneLine(words.get(0)) + "' is none of on, off and scan");
  }

  /** A command begins. */
  void begin() {
    listening = new Listening();
    listen(listening, mode == Mode.SCAN ? LookupStrategy.SCAN : LookupStrategy.INDEXED);
  }

  /** Has {@code other} told for a while; {@link #end} ends that too. */
  void listen(Listening other, LookupStrategy search) {
    stack.files().setListener(other, search);
  }

  /** What {@code other} was told belongs to the command. */
  void addAll(Listening other) {
    listening.addAll(other);
  }

  /** Goes on listening as before. */
  void resume() {
    listen(listening, mode == Mode.SCAN ? LookupStrategy.SCAN : LookupStrategy.INDEXED);
  }

  /** The command is over: whether it changed something. */
  boolean end() {
    stack.files().setListener(null);
    return listening.hasChanged();
  }

  /** Prints what was told, each way in which a path is found once. */
  void print(PrintStream out) {
    if (mode == Mode.OFF) {
      return;
    }
    Set<String> printed = new HashSet<>();
    long left = listening.lost();
    for (Told told : listening.told()) {
      if (told.isLookup() && printed.contains(told.line(stack.mount()))) {
        continue;
      }
      if (printed.size() == MOST) {
        left++;
      } else if (printed.add(told.line(stack.mount())) || !told.isLookup()) {
        out.println(told.line(stack.mount(), ink));
      }
    }
    if (left > 0) {
      out.println("  … and " + left + " more");
    }
  }
}
