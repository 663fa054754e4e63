package io.unionfs.analysis;

/**
 * Where a secret seems to be. It never holds the secret itself.
 *
 * @param kind what it seems to be
 * @param origin where it was found
 * @param where a file's path without a leading slash, a variable's name, or the number of a step
 * @param offset of a file's content, where in it; else -1
 * @param layer the ordinal of the layer that holds the file; -1 for what is in the configuration
 * @param removedBy the ordinal of the layer that removed the file, which does not help: the layer
 *     that holds it is still handed out; -1 if it is still shown
 */
public record Secret(
    SecretKind kind, Origin origin, String where, long offset, int layer, int removedBy) {

  /** Where secrets are found. */
  public enum Origin {
    /** A file whose name says it. */
    FILE_NAME,
    /** A file's content. */
    FILE_CONTENT,
    /** A variable of the configuration. */
    ENVIRONMENT,
    /** The command, entrypoint or a label of the configuration. */
    CONFIGURATION,
    /** A step of the history. */
    HISTORY;

    /** The word for it in JSON. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
