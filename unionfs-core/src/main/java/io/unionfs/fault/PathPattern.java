package io.unionfs.fault;

import io.unionfs.glob.Globs;
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
      return of(text, Globs.toRegex(text.substring(GLOB.length())));
    }
    if (text.startsWith(REGEX)) {
      return of(text, text.substring(REGEX.length()));
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no pattern: begin it with \"glob:\" or \"regex:\"");
  }

  private static PathPattern of(String text, String regex) {
    Pattern pattern = Pattern.compile(regex);
    return new PathPattern(text, path -> pattern.matcher(path).matches());
  }
}
