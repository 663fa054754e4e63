package io.unionfs.cli.shell;

import io.unionfs.cli.output.Streams;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Runs what is typed, line by line, until {@code exit} or the end of input. */
public final class Prompt {
  private final Shell shell;

  public Prompt(Shell shell) {
    this.shell = shell;
  }

  /** Runs what is typed at a terminal; returns the exit code of the last command. */
  int run(Streams streams) throws IOException {
    streams.out().println("'help' lists the commands; 'exit' or Ctrl-D ends.");
    try (LineSource lines = LineSource.of(streams, new ShellCompletion(shell))) {
      return run(lines, UnaryOperator.identity());
    }
  }

  /**
   * Runs {@code lines}; returns the exit code of the last command.
   *
   * @param coloured makes of a prompt what is shown
   */
  public int run(LineSource lines, UnaryOperator<String> coloured) throws IOException {
    int code = 0;
    while (shell.isRunning()) {
      String line = lines.read(coloured.apply(Names.display(shell.here().toString()) + "> "));
      if (line == null) {
        break;
      }
      code = run(line);
    }
    return code;
  }

  private int run(String line) {
    try {
      var commands = Script.parseTyped(line);
      return shell.stop().during(() -> shell.run(commands));
    } catch (CommandFailure e) {
      shell.complain(e.getMessage());
      return 1;
    }
  }
}
