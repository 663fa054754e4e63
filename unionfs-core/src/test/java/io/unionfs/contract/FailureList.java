package io.unionfs.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tests that a subject is known to fail, read from {@code *-fails.txt}: on each line {@code
 * Class.method reason | failure}, or {@code Class.method [limits] reason | failure}. Limits are
 * names of subjects, and {@code jdk17} or {@code jdk25} for what fails only before, or from, JDK
 * 25. The failure is what is thrown, {@code Type: how its message begins}, white space made one
 * space; several, where subjects or releases differ, with {@code |} between them.
 */
record FailureList(String resource, List<Entry> entries) {
  private static final Pattern LINE =
      Pattern.compile("(\\w+\\.\\w+) +(?:\\[([\\w ]+)\\] +)?([^|]+) \\| (.+)");

  /** One test that is known to fail. */
  record Entry(String test, Set<String> limits, String reason, List<String> failures) {
    /** Whether {@code thrown} is what the test is known to fail with. */
    boolean expects(Throwable thrown) {
      String text = describe(thrown);
      return failures.stream().anyMatch(text::startsWith);
    }

    /** The type and the message, on one line. */
    static String describe(Throwable thrown) {
      return (thrown.getClass().getSimpleName() + ": " + thrown.getMessage())
          .replaceAll("\\s+", " ");
    }

    boolean holdsFor(Subject subject, int jdk) {
      if (limits.contains(jdk < 25 ? "jdk25" : "jdk17")) {
        return false;
      }
      boolean anySubject = Stream.of(Subject.values()).noneMatch(s -> limits.contains(s.name()));
      return anySubject || limits.contains(subject.name());
    }
  }

  static final FailureList UNION = read("union-fails.txt");
  static final FailureList JIMFS = read("jimfs-fails.txt");

  /** What {@code subject} may fail; the default provider fails nothing. */
  static FailureList of(Subject subject) {
    return switch (subject) {
      case DEFAULT_PROVIDER -> new FailureList("no list", List.of());
      case JIMFS -> JIMFS;
      case UNION_OF_LOWER_FILES,
          UNION_OF_SHARED_BLOCKS,
          UNION_ON_JIMFS,
          UNION_WITH_INDEX,
          UNION_OF_UPPER_FILES,
          UNION_ON_DISK,
          UNION_WITH_EMPTY_PLAN,
          UNION_IN_A_UNION ->
          UNION;
    };
  }

  /** What is known of how {@code subject} fails {@code test}; nothing if it must pass. */
  Optional<Entry> entry(String test, Subject subject, int jdk) {
    return entries.stream()
        .filter(entry -> entry.test.equals(test) && entry.holdsFor(subject, jdk))
        .findFirst();
  }

  private static FailureList read(String name) {
    List<Entry> entries = new ArrayList<>();
    try (InputStream in = FailureList.class.getResourceAsStream(name)) {
      for (String line : new String(in.readAllBytes(), UTF_8).split("\n")) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
          throw new IllegalStateException(
              name + ": not \"Class.method reason | failure\": " + line);
        }
        String limits = matcher.group(2);
        entries.add(
            new Entry(
                matcher.group(1),
                limits == null ? Set.of() : new HashSet<>(List.of(limits.split(" +"))),
                matcher.group(3),
                List.of(matcher.group(4).split(" \\| "))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FailureList(name, List.copyOf(entries));
  }
}
