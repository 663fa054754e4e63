package io.unionfs.cli.shell;

import io.unionfs.cli.output.Streams;
import io.unionfs.layer.Names;
import java.io.IOException;

/** Runs what is typed at a terminal, line by line, until {@code exit} or the end of input. */
final class Prompt {
  private final Shell shell;
  private final Streams streams;

  Prompt(Shell shell, Streams streams) {
    this.shell = shell;
    this.streams = streams;
  }

  /** Returns the exit code of the last command. */
  int run() throws IOException {
    streams.out().println("'help' lists the commands; 'exit' or Ctrl-D ends.");
    int code = 0;
    try (LineSource lines = LineSource.of(streams, new ShellCompletion(shell))) {
      while (shell.isRunning()) {
        String line = lines.read(Names.display(shell.here().toString()) + "> ");
        if (line == null) {
          break;
        }
        try {
          code = shell.run(Script.parse(line));
        } catch (CommandFailure e) {
          shell.complain(e.getMessage());
          code = 1;
        }
      }
    }
    return code;
  }
}
