package io.unionfs.overlay;

import io.unionfs.medium.UpperMetadata;
import java.io.IOException;

/**
 * Marks what gets another name, and goes on below the old one, with what it is called there ({@code
 * ovl_set_redirect} of the kernel). With the mount's lock held.
 */
final class RedirectMarks {
  /** Where the new name is. */
  enum Move {
    WITHIN_DIRECTORY,
    TO_ANOTHER_DIRECTORY
  }

  private final MountState state;

  RedirectMarks(MountState state) {
    this.state = state;
  }

  /** Whether {@code inode}, of the writable layer, goes on below. */
  static boolean concerns(Inode inode) {
    return (inode instanceof UpperDirectory directory && directory.lower() != null)
        || (inode instanceof UpperInode upper && upper.lowerData() != null);
  }

  /**
   * Marks {@code moved}, which is at {@code name} at the end of {@code way}.
   *
   * @return what takes its place in the tree
   * @throws ErrnoException EXDEV when the mark would be too long
   */
  Inode mark(Spine way, String name, Inode moved, Move move) throws ErrnoException, IOException {
    if (moved instanceof UpperDirectory directory) {
      UpperMetadata marked = marked(way, name, directory.metadata(), move);
      if (marked == directory.metadata()) {
        return directory;
      }
      state.upper.writeNow(directory.node(), marked);
      return directory.with(marked);
    }
    UpperInode file = (UpperInode) moved;
    boolean linked = file.lowerData().entry().links() > 1;
    file.storing().lock();
    try {
      synchronized (file) {
        UpperMetadata marked =
            marked(way, name, file.metadata(), linked ? Move.TO_ANOTHER_DIRECTORY : move);
        if (marked != file.metadata()) {
          state.upper.writeNow(file.node(), marked);
          file.setMetadata(marked);
        }
      }
    } finally {
      file.storing().unlock();
    }
    return file;
  }

  private static UpperMetadata marked(Spine way, String name, UpperMetadata metadata, Move move)
      throws ErrnoException, IOException {
    String own = metadata.redirect();
    if (own != null && (move == Move.WITHIN_DIRECTORY || own.startsWith("/"))) {
      return metadata;
    }
    String redirect = move == Move.WITHIN_DIRECTORY ? name : Redirect.absolute(way, name, own);
    if (redirect == null) {
      throw Errno.EXDEV.thrown();
    }
    return metadata.withRedirect(redirect);
  }
}
