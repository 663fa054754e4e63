package io.unionfs.cli.shell;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Screen;
import io.unionfs.cli.output.Streams;
import io.unionfs.cli.output.Terms;
import io.unionfs.layer.Names;
import io.unionfs.overlay.Provenance;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs the built-in commands against a container's files. Each says what went wrong as the GNU
 * tools do; a script goes on after a command that failed, as a shell does.
 */
public final class Shell {
  /** A built-in command. */
  @FunctionalInterface
  public interface Builtin {
    void run(Shell shell, List<String> words) throws CommandFailure, IOException;
  }

  /** How a built-in is called, what it does, and its doing. */
  public record Described(String usage, String does, Builtin builtin) {}

  private static final Map<String, Described> BUILTINS = new TreeMap<>();

  /** Other names by which people call the same. */
  private static final Map<String, String> ALIASES =
      Map.of("quit", "exit", "bash", "sh", "ash", "sh", "dash", "sh");

  static {
    Reading.register(BUILTINS);
    Writing.register(BUILTINS);
    Copying.register(BUILTINS);
    Plain.register(BUILTINS);
    put("cd [DIRECTORY]", "change where relative paths begin", Shell::cd);
    put("exit [CODE]", "end the run; so does quit", Shell::exit);
    put("help [COMMAND]", "list the commands", Shell::help);
    put("layers", "list the image's layers, the topmost first", Shell::listLayers);
    put("pwd", "print where relative paths begin", Shell::printHere);
    put("which PATH…", "print every layer that speaks of a path", Shell::which);
  }

  private static void put(String usage, String does, Builtin builtin) {
    BUILTINS.put(usage.split(" ")[0], new Described(usage, does, builtin));
  }

  /** The exit code for a command that is not there, as shells have it. */
  public static final int NOT_FOUND = 127;

  /** The exit code of a command that Ctrl-C stopped, as shells have it. */
  public static final int INTERRUPTED = 130;

  /** Is told of each command that is typed, not of those in a script that it runs. */
  public interface Watcher {
    /** A command is about to be run. */
    default void before(List<String> command) throws IOException {}

    /** It was run, and had this exit code. */
    default void after(List<String> command, int code) throws IOException {}
  }

  /** How {@code cat} prints what is no text. */
  public enum Raw {
    /** As it is. */
    PASSED,
    /** Control characters as {@code \x1b}, for a terminal. */
    SHOWN
  }

  private final LabelledMount container;
  private final Streams streams;

  /** All that this shell knows. */
  private Map<String, Described> commands = BUILTINS;

  private InstantSource clock = InstantSource.system();
  private Raw raw = Raw.PASSED;
  private Screen screen = Screen.ENDLESS;
  private Stop stop = new Stop();
  private Watcher watcher = new Watcher() {};
  private final List<String> env;
  private final PrintStream out;
  private final PrintStream err;

  /** The files that commands named. */
  private final Set<Path> touched = new LinkedHashSet<>();

  private Path here;
  private Runnable beforeEach = () -> {};
  private int code;
  private State state = State.RUNNING;

  /** Whether there was an {@code exit}. */
  private enum State {
    RUNNING,
    ENDED
  }

  /** A shell in the root directory, without variables. */
  public Shell(LabelledMount container, Streams streams) {
    this(container, streams, List.of(), container.files().getPath("/"));
  }

  /**
   * A shell.
   *
   * @param env the variables, {@code NAME=VALUE} each
   * @param here the directory where relative paths begin
   */
  public Shell(LabelledMount container, Streams streams, List<String> env, Path here) {
    this.container = container;
    this.streams = streams;
    this.env = List.copyOf(env);
    this.out = streams.out();
    this.err = streams.err();
    this.here = here;
  }

  /** Has {@code action} run before each command. */
  public void beforeEach(Runnable action) {
    beforeEach = action;
  }

  public static Map<String, Described> builtins() {
    return BUILTINS;
  }

  /** Adds commands; those of names that are there take their place. */
  public void add(Map<String, Described> more) {
    Map<String, Described> all = new TreeMap<>(commands);
    all.putAll(more);
    commands = all;
  }

