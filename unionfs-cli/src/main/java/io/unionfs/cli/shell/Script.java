package io.unionfs.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splits text into commands and words as a POSIX shell quotes them: blanks part words, {@code '…'}
 * keeps all, {@code "…"} keeps all but {@code \"} and {@code \\}, {@code \} keeps the next
 * character, {@code ;} and line ends part commands, {@code #} at the start of a word begins a
 * comment. Nothing is expanded; what redirects or joins commands in a shell is refused, for as a
 * word it would be taken for the name of a file.
 */
public final class Script {
  private static final Pattern PLAIN = Pattern.compile("[^\\s'\"\\\\;#<>|&]+");
  private static final String OPERATORS = "<>|&";

  private final String text;
  private final List<List<String>> commands = new ArrayList<>();
  private List<String> words = new ArrayList<>();
  private StringBuilder word;
  private int at;

  /** The line where the first quotation that goes over a line end began, or 0. */
  private long longQuotation;

  private Script(String text) {
    this.text = text;
  }

  /**
   * The commands of {@code text}, each with at least one word.
   *
   * @throws CommandFailure if a quotation is not closed, or for an operator of a shell
   */
  public static List<List<String>> parse(String text) throws CommandFailure {
    Script script = new Script(text);
    script.parse();
    return script.commands;
  }

  /** The same of a line that was typed, which has no number. */
  public static List<List<String>> parseTyped(String line) throws CommandFailure {
    try {
      return parse(line);
    } catch (CommandFailure e) {
      throw new CommandFailure(e.getMessage().replaceFirst("^script: line 1: ", ""));
    }
  }

  /** A line that is parsed to {@code words}. */
  public static String line(List<String> words) {
    return words.stream().map(Script::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private void parse() throws CommandFailure {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case '\'' -> quoted('\'');
        case '"' -> quoted('"');
        case '\\' -> {
          if (at < text.length()) {
            append(text.charAt(at++));
          }
        }
        case '\n', ';' -> endCommand();
        case ' ', '\t', '\r' -> endWord();
        case '#' -> {
          if (word == null) {
            skipComment();
          } else {
            append(c);
          }
        }
        case '<', '>', '|', '&' -> throw refused();
        default -> append(c);
      }
    }
    endCommand();
  }

  private CommandFailure refused() {
    int start = at - 1;
    int end = at;
    while (end < text.length() && OPERATORS.indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    return new CommandFailure(
        "script: line "
            + line(at)
            + ": '"
            + text.substring(start, end)
            + "' is not known here: no pipes, nothing redirected, ';' between commands;"
            + " in quotes it is an ordinary character");
  }

  private void quoted(char quote) throws CommandFailure {
    int start = at;
    if (word == null) {
      word = new StringBuilder();
    }
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        if (longQuotation == 0 && text.substring(start, at).indexOf('\n') >= 0) {
          longQuotation = line(start);
        }
        return;
      }
      if (c == '\\' && quote == '"' && at < text.length() && "\"\\".indexOf(text.charAt(at)) >= 0) {
        c = text.charAt(at++);
      }
      word.append(c);
    }
    String hint =
        longQuotation == 0
            ? ""
            : "; the one that begins in line " + longQuotation + " goes over a line end";
    throw new CommandFailure(
        "script: line " + line(start) + ": the quotation is not closed: " + quote + hint);
  }

  private long line(int index) {
    return text.substring(0, index).lines().count();
  }

  private void skipComment() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void append(char c) {
    if (word == null) {
      word = new StringBuilder();
    }
    word.append(c);
  }

  private void endWord() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }

  private void endCommand() {
    endWord();
    if (!words.isEmpty()) {
      commands.add(words);
      words = new ArrayList<>();
    }
  }
}
