package io.unionfs.medium;

/** What stands at a name of the writable layer before a change. */
public enum Occupant {
  /** Nothing. */
  NOTHING,
  /** A whiteout. */
  WHITEOUT,
  /** Anything but a directory. */
  FILE,
  /** A directory that holds nothing but whiteouts. */
  DIRECTORY
}
