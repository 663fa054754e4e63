package io.unionfs.nio;

import io.unionfs.glob.Globs;
import io.unionfs.layer.Names;
import java.nio.file.InvalidPathException;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** The text of a path, and its names. */
final class PathSyntax {
  static final String[] NO_NAMES = {};

  /** The empty path has one name, which is empty. */
  static final String[] EMPTY = {""};

  private PathSyntax() {}

  static boolean isAbsolute(String text) {
    return !text.isEmpty() && text.charAt(0) == '/';
  }

  /** Refuses what no file can be called. */
  static void check(String text) {
    countChecked(text);
  }

  /** The names in {@code text}, which is checked as by {@link #check}: both in one pass. */
  static String[] parse(String text) {
    return text.isEmpty() ? EMPTY : names(text, countChecked(text));
  }

  private static int countChecked(String text) {
    int count = 0;
    int highest = 0;
    char before = '/';
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new InvalidPathException(text, "Nul character not allowed");
      }
      if (before == '/' && c != '/') {
        count++;
      }
      highest |= c; // At least the highest: whether a closer look is due.
      before = c;
    }
    if (highest >= Character.MIN_SURROGATE && !Names.isEncodable(text)) {
      throw new InvalidPathException(
          text, "Malformed input or input contains unmappable characters");
    }
    return count;
  }

  /** The names in {@code text}; redundant slashes do not count. */
  static String[] split(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '/' && (i == 0 || text.charAt(i - 1) == '/')) {
        count++;
      }
    }
    return names(text, count);
  }

  private static String[] names(String text, int count) {
    if (count == 0) {
      return NO_NAMES;
    }
    String[] names = new String[count];
    int next = 0;
    int start = 0;
    while (next < count) {
      while (text.charAt(start) == '/') {
        start++;
      }
      int end = start + 1;
      while (end < text.length() && text.charAt(end) != '/') {
        end++; // Names are short: sooner done than indexOf is called.
      }
      names[next++] = text.substring(start, end);
      start = end;
    }
    return names;
  }

  static String join(String[] names, boolean absolute) {
    if (names.length == 1 && !absolute) {
      return names[0];
    }
    int length = names.length + (absolute ? 1 : 0);
    for (String name : names) {
      length += name.length();
    }
    StringBuilder text = new StringBuilder(length);
    if (absolute) {
      text.append('/');
    }
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        text.append('/');
      }
      text.append(names[i]);
    }
    return text.toString();
  }

  /** The names without {@code .} and {@code name/..}; the same array when there are none. */
  static String[] normalize(String[] names, boolean absolute) {
    if (!hasDots(names)) {
      return names;
    }
    String[] kept = new String[names.length];
    int count = 0;
    for (String name : names) {
      if (name.equals(".")) {
        continue;
      }
      if (!name.equals("..")) {
        kept[count++] = name;
      } else if (count > 0 && !kept[count - 1].equals("..")) {
        count--;
      } else if (!absolute) {
        kept[count++] = name;
      }
    }
    if (count == names.length) {
      return names;
    }
    if (count == 0) {
      return absolute ? NO_NAMES : EMPTY;
    }
    return Arrays.copyOf(kept, count);
  }

  /** Whether {@code .} or {@code ..} is among the names. */
  static boolean hasDots(String[] names) {
    for (String name : names) {
      if (name.equals(".") || name.equals("..")) {
        return true;
      }
    }
    return false;
  }

  /** What {@link java.nio.file.FileSystem#getPathMatcher} gives for {@code syntaxAndPattern}. */
  static PathMatcher matcher(String syntaxAndPattern) {
    int colon = syntaxAndPattern.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("the form is syntax:pattern: " + syntaxAndPattern);
    }
    String pattern = syntaxAndPattern.substring(colon + 1);
    String regex =
        switch (syntaxAndPattern.substring(0, colon).toLowerCase(Locale.ROOT)) {
          case "glob" -> Globs.toRegex(pattern);
          case "regex" -> pattern;
          default ->
              throw new UnsupportedOperationException(
                  "Syntax '" + syntaxAndPattern.substring(0, colon) + "' not recognized");
        };
    Pattern compiled = Pattern.compile(regex);
    return path -> compiled.matcher(path.toString()).matches();
  }

  /** Compares as the bytes compare, unsigned. */
  static int compare(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char c = one.charAt(i);
      char d = other.charAt(i);
      if (c != d) {
        return Character.isSurrogate(c) || Character.isSurrogate(d)
            ? Arrays.compareUnsigned(bytes(one), bytes(other))
            : c - d;
      }
    }
    return one.length() - other.length();
  }

  static byte[] bytes(String text) {
    try {
      return Names.encode(text);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new AssertionError("a path is encodable", e);
    }
  }
}
