package io.unionfs.testing.assertions;

import java.util.Collection;
import java.util.List;

/** Text of messages: of one line where it comes from outside, and of bounded length. */
final class Text {
  private static final int LONGEST = 200;
  private static final int LINES = 20;

  private Text() {}

  /** A name from outside on one line; of a long one the end, which tells more of a path. */
  static String line(Object from) {
    return line(from, LONGEST);
  }

  static String line(Object from, int longest) {
    String text = String.valueOf(from);
    StringBuilder line = new StringBuilder();
    if (text.length() > longest) {
      line.append("...");
      text = text.substring(text.length() - longest);
    }
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                line.append(String.format("\\u%04x", c));
              } else {
                line.append((char) c);
              }
            });
    return line.toString();
  }

  /** One thing a line, indented; {@code (nothing)} for none. */
  static String lines(Collection<?> things) {
    if (things.isEmpty()) {
      return "  (nothing)";
    }
    StringBuilder lines = new StringBuilder();
    int left = LINES;
    for (Object thing : things) {
      if (left-- == 0) {
        return lines
            .append("\n  ... and ")
            .append(things.size() - LINES)
            .append(" more")
            .toString();
      }
      lines.append(lines.isEmpty() ? "  " : "\n  ").append(line(thing));
    }
    return lines.toString();
  }

  static String count(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }

  static String bytes(long number) {
    return count(number, "byte", "bytes");
  }

  /** {@code layer 2}, {@code the upper layer}. */
  static String layer(int number) {
    return number == io.unionfs.trace.TraceEvent.UPPER ? "the upper layer" : "layer " + number;
  }

  /** {@code layer 3}, {@code layers 3, 1 and 0}. */
  static String layers(List<Integer> numbers) {
    if (numbers.isEmpty()) {
      return "no layer";
    }
    if (numbers.size() == 1) {
      return layer(numbers.get(0));
    }
    StringBuilder text = new StringBuilder("layers ");
    for (int i = 0; i < numbers.size(); i++) {
      text.append(i == 0 ? "" : i == numbers.size() - 1 ? " and " : ", ").append(numbers.get(i));
    }
    return text.toString();
  }
}
