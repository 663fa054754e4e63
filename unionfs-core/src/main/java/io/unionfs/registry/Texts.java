package io.unionfs.registry;

import io.unionfs.layer.Names;

/** What others wrote, for messages. */
final class Texts {
  private Texts() {}

  /** On one line, without what a terminal would obey, and not long. */
  static String line(String text) {
    if (text == null) {
      return "no reason given";
    }
    String start = text.length() > 1000 ? text.substring(0, 1000) : text;
    StringBuilder line = new StringBuilder();
    start
        .strip()
        .codePoints()
        .map(c -> Character.isWhitespace(c) ? ' ' : c)
        .map(c -> Character.getType(c) == Character.FORMAT ? '?' : c)
        .forEach(line::appendCodePoint);
    return Names.display(line.toString().replaceAll(" {2,}", " "));
  }
}
