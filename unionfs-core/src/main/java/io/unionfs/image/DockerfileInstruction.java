package io.unionfs.image;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One instruction of a Dockerfile, as its lines give it.
 *
 * @param name its name in upper case
 * @param flags the {@code --name=value} before its arguments
 * @param arguments what follows, without spaces around it
 * @param source the instruction in one line
 */
record DockerfileInstruction(
    String name, Map<String, String> flags, String arguments, String source) {
  private static final Pattern CONTINUED = Pattern.compile("\\\\[ \\t]*$");
  private static final Pattern SPACES = Pattern.compile("[\\t\\x0b\\f\\r ]+");
  private static final Pattern FLAG = Pattern.compile("--([^=]*)(?:=(.*))?", Pattern.DOTALL);

  /** The instructions in {@code text}; lines that begin with {@code #} are comments. */
  static List<DockerfileInstruction> parse(String text) {
    List<DockerfileInstruction> instructions = new ArrayList<>();
    StringBuilder line = null;
    for (String part : text.split("\n", -1)) {
      String stripped = part.stripLeading();
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      Matcher continued = CONTINUED.matcher(part);
      boolean goesOn = continued.find();
      String rest = goesOn ? part.substring(0, continued.start()) : part;
      line = line == null ? new StringBuilder(rest.stripLeading()) : line.append(rest);
      if (!goesOn) {
        instructions.add(of(line.toString()));
        line = null;
      }
    }
    if (line != null) {
      instructions.add(of(line.toString()));
    }
    return instructions;
  }

  private static DockerfileInstruction of(String line) {
    String[] parts = SPACES.split(line.strip(), 2);
    String rest = parts.length == 2 ? parts[1] : "";
    Map<String, String> flags = new LinkedHashMap<>();
    while (rest.startsWith("--")) {
      String word = SPACES.split(rest, 2)[0];
      rest = rest.substring(word.length()).stripLeading();
      if (word.equals("--")) {
        break;
      }
      addFlag(flags, word);
    }
    return new DockerfileInstruction(parts[0].toUpperCase(Locale.ROOT), flags, rest.strip(), line);
  }

  private static void addFlag(Map<String, String> flags, String word) {
    Matcher flag = FLAG.matcher(word);
    if (!flag.matches() || flag.group(2) == null) {
      throw new IllegalArgumentException("the flag " + word + " has no value");
    }
    String value = DockerfileWords.expand(flag.group(2).replace("$", "\\$"), Map.of());
    if (flags.put(flag.group(1), value) != null) {
      throw new IllegalArgumentException("the flag --" + flag.group(1) + " stands twice");
    }
  }

  /** The arguments, if they are a JSON list of texts; empty if they are no JSON list. */
  Optional<List<String>> jsonForm() {
    return jsonForm(arguments);
  }

  static Optional<List<String>> jsonForm(String arguments) {
    if (!arguments.startsWith("[")) {
      return Optional.empty();
    }
    try {
      byte[] json = arguments.getBytes(StandardCharsets.UTF_8);
      return Optional.of(Document.parseTexts("the JSON form", json));
    } catch (DocumentException e) {
      return switch (e.kind()) {
        case DAMAGED -> Optional.empty();
        case REFUSED -> throw new IllegalArgumentException(e.getMessage(), e);
      };
    }
  }

  /** The arguments, split at spaces; quotes mean nothing. */
  List<String> spaced() {
    return arguments.isEmpty() ? List.of() : List.of(SPACES.split(arguments));
  }
}
