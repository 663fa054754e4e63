package io.unionfs.glob;

import java.util.regex.PatternSyntaxException;

/**
 * Translates a glob, as {@link java.nio.file.FileSystem#getPathMatcher} describes it, to a regular
 * expression. Where the description is silent, it takes and refuses what the default provider does.
 */
public final class Globs {
  private static final String ANY = "[^/]";

  private final String glob;
  private final StringBuilder regex = new StringBuilder();
  private int at;

  private Globs(String glob) {
    this.glob = glob;
  }

  /**
   * The regular expression for {@code glob}.
   *
   * @throws PatternSyntaxException if it is no glob
   */
  public static String toRegex(String glob) {
    Globs globs = new Globs(glob);
    globs.sequence("");
    return globs.regex.toString();
  }

  /** Translates up to one of {@code ends}, or up to the end of the glob. */
  private void sequence(String ends) {
    while (at < glob.length() && ends.indexOf(glob.charAt(at)) < 0) {
      char c = glob.charAt(at++);
      switch (c) {
        case '?' -> regex.append(ANY);
        case '*' -> regex.append(skips('*') ? ".*" : ANY + "*");
        case '[' -> set();
        case '{' -> {
          if (!ends.isEmpty()) {
            throw wrong("Cannot nest groups", at - 1);
          }
          group();
        }
        case '\\' -> {
          if (at == glob.length()) {
            throw wrong("No character to escape", at - 1);
          }
          regex.append(quoted(glob.charAt(at++)));
        }
        default -> regex.append(quoted(c));
      }
    }
  }

  private void group() {
    regex.append("(?:");
    sequence(",}");
    while (skips(',')) {
      regex.append('|');
      sequence(",}");
    }
    if (!skips('}')) {
      throw wrong("Missing '}'", at - 1);
    }
    regex.append(')');
  }

  /** A set of characters and ranges; the separator is never in it. */
  private void set() {
    boolean negated = skips('!');
    StringBuilder members = new StringBuilder();
    if (skips('-')) {
      members.append(quoted('-'));
    }
    while (!skips(']')) {
      char first = member();
      if (first == '-') {
        throw wrong("Invalid range", at - 1);
      }
      members.append(quoted(first));
      if (skips('-')) {
        if (at < glob.length() && glob.charAt(at) == ']') {
          members.append(quoted('-'));
        } else {
          char last = member();
          if (last < first) {
            throw wrong("Invalid range", at - 3);
          }
          members.append('-').append(quoted(last));
        }
      }
    }
    if (members.isEmpty()) {
      throw wrong("Empty set", at - 1);
    }
    regex.append(negated ? "[^/" + members + "]" : "[" + members + "&&" + ANY + "]");
  }

  private char member() {
    if (at == glob.length()) {
      throw wrong("Missing ']'", at - 1);
    }
    char c = glob.charAt(at++);
    if (c == '/') {
      throw wrong("Explicit 'name separator' in class", at - 1);
    }
    return c;
  }

  private boolean skips(char c) {
    boolean found = at < glob.length() && glob.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  /** A character that means itself. */
  private static String quoted(char c) {
    boolean mayMeanMore = c < 0x80 && !Character.isLetterOrDigit(c) && c != '/';
    return mayMeanMore ? "\\" + c : String.valueOf(c);
  }

  private PatternSyntaxException wrong(String what, int where) {
    return new PatternSyntaxException(what, glob, where);
  }
}
