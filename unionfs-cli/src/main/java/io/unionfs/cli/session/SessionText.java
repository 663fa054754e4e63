package io.unionfs.cli.session;

import io.unionfs.cli.shell.CommandFailure;
import io.unionfs.cli.shell.Script;
import io.unionfs.cli.stack.StackShell;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The lines of a session. One that begins with a prompt, {@code /etc> } or that of a pause, is what
 * was typed; the others are what was printed. What is printed and looks like a prompt, or begins
 * with a backslash, has a backslash before it.
 */
final class SessionText {
  private static final Pattern PROMPT = Pattern.compile("/.*?>( .*)?");
  private static final Pattern COLOUR = Pattern.compile("\033\\[[0-9;]*m");

  private SessionText() {}

  /** Whether {@code line} was typed. */
  static boolean isTyped(String line) {
    return PROMPT.matcher(line).matches() || line.startsWith(StackShell.PAUSE.strip());
  }

  /**
   * What was typed behind the prompt.
   *
   * @param prompt the prompt that is shown, which the line may begin with
   */
  static String typed(String line, String prompt) {
    String bare = prompt.stripTrailing();
    if (line.startsWith(bare)) {
      return line.substring(bare.length()).strip();
    }
    String pause = StackShell.PAUSE.strip();
    int end = line.startsWith(pause) ? pause.length() : line.indexOf('>') + 1;
    return line.substring(end).strip();
  }

  /** What was typed, perhaps pasted, in several lines. */
  static String inOneLine(String typed) {
    if (typed.indexOf('\n') < 0) {
      return typed;
    }
    try {
      return Script.parse(typed).stream().map(Script::line).collect(Collectors.joining("; "));
    } catch (CommandFailure e) {
      return typed.replace('\n', ' '); // A quotation that is not closed: no command was run.
    }
  }

  /** A typed line as it stands in a file. */
  static String line(String prompt, String typed) {
    return (withoutColours(prompt) + typed).stripTrailing();
  }

  /** What was printed, line by line, as it stands in a file. */
  static List<String> lines(String printed) {
    List<String> lines = new ArrayList<>();
    for (String line : withoutColours(printed).lines().toList()) {
      lines.add(isTyped(line) || line.startsWith("\\") ? "\\" + line : line);
    }
    return lines;
  }

  static String withoutColours(String text) {
    return COLOUR.matcher(text).replaceAll("");
  }
}
