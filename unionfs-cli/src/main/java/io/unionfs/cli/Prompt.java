package io.unionfs.cli;

import io.unionfs.layer.Names;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Runs what is typed at a terminal, line by line, until {@code exit} or the end of input. */
final class Prompt {
  private final Shell shell;
  private final PrintStream out;
  private final BufferedReader in;

  Prompt(Shell shell, Streams streams) {
    this.shell = shell;
    this.out = streams.out();
    this.in = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
  }

  /** Returns the exit code of the last command. */
  int run() throws IOException {
    out.println("'help' lists the commands; 'exit' or Ctrl-D ends.");
    int code = 0;
    while (shell.isRunning()) {
      out.print(Names.display(shell.here().toString()) + "> ");
      out.flush();
      String line = in.readLine();
      if (line == null) {
        out.println();
        break;
      }
      try {
        code = shell.run(Script.parse(line));
      } catch (CommandFailure e) {
        shell.complain(e.getMessage());
        code = 1;
      }
    }
    return code;
  }
}
