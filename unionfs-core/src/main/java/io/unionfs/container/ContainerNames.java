package io.unionfs.container;

import io.unionfs.layer.Names;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Names of containers and volumes: what they may be, and made-up ones. */
final class ContainerNames {
  private static final String FORM = "[a-zA-Z0-9][a-zA-Z0-9_.-]";
  private static final Pattern VALID = Pattern.compile(FORM + "+");
  private static final Pattern VALID_OR_SHORT = Pattern.compile(FORM + "*");

  /** A name is a file's name in the store. */
  private static final int MAX_LENGTH = 255;

  private static final List<String> ADJECTIVES =
      List.of(
          "amber",
          "balmy",
          "bold",
          "brisk",
          "calm",
          "candid",
          "chilly",
          "clever",
          "coral",
          "cosy",
          "crisp",
          "dapper",
          "deft",
          "dewy",
          "drowsy",
          "eager",
          "earnest",
          "fabled",
          "fleet",
          "fluffy",
          "frosty",
          "gentle",
          "gilded",
          "glad",
          "golden",
          "grand",
          "hardy",
          "hazel",
          "hearty",
          "humble",
          "ivory",
          "jolly",
          "keen",
          "kind",
          "lively",
          "lucid",
          "lunar",
          "mellow",
          "merry",
          "mild",
          "misty",
          "neat",
          "nimble",
          "noble",
          "opal",
          "patient",
          "pearly",
          "placid",
          "plucky",
          "polite",
          "proud",
          "quick",
          "quiet",
          "rapid",
          "ruby",
          "rustic",
          "sandy",
          "serene",
          "shiny",
          "silent",
          "silver",
          "snug",
          "solar",
          "spry",
          "steady",
          "stout",
          "sunny",
          "swift",
          "tidy",
          "tranquil",
          "velvet",
          "vivid",
          "warm",
          "wise",
          "witty",
          "zesty");

  private static final List<String> NOUNS =
      List.of(
          "acorn", "alder", "anchor", "aspen", "badger", "beacon", "birch", "bison", "brook",
          "canyon", "cedar", "cliff", "clover", "comet", "condor", "cove", "crane", "delta", "dune",
          "ember", "falcon", "fern", "finch", "fjord", "forest", "fox", "galaxy", "geyser",
          "glacier", "grove", "harbor", "hare", "harvest", "heron", "ibis", "island", "ivy",
          "juniper", "kestrel", "lagoon", "lantern", "lark", "linden", "lotus", "lynx", "maple",
          "marsh", "meadow", "meteor", "moss", "nebula", "oak", "orchid", "osprey", "otter", "owl",
          "pebble", "pine", "prairie", "puffin", "quartz", "raven", "reef", "ridge", "river",
          "robin", "sable", "sparrow", "spruce", "summit", "swan", "thistle", "tundra", "valley",
          "walrus", "willow", "wren");

  private ContainerNames() {}

  /**
   * Checks a container's name.
   *
   * @throws IllegalArgumentException in Docker's words
   */
  static String checkContainer(String name) {
    if (!VALID.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Invalid container name (" + Names.display(name) + "), only " + FORM + " are allowed");
    }
    checkLength("container", name);
    return name;
  }

  /**
   * Checks a volume's name.
   *
   * @throws IllegalArgumentException in Docker's words
   */
  static String checkVolume(String name) {
    if (!VALID_OR_SHORT.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\""
              + Names.display(name)
              + "\" includes invalid characters for a local volume name, only \""
              + FORM
              + "\" are allowed");
    }
    if (name.length() == 1) {
      throw new IllegalArgumentException(
          "volume name \"" + name + "\" is too short, names should be at least two characters");
    }
    checkLength("volume", name);
    return name;
  }

  private static void checkLength(String what, String name) {
    if (name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          what + " name " + name.substring(0, 20) + "... is longer than " + MAX_LENGTH);
    }
  }

  static boolean isContainerName(String text) {
    return text.length() <= MAX_LENGTH && VALID.matcher(text).matches();
  }

  /**
   * A made-up name, {@code adjective_noun}.
   *
   * @param attempt how many were found to be taken: later ones have a number behind
   */
  static String made(RandomGenerator random, int attempt) {
    String name =
        ADJECTIVES.get(random.nextInt(ADJECTIVES.size()))
            + "_"
            + NOUNS.get(random.nextInt(NOUNS.size()));
    int widest = 10;
    for (int i = 0; i < attempt && widest < 1_000_000_000; i++) {
      widest *= 10;
    }
    return attempt == 0 ? name : name + random.nextInt(widest);
  }
}
