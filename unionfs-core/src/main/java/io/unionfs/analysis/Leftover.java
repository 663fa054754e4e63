package io.unionfs.analysis;

/**
 * Files of one kind in one place that a layer holds and an image seldom needs.
 *
 * @param kind what they are
 * @param what in words: {@code apt's package lists}
 * @param place the directory, or a pattern, with a leading slash
 * @param layer the ordinal of the layer that holds them
 * @param files how many, those without content not counted
 * @param live the bytes that the image still shows
 * @param dead the bytes that a later layer removed, and that are paid for all the same
 */
public record Leftover(
    Kind kind, String what, String place, int layer, long files, long live, long dead) {

  /** What leftovers are. */
  public enum Kind {
    /** What a package manager fetched to know what there is. */
    PACKAGE_LISTS,
    /** Packages of the distribution, kept after they were installed. */
    PACKAGE_CACHE,
    /** What pip, npm, go, Maven and the like keep to be faster next time. */
    LANGUAGE_CACHE,
    /** Files for the time of a build. */
    TEMPORARY,
    /** What programs wrote about themselves. */
    LOG,
    /** A repository's history. */
    VERSION_CONTROL,
    /** Python's compiled files; looked for only if asked. */
    BYTECODE;

    /** The word for it in JSON. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** All bytes that the layer holds of them. */
  public long bytes() {
    return live + dead;
  }
}