  /** All commands of this shell, by name. */
  public Map<String, Described> commands() {
    return commands;
  }

  /** Whether {@code word} is a command of this shell. */
  public boolean has(String word) {
    return find(commands, word) != null;
  }

  /** Has files touched at the time of {@code source}. */
  public void useClock(InstantSource source) {
    clock = source;
  }

  InstantSource clock() {
    return clock;
  }

  /** Has {@code cat} print so. */
  public void print(Raw how) {
    raw = how;
  }

  Raw raw() {
    return raw;
  }

  /** Has {@code help} keep to the width of {@code reader}. */
  public void shownOn(Screen reader) {
    screen = reader;
  }

  /** What can stop a command that runs. */
  public Stop stop() {
    return stop;
  }

  /** Has {@code each} told of the commands. */
  public void watchedBy(Watcher each) {
    watcher = each;
  }

  /** By what name this shell knows the command {@code word}, {@code /bin/ls}, say; or null. */
  public String nameOf(String word) {
    return has(word) ? name(word) : null;
  }

  /** Whether {@code name} is a built-in command; {@code /bin/ls} is {@code ls}. */
  public static boolean knows(String name) {
    return find(BUILTINS, name) != null;
  }

  private static Described find(Map<String, Described> commands, String word) {
    return commands.get(name(word));
  }

  private static String name(String word) {
    String base = word.startsWith("/") ? word.substring(word.lastIndexOf('/') + 1) : word;
    return ALIASES.getOrDefault(base, base);
  }

  /** A shell that is where this one is. */
  Shell another() {
    Shell other = new Shell(container, streams, env, here());
    other.beforeEach = beforeEach;
    other.commands = commands;
    other.clock = clock;
    other.raw = raw;
    other.screen = screen;
    other.stop = stop;
    return other;
  }

  List<String> env() {
    return env;
  }

  public PrintStream out() {
    return out;
  }

  public LabelledMount container() {
    return container;
  }

  public Set<Path> touched() {
    return touched;
  }

  /** Whether more commands are to be run: until {@code exit}. */
  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /** The directory where relative paths begin. */
  public Path here() {
    return container.own(here);
  }

  /** Has relative paths begin there. */
  public void goTo(Path directory) {
    here = directory;
  }

  /** Runs each command, until one is {@code exit}. Returns the exit code of the last. */
  public int run(List<List<String>> script) {
    for (List<String> command : script) {
      if (isRunning() && !stop.isAsked()) {
        runOne(command);
      }
    }
    return code;
  }

  /** Runs a command as a part of the one that runs; its code is that one's. */
  public void runInside(List<String> command) throws CommandFailure, IOException {
    Described found = find(commands, command.get(0));
    if (found == null) {
      throw new CommandFailure(Failures.oneLine(command.get(0)) + ": not a built-in command");
    }
    found.builtin().run(this, command.subList(1, command.size()));
  }

