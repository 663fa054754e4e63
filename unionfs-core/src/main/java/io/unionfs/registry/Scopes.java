package io.unionfs.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * What a token must allow: {@code repository:library/debian:pull}.
 *
 * @param all each a type, a name and actions
 */
record Scopes(List<String> all) {
  static final Scopes NONE = new Scopes(List.of());

  private static final int MAX_ASKED = 20;

  Scopes {
    all = List.copyOf(all);
  }

  static Scopes pull(String repository) {
    return new Scopes(List.of("repository:" + repository + ":pull"));
  }

  static Scopes push(String repository) {
    return new Scopes(List.of("repository:" + repository + ":pull,push"));
  }

  /** These, and what {@code asked} names beyond them, divided by blanks. */
  Scopes with(String asked) {
    List<String> more = new ArrayList<>(all);
    for (String scope : asked.split(" ")) {
      if (!scope.isEmpty() && more.size() < MAX_ASKED && more.stream().noneMatch(covers(scope))) {
        more.add(scope);
      }
    }
    return new Scopes(more);
  }

  Scopes with(Scopes others) {
    return with(String.join(" ", others.all));
  }

  private static java.util.function.Predicate<String> covers(String asked) {
    int actions = asked.lastIndexOf(':') + 1;
    List<String> wanted = List.of(asked.substring(actions).split(","));
    return given ->
        given.startsWith(asked.substring(0, actions))
            && given.lastIndexOf(':') + 1 == actions
            && List.of(given.substring(actions).split(",")).containsAll(wanted);
  }
}
