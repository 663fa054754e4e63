package io.unionfs.nio;

import io.unionfs.layer.FileType;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Lookup;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.RenameFlag;
import java.util.Set;

/**
 * What is done with two paths at once, which one filesystem alone can do, and through one mount of
 * it; in the order in which the kernel looks at things (fs/namei.c).
 */
record TwoPlaces(Place from, Place to) {
  /** Renames {@link #from} to {@link #to}. */
  void rename(Set<RenameFlag> flags) throws ErrnoException {
    Mount engine = from.engine();
    if (to.failure() != null || !from.isWith(to)) {
      from.checkWay();
      to.engine();
      to.checkWay();
      throw new ErrnoException(Errno.EXDEV);
    }
    if (from.isReadOnly() && from.isName() && to.isName()) {
      from.checkWay();
      to.checkWay();
      throw new ErrnoException(Errno.EROFS);
    }
    if (from.isReached() && to.isReached()) {
      checkNotCovered(flags);
    }
    engine.rename(from.caller(), from.path(), to.caller(), to.path(), flags);
  }

  /** EBUSY where something is mounted on either, unless the engine refuses it for another cause. */
  private void checkNotCovered(Set<RenameFlag> flags) throws ErrnoException {
    Lookup source = from.lookup(Follow.NOFOLLOW);
    Lookup target = to.lookup(Follow.NOFOLLOW);
    boolean concerned = from.isCovered(source) || to.isCovered(target);
    if (!concerned || !(source instanceof Inode moved) || to.isIn(from)) {
      return;
    }
    if (target instanceof Inode replaced) {
      boolean oneKind =
          (moved.type() == FileType.DIRECTORY) == (replaced.type() == FileType.DIRECTORY);
      if (moved.ino() == replaced.ino()
          || flags.contains(RenameFlag.NOREPLACE)
          || from.isIn(to)
          || !(oneKind || flags.contains(RenameFlag.EXCHANGE))) {
        return;
      }
      from.checkMayRemove(moved);
      to.checkMayRemove(replaced);
    } else if (target == Errno.ENOENT && !flags.contains(RenameFlag.EXCHANGE)) {
      from.checkMayRemove(moved);
      Errno refused = to.mayChangeDirectory();
      if (refused != null) {
        throw new ErrnoException(refused);
      }
    } else {
      return;
    }
    throw new ErrnoException(Errno.EBUSY);
  }

  /** Makes {@link #to} a further name of what is at {@link #from}, which may be a link itself. */
  void link() throws ErrnoException {
    Mount engine = from.engine();
    boolean parted = !from.isWith(to);
    if (parted || from.isReadOnly() || to.failure() != null) {
      if (from.lookup(Follow.NOFOLLOW) instanceof Errno errno) {
        throw new ErrnoException(errno);
      }
    }
    Mount other = to.making();
    if (parted) {
      to.checkIsFree();
      throw new ErrnoException(other.isReadOnly() ? Errno.EROFS : Errno.EXDEV);
    }
    engine.link(from.caller(), from.path(), Follow.NOFOLLOW, to.caller(), to.path());
  }
}
