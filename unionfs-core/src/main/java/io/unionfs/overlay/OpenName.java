package io.unionfs.overlay;

/**
 * The name through which a file was opened, a dentry of the kernel: it follows the renames of that
 * name, and stays what it was last when the name is removed. Brought up to date when it is asked.
 */
final class OpenName {
  /** Who is given a name in a directory, and returns whether that made any difference. */
  interface Use {
    boolean of(long directory, String name);
  }

  private long directory;
  private String name;
  private boolean removed;

  /** The last move that was followed; null for a file of a lower layer that nobody asked for. */
  private NameMove followed;

  /**
   * @param followed the newest move of the file when it was found at the name, or null when it was
   *     in a lower layer
   */
  OpenName(Directory directory, String name, NameMove followed) {
    this.directory = directory.ino();
    this.name = name;
    this.followed = followed;
  }

  /** Where {@code walk} ended: at a name of {@code upper}. */
  static OpenName of(Walk walk, UpperInode upper) {
    return new OpenName(walk.spine().top(), walk.lastName(), upper.moves());
  }

  /** Where {@code walk} ended: at a name of a file in a lower layer. */
  static OpenName ofLower(Walk walk) {
    return new OpenName(walk.spine().top(), walk.lastName(), null);
  }

  /**
   * Gives {@code use} the name as it is now.
   *
   * @param first the start of the file's moves if it was opened in a lower layer
   */
  synchronized boolean use(NameMove first, Use use) {
    if (followed == null) {
      followed = first;
    }
    for (NameMove move = next(); move != null; move = next()) {
      followed = move;
      if (!removed && move.isOf(directory, name)) {
        if (move.isRemoval()) {
          removed = true;
        } else {
          directory = move.to();
          name = move.toName();
        }
      }
    }
    return use.of(directory, name);
  }

  private NameMove next() {
    return followed == null ? null : followed.next();
  }
}
