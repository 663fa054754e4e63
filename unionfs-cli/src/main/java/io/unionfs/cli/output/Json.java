package io.unionfs.cli.output;

import java.util.List;
import java.util.Map;

/** JSON text. */
public final class Json {
  private Json() {}

  /**
   * One line of JSON for maps, lists, strings, numbers, booleans and null.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static String line(Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value == null || value instanceof Number || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof String string) {
      append(text, string);
    } else if (value instanceof Map<?, ?> map) {
      String comma = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        text.append(comma);
        append(text, (String) entry.getKey());
        text.append(':');
        append(text, entry.getValue());
        comma = ",";
      }
      text.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String comma = "[";
      for (Object element : list) {
        text.append(comma);
        append(text, element);
        comma = ",";
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else {
      throw new IllegalArgumentException(value.getClass() + " is not known to JSON");
    }
  }

  private static void append(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // Go escapes those of HTML too, and Docker's output shows it.
          if (c < 0x20 || c >= 0x7f && c < 0xa0 || "<>&\u2028\u2029".indexOf(c) >= 0) {
            text.append(String.format("\\u%04x", (int) c));
          } else if (Character.isSurrogate(c)) {
            i = appendPair(text, string, i);
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  /** Half a pair stands for a byte that is not UTF-8; it cannot be printed, but escaped. */
  private static int appendPair(StringBuilder text, String string, int at) {
    int point = string.codePointAt(at);
    if (Character.isSupplementaryCodePoint(point)) {
      text.appendCodePoint(point);
      return at + 1;
    }
    text.append(String.format("\\u%04x", point));
    return at;
  }

  /**
   * JSON text over several lines, four blanks a level, as {@code docker inspect} has it. The order
   * of fields stays, control characters in strings are escaped.
   *
   * @param json well-formed JSON
   */
  public static String indented(String json) {
    StringBuilder text = new StringBuilder();
    int level = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      switch (c) {
        case '"' -> i = appendQuoted(text, json, i);
        case ' ', '\t', '\r', '\n' -> {}
        case '{', '[' -> {
          int close = nextOther(json, i + 1);
          if (json.charAt(close) == (c == '{' ? '}' : ']')) {
            text.append(c).append(json.charAt(close));
            i = close;
          } else {
            newLine(text.append(c), ++level);
          }
        }
        case '}', ']' -> {
          newLine(text, --level);
          text.append(c);
        }
        case ',' -> newLine(text.append(c), level);
        case ':' -> text.append(": ");
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  private static int nextOther(String json, int at) {
    int next = at;
    while (Character.isWhitespace(json.charAt(next))) {
      next++;
    }
    return next;
  }

  private static void newLine(StringBuilder text, int level) {
    text.append('\n').append("    ".repeat(level));
  }

  private static int appendQuoted(StringBuilder text, String json, int from) {
    int at = from + 1;
    while (json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    for (int i = from; i <= at; i++) {
      char c = json.charAt(i);
      // JSON lets the C1 controls stand as they are; a terminal obeys them.
      if (c >= 0x7f && c < 0xa0) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return at;
  }
}
