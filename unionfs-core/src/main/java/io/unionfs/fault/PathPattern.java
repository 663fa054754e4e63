package io.unionfs.fault;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which paths of the union a rule is about. */
record PathPattern(String text, Predicate<String> test) {
  private static final String GLOB = "glob:";
  private static final String REGEX = "regex:";

  boolean matches(String path) {
    return test.test(path);
  }

  @Override
  public String toString() {
    return text;
  }

  /** As {@link java.nio.file.FileSystem#getPathMatcher} has it. */
  static PathPattern parse(String text) {
    if (text.startsWith(GLOB)) {
      return of(text, Pattern.compile(regex(text.substring(GLOB.length())), Pattern.DOTALL));
    }
    if (text.startsWith(REGEX)) {
      return of(text, Pattern.compile(text.substring(REGEX.length())));
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no pattern: begin it with \"glob:\" or \"regex:\"");
  }

  private static PathPattern of(String text, Pattern pattern) {
    return new PathPattern(text, path -> pattern.matcher(path).matches());
  }

  /** The JDK's globs: {@code *}, {@code **}, {@code ?}, {@code [a-z]}, {@code {a,b}}. */
  private static String regex(String glob) {
    StringBuilder regex = new StringBuilder();
    boolean inGroup = false;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          boolean crosses = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
          regex.append(crosses ? ".*" : "[^/]*");
          i += crosses ? 1 : 0;
        }
        case '?' -> regex.append("[^/]");
        case '[' -> i = appendClass(glob, i, regex);
        case '{' -> {
          if (inGroup) {
            throw bad(glob);
          }
          inGroup = true;
          regex.append("(?:(?:");
        }
        case '}' -> {
          regex.append(inGroup ? "))" : "\\}");
          inGroup = false;
        }
        case ',' -> regex.append(inGroup ? ")|(?:" : ",");
        case '\\' -> {
          if (++i == glob.length()) {
            throw bad(glob);
          }
          regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (inGroup) {
      throw bad(glob);
    }
    return regex.toString();
  }

  /** Appends the bracket expression that begins at {@code start}; returns where it ends. */
  private static int appendClass(String glob, int start, StringBuilder regex) {
    int i = start + 1;
    boolean negated = i < glob.length() && glob.charAt(i) == '!';
    regex.append("(?!/)[").append(negated ? "^" : "");
    i += negated ? 1 : 0;
    int first = i;
    for (; i < glob.length() && glob.charAt(i) != ']'; i++) {
      char c = glob.charAt(i);
      boolean isRange = c == '-' && i > first && i + 1 < glob.length();
      regex.append(isRange ? "-" : "\\x{" + Integer.toHexString(c) + "}");
    }
    if (i == glob.length() || i == first) {
      throw bad(glob);
    }
    regex.append(']');
    return i;
  }

  private static IllegalArgumentException bad(String glob) {
    return new IllegalArgumentException("\"" + glob + "\" is no glob: something is not closed");
  }
}
