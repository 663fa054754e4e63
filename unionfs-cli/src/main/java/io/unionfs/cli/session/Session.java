package io.unionfs.cli.session;

import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.Script;
import java.util.List;

/**
 * A session as it stands in a file.
 *
 * @param parts its lines; in several parts where there is text between
 */
public record Session(List<List<String>> parts) {
  /** What the first line begins with, if it says what the shell is on. */
  public static final String COMMAND = "$ unionfs shell";

  /** The words behind the command in the first line; empty where there is no such line. */
  public List<String> words() throws CommandFailure {
    if (!hasCommand()) {
      return List.of();
    }
    List<List<String>> commands = Script.parse(parts.get(0).get(0).substring(COMMAND.length()));
    return commands.isEmpty() ? List.of() : commands.get(0);
  }

  /** Whether the first line is the command that began the session. */
  boolean hasCommand() {
    return !parts.isEmpty() && !parts.get(0).isEmpty() && parts.get(0).get(0).startsWith(COMMAND);
  }
}