  private void runOne(List<String> command) {
    String name = command.get(0);
    Described found = find(commands, name);
    int before = code;
    code = 0;
    beforeEach.run();
    try {
      watcher.before(command);
      if (found == null) {
        complain(Failures.oneLine(name) + ": not a built-in command; 'help' lists them");
        code = NOT_FOUND;
        return;
      }
      if (name.equals("exit") || name.equals("quit")) {
        code = before;
      }
      found.builtin().run(this, command.subList(1, command.size()));
    } catch (CommandFailure e) {
      complain(e.getMessage());
    } catch (IOException | RuntimeException e) {
      failed(name, e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      complain(Failures.oneLine(name) + ": " + Failures.line(e));
    } finally {
      after(name, command);
      out.flush();
      err.flush();
    }
  }

  private void failed(String name, Exception failure) {
    if (failure instanceof Stop.Stopped) {
      complain(Failures.oneLine(name) + ": interrupted");
      code = INTERRUPTED;
    } else {
      complain(Failures.oneLine(name) + ": " + Failures.line(failure));
    }
  }

  private void after(String name, List<String> command) {
    try {
      watcher.after(command, code);
    } catch (IOException | RuntimeException e) {
      failed(name, e);
    }
  }

  /** Runs what is typed at a terminal, or else a script from standard input. */
  public int runInput() throws IOException {
    if (streams.isInteractive()) {
      return new Prompt(this).run(streams);
    }
    return runScript(new String(streams.in().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** Runs {@code text}, commands of several lines; returns the exit code of the last. */
  public int runScript(String text) {
    try {
      return run(Script.parse(text));
    } catch (CommandFailure e) {
      complain("unionfs: " + e.getMessage());
      return code;
    }
  }

  /** Has this code be that of the command. */
  void endWith(int exitCode) {
    code = exitCode;
  }

  /** Prints what went wrong; the command counts as failed. */
  public void complain(String line) {
    out.flush();
    err.println(line);
    err.flush();
    code = 1;
  }

  /** The file that {@code operand} names; it counts as touched. */
  public Path touch(String operand) throws CommandFailure {
    Path path = path(operand);
    touched.add(path);
    return path;
  }

  /** The file that {@code operand} names. */
  public Path path(String operand) throws CommandFailure {
    try {
      return here().resolve(operand).normalize();
    } catch (InvalidPathException e) {
      throw new CommandFailure(Failures.oneLine(operand) + ": " + Failures.reason(e));
    }
  }

  /** An operation on one operand, whose failure is told as {@code COMMAND: OPERAND: reason}. */
  public interface Step {
    void run(Path path) throws IOException, CommandFailure;
  }

  /** Does {@code step} on one operand; a failure is printed. */
  public void on(String command, String operand, Step step) {
    try {
      stop.check();
      Path path = touch(operand);
      try {
        step.run(path);
      } catch (IOException e) {
        throw new CommandFailure(
            command
                + ": "
                + Failures.oneLine(whatFailed(e, path, operand))
                + ": "
                + Failures.reason(e));
      }
    } catch (CommandFailure e) {
      complain(e.getMessage());
    }
  }

  /** Does {@code step} on each operand, those behind one that fails too. */
  public void each(String command, List<String> operands, Step step) {
    for (String operand : operands) {
      on(command, operand, step);
    }
  }

  /** The operand as it was typed, or what failed below it. */
  private static String whatFailed(IOException failure, Path path, String operand) {
    String file = failure instanceof FileSystemException named ? named.getFile() : null;
    return file == null || file.equals(path.toString()) ? operand : file;
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

  private void printHere(List<String> words) {
    out.println(Names.display(here.toString()));
  }

  private void exit(List<String> words) throws CommandFailure {
    if (!words.isEmpty()) {
      if (words.size() > 1 || !words.get(0).matches("[0-9]{1,3}")) {
        throw new CommandFailure("exit: usage: exit [CODE]");
      }
      code = Integer.parseInt(words.get(0)) & 0xff;
    }
    state = State.ENDED;
  }

  private void help(List<String> words) throws CommandFailure {
    List<String[]> rows = new ArrayList<>();
    for (String word : words.isEmpty() ? List.copyOf(commands.keySet()) : words) {
      Described found = commands.get(word);
      if (found == null) {
        throw new CommandFailure("help: " + Failures.oneLine(word) + ": not a built-in command");
      }
      rows.add(new String[] {found.usage(), found.does()});
    }
    Terms.print(out, rows, screen);
  }

  private void listLayers(List<String> words) {
    for (int layer = container.layers() - 1; layer >= 0; layer--) {
      out.println(container.label(layer));
    }
  }

  private void which(List<String> words) throws CommandFailure {
    for (String word : words) {
      Path path = path(word);
      Provenance provenance = container.provenance(path);
      if (provenance == null) {
        complain("which: " + Failures.oneLine(word) + ": No such file or directory");
        continue;
      }
      if (words.size() > 1) {
        out.println(Names.display(path.toString()) + ":");
      }
      for (Provenance.Voice voice : provenance.voices()) {
        String says =
            switch (voice.says()) {
              case SHOWN -> "shown   ";
              case DATA -> "data    ";
              case HIDDEN -> "hidden  ";
              case WHITEOUT -> "whiteout";
            };
        out.println(says + "  " + container.label(voice.layer()));
      }
    }
  }
}
