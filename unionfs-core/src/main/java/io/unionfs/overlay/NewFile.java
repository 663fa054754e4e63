package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Xattrs;
import java.time.Instant;

/** The attributes of what is made anew (inode(7), "The set-group-ID bit"; umask(2)). */
final class NewFile {
  private static final int SET_GROUP_ID = 02000;
  private static final int STICKY = 01000;
  private static final int GROUP_EXECUTE = 0010;

  private NewFile() {}

  static Attributes attributes(
      FileType type, int mode, Directory parent, Caller caller, Instant now) {
    Attributes above = parent.attributes();
    boolean inherits = (above.mode() & SET_GROUP_ID) != 0;
    int gid = inherits ? above.gid() : caller.gid();
    int bits =
        switch (type) {
          case SYMLINK -> 0777;
          case DIRECTORY ->
              (mode & (0777 | STICKY) & ~caller.umask()) | (inherits ? SET_GROUP_ID : 0);
          default -> plain(mode & ~caller.umask(), inherits, gid, caller);
        };
    return new Attributes(bits, caller.uid(), gid, now, now, now, Xattrs.NONE);
  }

  private static int plain(int mode, boolean inherits, int gid, Caller caller) {
    boolean wouldRunAsGroup =
        (mode & (SET_GROUP_ID | GROUP_EXECUTE)) == (SET_GROUP_ID | GROUP_EXECUTE);
    return wouldRunAsGroup && inherits && !caller.isRoot() && !caller.isIn(gid)
        ? mode & ~SET_GROUP_ID
        : mode;
  }
}
