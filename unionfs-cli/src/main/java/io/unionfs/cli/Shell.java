package io.unionfs.cli;

import io.unionfs.overlay.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the built-in commands against a container's files. Each says what went wrong as the GNU
 * tools do; a script goes on after a command that failed, as a shell does.
 */
final class Shell {
  /** A built-in command. */
  @FunctionalInterface
  interface Builtin {
    void run(Shell shell, List<String> words) throws CommandFailure, IOException;
  }

  /** How a built-in is called, and what it does. */
  record Described(String usage, Builtin builtin) {}

  private static final Map<String, Described> BUILTINS = new TreeMap<>();

  static {
    Reading.register(BUILTINS);
    Writing.register(BUILTINS);
    BUILTINS.put("cd", new Described("cd [DIRECTORY]", Shell::cd));
    BUILTINS.put("pwd", new Described("pwd", (shell, words) -> shell.out.println(shell.here)));
    BUILTINS.put("help", new Described("help", (shell, words) -> shell.help()));
    BUILTINS.put("layers", new Described("layers", (shell, words) -> shell.listLayers()));
    BUILTINS.put("which", new Described("which PATH…", Shell::which));
  }

  private final Container container;
  private final PrintStream out;
  private final PrintStream err;

  /** Who provided each file a command named, before that command. */
  private final Map<String, Provenance> touched = new LinkedHashMap<>();

  private Path here;

  Shell(Container container, PrintStream out, PrintStream err) {
    this.container = container;
    this.out = out;
    this.err = err;
    this.here = container.files().getPath("/");
  }

  static Map<String, Described> builtins() {
    return BUILTINS;
  }

  PrintStream out() {
    return out;
  }

  Container container() {
    return container;
  }

  Map<String, Provenance> touched() {
    return touched;
  }

  /** Runs each command. Returns the exit code of the last. */
  int run(List<List<String>> commands) {
    int code = 0;
    for (List<String> command : commands) {
      code = runOne(command);
    }
    return code;
  }

  private int runOne(List<String> command) {
    String name = command.get(0);
    Described found = BUILTINS.get(name);
    try {
      if (found == null) {
        throw new CommandFailure(
            Failures.oneLine(name) + ": not a built-in command; 'help' lists them");
      }
      found.builtin().run(this, command.subList(1, command.size()));
      return 0;
    } catch (CommandFailure e) {
      err.println(e.getMessage());
    } catch (IOException | RuntimeException e) {
      err.println(Failures.oneLine(name) + ": " + Failures.line(e));
    } finally {
      out.flush();
      err.flush();
    }
    return 1;
  }

  /** The file that {@code operand} names; it counts as touched. */
  Path touch(String operand) throws CommandFailure {
    Path path = path(operand);
    // Who provided it must be asked now: the command may change it.
    if (!touched.containsKey(path.toString())) {
      touched.put(path.toString(), container.provenance(path));
    }
    return path;
  }

  /** The file that {@code operand} names. */
  Path path(String operand) throws CommandFailure {
    try {
      return here.resolve(operand).normalize();
    } catch (InvalidPathException e) {
      throw new CommandFailure(Failures.oneLine(operand) + ": " + Failures.reason(e));
    }
  }

  /** An operation on one operand, whose failure is told as {@code COMMAND: OPERAND: reason}. */
  interface Step {
    void run(Path path) throws IOException, CommandFailure;
  }

  void on(String command, String operand, Step step) throws CommandFailure {
    try {
      step.run(touch(operand));
    } catch (IOException e) {
      throw new CommandFailure(
          command + ": " + Failures.oneLine(operand) + ": " + Failures.reason(e));
    }
  }

  private void cd(List<String> words) throws CommandFailure {
    String target = words.isEmpty() ? "/" : words.get(0);
    Path path = path(target);
    if (!Files.isDirectory(path)) {
      String why = Files.exists(path) ? "Not a directory" : "No such file or directory";
      throw new CommandFailure("cd: " + Failures.oneLine(target) + ": " + why);
    }
    here = path;
  }

  private void help() {
    BUILTINS.values().forEach(described -> out.println(described.usage()));
  }

  private void listLayers() {
    for (int layer = container.layers() - 1; layer >= 0; layer--) {
      out.println(container.label(layer));
    }
  }

  private void which(List<String> words) throws CommandFailure {
    for (String word : words) {
      Path path = path(word);
      Provenance provenance = container.provenance(path);
      if (provenance == null) {
        throw new CommandFailure(
            "which: " + Failures.oneLine(word) + ": No such file or directory");
      }
      for (Provenance.Voice voice : provenance.voices()) {
        String says =
            switch (voice.says()) {
              case SHOWN -> "shown   ";
              case HIDDEN -> "hidden  ";
              case WHITEOUT -> "whiteout";
            };
        out.println(says + "  " + container.label(voice.layer()));
      }
    }
  }
}
