package io.unionfs.cli.output;

/** How much of long ids and commands is shown. */
public enum Width {
  /** Their beginning. */
  SHORT,
  /** All of them: {@code --no-trunc}. */
  FULL
}
