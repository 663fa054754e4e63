package io.unionfs.cli.command;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code unionfs shell}. */
@Command(
    name = "shell",
    description = {
      "On an IMAGE, or with --demo: a shell on its layers under a fresh writable one, in memory."
          + " Beside the built-in commands it has layers, which, upper, tree, diff, trace, step,"
          + " undo and commit; 'help' says more.",
      "Without one: asks for commands and runs them, until 'exit': each line is what stands behind"
          + " 'unionfs' on a command line. Tab completes commands, images, containers and volumes."
    },
    exitCodeList = {
      "N:that of the last command",
      "1:with --check: something is not as it is written down",
      "2:the command line is wrong"
    })
final class ShellCommand extends Verb {
  @Mixin private StackOptions on;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description =
          "Type what was typed in a session that was recorded, and print the session as it is now;"
              + " of Markdown the blocks 'session'.")
  private Path script;

  @Option(
      names = "--check",
      description = "Print only what differs from what is written down in the file.")
  private boolean check;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "Write the session to a file; with --script this may be the same file.")
  private Path record;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "With --script: draw what a terminal would show.")
  private Path picture;

  ShellCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    if (script == null && (check || picture != null)) {
      throw usage("--check and --svg are for a session in a file: name it by --script");
    }
    if (on.demo && on.image != null) {
      throw usage("--demo is an image by itself; leave out '" + on.image + "'");
    }
    ImageShell shell = new ImageShell(this, context);
    if (script != null) {
      return shell.replay(on, script, check, record, picture);
    }
    if (on.isOnImage()) {
      return shell.run(on, record);
    }
    if (record != null || !on.words().isEmpty()) {
      throw usage("name an image, or say --demo");
    }
    return verbs();
  }

  private int verbs() throws IOException {
    int code = 0;
    if (context.streams().isInteractive()) {
      out()
          .println(
              "'help' lists the commands; 'exit' or Ctrl-D ends."
                  + " 'shell --demo' is a shell on layers.");
    }
    try (LineSource lines = LineSource.of(context.streams(), new VerbCompletion(context))) {
      for (String line; (line = lines.read("unionfs> ")) != null; ) {
        try {
          for (List<String> words : Script.parseTyped(line)) {
            if (words.equals(List.of("exit")) || words.equals(List.of("quit"))) {
              return code;
            }
            code = UnionfsCommand.execute(context.another(), words.toArray(String[]::new));
          }
        } catch (CommandFailure e) {
          complain(new IOException(e.getMessage(), e));
          code = 1;
        }
        out().flush();
      }
    }
    return code;
  }

  /** Colours, where output goes to a terminal that has them. */
  Ink ink() {
    return Ink.of(context.streams(), context.environment("NO_COLOR"), context.environment("TERM"));
  }
}
