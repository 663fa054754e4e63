package io.unionfs.cli.command;

import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.LineSource;
import io.unionfs.cli.shell.Script;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code unionfs shell}. */
@Command(
    name = "shell",
    description =
        "Asks for commands and runs them, until 'exit': each line is what stands behind 'unionfs' on"
            + " a command line. Tab completes commands, images, containers and volumes.",
    exitCodeList = {"N:that of the last command", "2:the command line is wrong"})
final class ShellCommand extends Verb {
  ShellCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    int code = 0;
    try (LineSource lines = LineSource.of(context.streams(), new VerbCompletion(context))) {
      for (String line; (line = lines.read("unionfs> ")) != null; ) {
        try {
          for (List<String> words : Script.parse(line)) {
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
}
