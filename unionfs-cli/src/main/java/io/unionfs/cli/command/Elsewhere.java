package io.unionfs.cli.command;

import java.util.Optional;

/** What to do instead of those of Docker's verbs that are not here. */
final class Elsewhere {
  private Elsewhere() {}

  static Optional<String> of(String verb) {
    return Optional.ofNullable(
        switch (verb) {
          case "build" -> "'unionfs commit' makes an image of a container";
          case "attach", "logs", "port", "stats", "top", "wait" ->
              "no processes run in a container";
          case "search" -> "registries have no search in common";
          case "network" -> "containers have no networks";
          case "update" -> "containers have no limits";
          case "events" -> "nothing runs in the background";
          case "info", "version" -> "'unionfs --version' tells it, 'unionfs df' what there is";
          default -> null;
        });
  }
}
