package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;

/** Who may do what, by mode and owner (path_resolution(7), inode(7), capabilities(7)). */
final class Permission {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;

  private static final int SET_USER_ID = 04000;
  private static final int SET_GROUP_ID = 02000;
  private static final int STICKY = 01000;
  private static final int GROUP_EXECUTE = 0010;
  private static final int OTHERS_WRITE = 0002;
  private static final int ANY_EXECUTE = 0111;

  private Permission() {}

  /** Whether {@code caller} has all of {@code wanted}, bits of READ, WRITE and EXECUTE. */
  static boolean allows(Inode inode, Caller caller, int wanted) {
    Attributes attributes = inode.attributes();
    if (caller.isRoot()) {
      return (wanted & EXECUTE) == 0
          || inode.type() == FileType.DIRECTORY
          || (attributes.mode() & ANY_EXECUTE) != 0;
    }
    int shift = 0;
    if (caller.uid() == attributes.uid()) {
      shift = 6;
    } else if (caller.isIn(attributes.gid())) {
      shift = 3;
    }
    return ((attributes.mode() >> shift) & wanted) == wanted;
  }

  static boolean maySearch(Directory directory, Caller caller) {
    return caller.isRoot() || allows(directory, caller, EXECUTE);
  }

  /** Names may be made in {@code directory}. */
  static void checkCreate(Directory directory, Caller caller) throws ErrnoException {
    if (!allows(directory, caller, WRITE | EXECUTE)) {
      throw Errno.EACCES.thrown();
    }
  }

  /** {@code victim} may be removed from {@code directory}, or moved out of it. */
  static void checkDelete(Directory directory, Inode victim, Caller caller) throws ErrnoException {
    checkCreate(directory, caller);
    boolean sticky = (directory.attributes().mode() & STICKY) != 0;
    if (sticky
        && !caller.isRoot()
        && caller.uid() != victim.attributes().uid()
        && caller.uid() != directory.attributes().uid()) {
      throw Errno.EPERM.thrown();
    }
  }

  /** {@code fs.protected_hardlinks=1} of proc(5), which systemd's distributions set. */
  static void checkLink(Inode inode, Caller caller) throws ErrnoException {
    int mode = inode.attributes().mode();
    boolean runsAsOwner = (mode & SET_USER_ID) != 0;
    boolean runsAsGroup = (mode & (SET_GROUP_ID | GROUP_EXECUTE)) == (SET_GROUP_ID | GROUP_EXECUTE);
    boolean isSafe =
        inode.type() == FileType.REGULAR
            && !runsAsOwner
            && !runsAsGroup
            && allows(inode, caller, READ | WRITE);
    if (!isSafe && !isOwner(inode, caller)) {
      throw Errno.EPERM.thrown();
    }
  }

  /**
   * Others' special files in a sticky directory that all may write are not opened with O_CREAT, by
   * root either ({@code may_create_in_sticky}; fs.protected_fifos and protected_regular are 0).
   */
  static void checkCreateInSticky(Directory directory, Inode inode, Caller caller)
      throws ErrnoException {
    int mode = directory.attributes().mode();
    int owner = inode.attributes().uid();
    boolean isExempt = inode.type() == FileType.REGULAR || inode.type() == FileType.FIFO;
    if (!isExempt
        && (mode & STICKY) != 0
        && (mode & OTHERS_WRITE) != 0
        && owner != directory.attributes().uid()
        && owner != caller.uid()) {
      throw Errno.EACCES.thrown();
    }
  }

  static void checkOwner(Inode inode, Caller caller) throws ErrnoException {
    if (!isOwner(inode, caller)) {
      throw Errno.EPERM.thrown();
    }
  }

  static boolean isOwner(Inode inode, Caller caller) {
    return caller.isRoot() || caller.uid() == inode.attributes().uid();
  }

  static void check(Inode inode, Caller caller, int wanted) throws ErrnoException {
    if (!allows(inode, caller, wanted)) {
      throw Errno.EACCES.thrown();
    }
  }
}
