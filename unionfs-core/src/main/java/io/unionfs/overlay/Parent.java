package io.unionfs.overlay;

import java.io.IOException;

/** What an operation on a name finds: the way to its parent, the name, and what is there now. */
record Parent(Spine way, String name, Inode child, PathName.Ending ending) {

  /**
   * Goes to {@code path}'s parent, to make something there.
   *
   * @param special the answer for paths that end in {@code .}, {@code ..} or nothing
   */
  static Parent forCreation(MountState state, Caller caller, PathName path, Errno special)
      throws ErrnoException {
    Walk walk = new Walk(state.root(), caller, state.tracing.probe());
    Errno failed = walk.toParent(path);
    if (failed != null) {
      throw failed.thrown();
    }
    if (walk.last() != Walk.Last.NAME) {
      throw special.thrown();
    }
    return at(walk);
  }

  /** What stands at the last component, which is a name and is not followed. */
  static Parent at(Walk walk) throws ErrnoException {
    if (walk.spine().isDetached()) {
      throw Errno.ENOENT.thrown(); // The directory was removed, and so was all that was in it.
    }
    Lookup found = walk.child(walk.lastName());
    if (found instanceof Errno errno && errno != Errno.ENOENT) {
      throw errno.thrown();
    }
    Inode child = found instanceof Inode inode ? inode : null;
    return new Parent(walk.spine(), walk.lastName(), child, walk.ending());
  }

  Directory directory() {
    return way.top();
  }

  /** Whether a lower layer would show something at the name if the writable layer did not. */
  boolean showsThrough() throws IOException {
    return switch (kind(way.top())) {
      case UPPER -> showsThrough((UpperDirectory) way.top(), name);
      case LOWER -> child != null;
    };
  }

  static boolean showsThrough(UpperDirectory directory, String name) throws IOException {
    return directory.lower() != null && directory.lower().children().get(name) != null;
  }

  private enum Kind {
    UPPER,
    LOWER
  }

  private static Kind kind(Directory directory) {
    return directory instanceof UpperDirectory ? Kind.UPPER : Kind.LOWER;
  }
}
