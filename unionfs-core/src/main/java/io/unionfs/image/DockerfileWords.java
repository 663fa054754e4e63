package io.unionfs.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The words of a Dockerfile's instruction: split at spaces outside quotes, then freed of quotes and
 * escapes, with variables replaced ({@code $NAME}, {@code ${NAME}}, {@code ${NAME:-word}}, and the
 * same with {@code +} and {@code ?}), as Docker's parser does. Faults are {@link
 * IllegalArgumentException}s.
 */
final class DockerfileWords {
  private static final char ESCAPE = '\\';
  private static final int MAX_DEPTH = 64;
  private static final String SPECIAL = "@*#?-$!0";

  private final String source;
  private final Map<String, String> variables;
  private int position;
  private int depth;

  private DockerfileWords(String source, Map<String, String> variables) {
    this.source = source;
    this.variables = variables;
  }

  /** The words of {@code text}, quotes and escapes still in them. */
  static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
        }
        word = null;
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == ESCAPE && quote != '\'') {
        if (i + 1 < text.length()) {
          word.append(c).append(text.charAt(++i));
        }
        continue; // an escape at the end escapes nothing
      }
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      word.append(c);
    }
    if (word != null && !word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }

  /** {@code NAME=value} settings by name; of several for one name the last counts. */
  static Map<String, String> variables(List<String> env) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String setting : env) {
      int equals = setting.indexOf('=');
      variables.put(
          equals < 0 ? setting : setting.substring(0, equals),
          equals < 0 ? "" : setting.substring(equals + 1));
    }
    return variables;
  }

  /** {@code word} without quotes and escapes, its variables replaced. */
  static String expand(String word, Map<String, String> variables) {
    Result result = new Result();
    new DockerfileWords(word, variables).readUntil((char) 0, result);
    return result.text.toString();
  }

  /** As {@link #expand}; what is not quoted is split at spaces afterwards. */
  static List<String> expandToWords(String word, Map<String, String> variables) {
    Result result = new Result();
    new DockerfileWords(word, variables).readUntil((char) 0, result);
    result.endWord();
    return result.words;
  }

  /** Text, and the same as words. */
  private static final class Result {
    final StringBuilder text = new StringBuilder();
    final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();

    void addQuoted(String part) {
      text.append(part);
      word.append(part);
    }

    void addPlain(String part) {
      text.append(part);
      for (int i = 0; i < part.length(); i++) {
        if (Character.isWhitespace(part.charAt(i))) {
          endWord();
        } else {
          word.append(part.charAt(i));
        }
      }
    }

    void endWord() {
      if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
  }

  private boolean atEnd() {
    return position == source.length();
  }

  private char peek() {
    return source.charAt(position);
  }

  private void readUntil(char end, Result result) {
    while (!atEnd()) {
      char c = peek();
      if (end != 0 && c == end) {
        position++;
        return;
      }
      switch (c) {
        case '\'' -> result.addQuoted(singleQuoted());
        case '"' -> result.addQuoted(doubleQuoted());
        case '$' -> result.addPlain(variable());
        case ESCAPE -> {
          position++;
          if (!atEnd()) {
            result.addQuoted(String.valueOf(source.charAt(position++)));
          }
        }
        default -> {
          result.addPlain(String.valueOf(c));
          position++;
        }
      }
    }
    if (end != 0) {
      throw new IllegalArgumentException("a \"" + end + "\" is missing");
    }
  }

  private String singleQuoted() {
    int close = source.indexOf('\'', position + 1);
    if (close < 0) {
      throw new IllegalArgumentException("a single quote is not closed");
    }
    String text = source.substring(position + 1, close);
    position = close + 1;
    return text;
  }

  private String doubleQuoted() {
    StringBuilder text = new StringBuilder();
    position++;
    while (!atEnd()) {
      char c = peek();
      if (c == '"') {
        position++;
        return text.toString();
      }
      if (c == '$') {
        text.append(variable());
        continue;
      }
      position++;
      if (c == ESCAPE) {
        if (atEnd()) {
          break;
        }
        // Others stay as they are, with what escapes them.
        if (peek() == '"' || peek() == '$' || peek() == ESCAPE) {
          c = source.charAt(position++);
        }
      }
      text.append(c);
    }
    throw new IllegalArgumentException("a double quote is not closed");
  }

  private String variable() {
    position++;
    if (atEnd() || peek() != '{') {
      String name = name();
      return name.isEmpty() ? "$" : variables.getOrDefault(name, "");
    }
    position++;
    if (atEnd()) {
      throw new IllegalArgumentException("a \"}\" is missing");
    }
    String name = "{}:".indexOf(peek()) >= 0 ? "" : name();
    char modifier = name.isEmpty() || atEnd() ? 0 : source.charAt(position++);
    boolean emptyIsUnset = modifier == ':';
    if (emptyIsUnset) {
      modifier = atEnd() ? 0 : source.charAt(position++);
    }
    String value = variables.get(name);
    if (modifier == '}' && !emptyIsUnset) {
      return value == null ? "" : value;
    }
    if (modifier == 0 || "-+?".indexOf(modifier) < 0) {
      throw new IllegalArgumentException("a substitution after \"$\" is not understood");
    }
    if (++depth > MAX_DEPTH) {
      throw new IllegalArgumentException("substitutions stand too deep inside one another");
    }
    Result word = new Result();
    readUntil('}', word);
    depth--;
    boolean unset = value == null || emptyIsUnset && value.isEmpty();
    return substitute(modifier, name, unset ? null : value, word.text.toString());
  }

  private static String substitute(char modifier, String name, String value, String word) {
    return switch (modifier) {
      case '-' -> value == null ? word : value;
      case '+' -> value == null ? "" : word;
      default -> {
        if (value == null) {
          throw new IllegalArgumentException(
              name + ": " + (word.isEmpty() ? "is not set, or empty" : word));
        }
        yield value;
      }
    };
  }

  private String name() {
    if (atEnd()) {
      return "";
    }
    if (Character.isDigit(peek())) {
      return taken(Character::isDigit);
    }
    if (SPECIAL.indexOf(peek()) >= 0) {
      return String.valueOf(source.charAt(position++));
    }
    return taken(c -> Character.isLetterOrDigit(c) || c == '_');
  }

  private String taken(Predicate<Character> holds) {
    int start = position;
    while (!atEnd() && holds.test(peek())) {
      position++;
    }
    return source.substring(start, position);
  }
}
