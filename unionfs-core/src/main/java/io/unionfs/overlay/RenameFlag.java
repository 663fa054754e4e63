package io.unionfs.overlay;

/** The flags of renameat2(2). */
public enum RenameFlag {
  /** Fail if the new name is taken. */
  NOREPLACE,
  /** Exchange the two names, atomically. */
  EXCHANGE,
  /** Leave a whiteout at the old name. Overlayfs refuses it with EINVAL. */
  WHITEOUT
}
