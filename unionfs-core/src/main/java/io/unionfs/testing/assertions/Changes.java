package io.unionfs.testing.assertions;

import io.unionfs.overlay.Change;
import io.unionfs.overlay.Change.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Changes as {@code docker diff} writes them, and how two sets of them differ. */
final class Changes {
  /** What is said of changes that are not named. */
  enum Others {
    REFUSED,
    ALLOWED
  }

  private Changes() {}

  /**
   * The changes that {@code lines} write: {@code C /etc}.
   *
   * @throws IllegalArgumentException if a line is none
   */
  static Set<Change> parse(String... lines) {
    Set<Change> changes = new LinkedHashSet<>();
    for (String line : lines) {
      changes.add(parse(line));
    }
    return changes;
  }

  private static Change parse(String line) {
    if (line.length() > 2 && line.charAt(1) == ' ' && line.charAt(2) == '/') {
      for (Kind kind : Kind.values()) {
        if (kind.letter() == line.charAt(0)) {
          return new Change(kind, line.substring(2));
        }
      }
    }
    throw new IllegalArgumentException(
        "\"" + line + "\" is no change: expected A, C or D, a space, and an absolute path");
  }

  /** Which of {@code all} are not in {@code others}. */
  static List<Change> without(Collection<Change> all, Collection<Change> others) {
    List<Change> rest = new ArrayList<>(all);
    rest.removeAll(others);
    return rest;
  }

  /** What is wrong with {@code found}, as the end of a sentence; null where nothing is. */
  static String fault(Collection<Change> expected, List<Change> found, Others others) {
    List<Change> missing = without(expected, found);
    List<Change> besides =
        switch (others) {
          case REFUSED -> without(found, expected);
          case ALLOWED -> List.of();
        };
    if (missing.isEmpty() && besides.isEmpty()) {
      return null;
    }
    StringBuilder fault =
        new StringBuilder(
                others == Others.REFUSED
                    ? "to have these changes and no others:\n"
                    : "to have these changes among others:\n")
            .append(Text.lines(expected));
    if (!missing.isEmpty()) {
      fault.append("\nbut these are missing:\n").append(Text.lines(missing));
    }
    if (!besides.isEmpty()) {
      fault.append(missing.isEmpty() ? "\nbut" : "\nand").append(" these are there besides:\n");
      fault.append(Text.lines(besides));
    }
    return fault.toString();
  }

  /** Of the changes that {@link #fault} tells of, the paths of the first few. */
  static List<String> paths(Collection<Change> expected, List<Change> found, int most) {
    List<Change> all = new ArrayList<>(without(expected, found));
    all.addAll(without(found, expected));
    return all.stream().map(Change::path).distinct().limit(most).toList();
  }
}
