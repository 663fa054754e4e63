package io.unionfs.overlay;

/** What access(2) asks for beside existence. */
public enum AccessMode {
  /** Reading. */
  READ(Permission.READ),
  /** Writing. */
  WRITE(Permission.WRITE),
  /** Executing, or searching a directory. */
  EXECUTE(Permission.EXECUTE);

  private final int bit;

  AccessMode(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
