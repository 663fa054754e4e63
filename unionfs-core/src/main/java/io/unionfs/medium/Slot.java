package io.unionfs.medium;

/** What the medium knows to stand at a name. */
sealed interface Slot permits Slot.Whiteout, StoredNode {
  /** A whiteout. */
  enum Whiteout implements Slot {
    WHITEOUT
  }
}
