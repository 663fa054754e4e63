package io.unionfs.cli.output;

/** Whether what is printed has colours, and trees have lines; else it is plain ASCII text. */
public enum Ink {
  COLOUR,
  PLAIN;

  /** What a piece of text is, and so how it is coloured. */
  public enum Tone {
    /** A prompt. */
    PROMPT("1;36"),
    /** What was found, or is shown. */
    FOUND("32"),
    /** What hides something, or was removed. */
    HIDING("31"),
    /** What was written in the writable layer. */
    WRITTEN("33"),
    /** What is asked, or follows. */
    ASKED("36"),
    /** What is there and not shown, or adds to the rest. */
    FAINT("90");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /**
   * Colours where {@code streams} print to a terminal that has them, and nobody objects.
   *
   * @param noColour the variable NO_COLOR; null for none
   * @param terminal the variable TERM; null for none
   */
  public static Ink of(Streams streams, String noColour, String terminal) {
    boolean has = streams.terminals().contains(Streams.End.OUTPUT);
    boolean isDumb = terminal == null || terminal.equals("dumb");
    return has && noColour == null && !isDumb ? COLOUR : PLAIN;
  }

  /** {@code text}, coloured. */
  public String of(Tone tone, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\033[" + tone.code + "m" + text + "\033[0m";
  }

  /** What stands before a name in a tree: of one that others follow, or of the last. */
  public String branch(Place place) {
    return this == COLOUR ? place.branch : place.plainBranch;
  }

  /** What stands before what is below such a name. */
  public String below(Place place) {
    return this == COLOUR ? place.below : place.plainBelow;
  }

  /** Where a name stands among those of its directory. */
  public enum Place {
    INNER("├── ", "│   ", "|-- ", "|   "),
    LAST("└── ", "    ", "`-- ", "    ");

    private final String branch;
    private final String below;
    private final String plainBranch;
    private final String plainBelow;

    Place(String branch, String below, String plainBranch, String plainBelow) {
      this.branch = branch;
      this.below = below;
      this.plainBranch = plainBranch;
      this.plainBelow = plainBelow;
    }
  }
}
