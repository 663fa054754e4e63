package io.unionfs.cli.shell;

import io.unionfs.cli.output.Failures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The words behind a built-in command: flags, options with a value, and operands. */
public final class Arguments {
  private final String command;
  private final StringBuilder flags = new StringBuilder();
  private final Map<String, String> values = new HashMap<>();
  private final List<String> operands = new ArrayList<>();

  private Arguments(String command) {
    this.command = command;
  }

  /**
   * Parses as getopt does, options before or between operands; {@code --} ends them.
   *
   * @param allowed the letters that are flags
   * @param valued options that take the next word, by their full name, such as {@code -name}
   */
  public static Arguments parse(
      String command, List<String> words, String allowed, String... valued) throws CommandFailure {
    Arguments parsed = new Arguments(command);
    boolean options = true;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!options || word.length() < 2 || word.charAt(0) != '-') {
        parsed.operands.add(word);
      } else if (word.equals("--")) {
        options = false;
      } else if (List.of(valued).contains(word)) {
        if (i + 1 == words.size()) {
          throw new CommandFailure(command + ": option '" + word + "' needs a value");
        }
        parsed.values.put(word, words.get(++i));
      } else {
        parsed.addFlags(word, allowed);
      }
    }
    return parsed;
  }

  private void addFlags(String word, String allowed) throws CommandFailure {
    for (int i = 1; i < word.length(); i++) {
      if (allowed.indexOf(word.charAt(i)) < 0) {
        throw new CommandFailure(
            command
                + ": invalid option '"
                + Failures.oneLine(word)
                + "'; 'help "
                + command
                + "' says what it takes");
      }
      flags.append(word.charAt(i));
    }
  }

  public boolean has(char flag) {
    return flags.indexOf(String.valueOf(flag)) >= 0;
  }

  /** The value of an option, or null. */
  public String value(String option) {
    return values.get(option);
  }

  public List<String> operands() {
    return operands;
  }

  /** The operands, of which there must be {@code least} to {@code most}. */
  public List<String> operands(int least, int most, String usage) throws CommandFailure {
    if (operands.size() < least || operands.size() > most) {
      throw new CommandFailure(command + ": usage: " + usage);
    }
    return operands;
  }
}
