package io.unionfs.mutants;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One change of one source file.
 *
 * @param file the file, from {@code io/unionfs} on
 * @param search what is replaced; a run of white space stands for any other
 * @param replacement what comes in its place
 */
record Edit(String file, String search, String replacement) {

  /**
   * {@code source} after the change.
   *
   * @throws IllegalStateException unless the search text occurs exactly once
   */
  String applyTo(String source) {
    Matcher matcher = pattern().matcher(source);
    int found = (int) matcher.results().count();
    if (found != 1) {
      throw new IllegalStateException(
          file + ": the search text occurs " + found + " times, not once:\n" + search);
    }
    return matcher.reset().replaceFirst(Matcher.quoteReplacement(replacement));
  }

  private Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    for (String word : search.strip().split("\\s+")) {
      pattern.append(pattern.isEmpty() ? "" : "\\s+").append(Pattern.quote(word));
    }
    return Pattern.compile(pattern.toString());
  }
}
