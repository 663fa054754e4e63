package io.unionfs.medium;

/** What a removal or a move leaves at the old name. */
public enum Remains {
  /** Nothing. */
  NOTHING,
  /** A whiteout. */
  WHITEOUT
}
