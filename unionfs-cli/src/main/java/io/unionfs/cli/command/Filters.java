package io.unionfs.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * What {@code --filter KEY=VALUE} asks for: values of one key are alternatives, keys go together;
 * of {@code label} all must hold.
 */
final class Filters {
  private final Map<String, List<String>> wanted = new LinkedHashMap<>();

  private Filters() {}

  /**
   * Reads what was given.
   *
   * @throws IllegalArgumentException if it is no {@code KEY=VALUE}, or the key is not known
   */
  static Filters of(List<String> texts, Set<String> known) {
    Filters filters = new Filters();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "--filter: \"" + text + "\" is not of the form KEY=VALUE");
      }
      String key = text.substring(0, equals);
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "--filter: no key \"" + key + "\"; there are " + String.join(", ", known));
      }
      filters.wanted.computeIfAbsent(key, k -> new ArrayList<>()).add(text.substring(equals + 1));
    }
    return filters;
  }

  /**
   * Refuses values of a key that nothing can have.
   *
   * @throws IllegalArgumentException if there is one that is not among {@code possible}
   */
  void requireValues(String key, List<String> possible) {
    for (String value : wanted.getOrDefault(key, List.of())) {
      if (!possible.contains(value)) {
        throw new IllegalArgumentException(
            "--filter: "
                + key
                + ": no \""
                + value
                + "\"; there are "
                + String.join(", ", possible));
      }
    }
  }

  /** Whether {@code subject} is wanted, where {@code test} knows it and one value of a key. */
  <T> boolean allow(String key, T subject, BiPredicate<T, String> test) {
    List<String> values = wanted.get(key);
    return values == null || values.stream().anyMatch(value -> test.test(subject, value));
  }

  /** Whether the labels are those asked for: {@code KEY} or {@code KEY=VALUE} each. */
  boolean allowLabels(Map<String, String> labels) {
    return wanted.getOrDefault("label", List.of()).stream()
        .allMatch(
            label -> {
              int equals = label.indexOf('=');
              return equals < 0
                  ? labels.containsKey(label)
                  : label.substring(equals + 1).equals(labels.get(label.substring(0, equals)));
            });
  }

  /**
   * The one value of a key that is true or false.
   *
   * @throws IllegalArgumentException if it is neither
   */
  boolean allowFlag(String key, boolean is) {
    return allow(
        key,
        is,
        (subject, value) ->
            switch (value) {
              case "true", "1" -> subject;
              case "false", "0" -> !subject;
              default ->
                  throw new IllegalArgumentException(
                      "--filter: " + key + ": \"" + value + "\" is neither true nor false");
            });
  }
}
