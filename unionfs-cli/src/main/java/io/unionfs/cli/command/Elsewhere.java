package io.unionfs.cli.command;

import java.util.Optional;

/**
 * What to do instead of those verbs of Docker's, crane's, cosign's and dive's that are not here.
 */
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
          case "dive" -> "'unionfs analyze' tells what an image wastes, with dive's figures too";
          case "generate-key-pair", "public-key" ->
              "'unionfs key generate' makes a key pair, 'unionfs key show' prints the public key";
          case "attest", "verify-attestation", "triangulate" ->
              "'unionfs sign' and 'unionfs verify' know signatures alone";
          case "copy" -> "'unionfs pull', 'tag' and 'push' bring an image elsewhere";
          case "digest" -> "'unionfs images --digests' lists them";
          case "manifest", "config" -> "'unionfs inspect' shows what an image says of itself";
          case "ls", "list" -> "'unionfs images' lists images, 'unionfs ps' containers";
          case "catalog" -> "registries are not asked for what they have";
          case "prune" ->
              "'unionfs system prune' removes what nothing needs; 'image', 'container' and 'volume'"
                  + " have a prune of their own";
          case "bench" -> "'./unionfs bench' in a checkout measures it beside its peers";
          default -> null;
        });
  }
}
