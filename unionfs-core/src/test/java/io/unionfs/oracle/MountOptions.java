package io.unionfs.oracle;

/** Options of an overlay mount; every one of them is named to the kernel. */
public record MountOptions(
    RedirectDir redirectDir,
    Index index,
    Metacopy metacopy,
    Xino xino,
    Marks marks,
    Sync sync,
    Upper upper,
    Atime atime) {

  public MountOptions {
    // What the kernel refuses when all options are named, as here.
    if (metacopy == Metacopy.ON && redirectDir == RedirectDir.OFF) {
      throw new IllegalArgumentException("metacopy=on needs redirect_dir=on");
    }
    if (marks == Marks.USER && redirectDir == RedirectDir.ON) {
      throw new IllegalArgumentException("userxattr follows no redirects");
    }
  }

  /** Whether directories of lower layers can be renamed. */
  public enum RedirectDir {
    OFF,
    ON
  }

  /** Whether hard links survive copy-up. */
  public enum Index {
    OFF,
    ON
  }

  /** Whether a change of metadata alone copies no data. */
  public enum Metacopy {
    OFF,
    ON
  }

  /**
   * Whether inode numbers carry the layer. With all layers on one filesystem, as here, numbers are
   * constant either way; but ON (like any of the three features above) makes every directory that
   * is made in a merged parent opaque, for the layers then may not change offline.
   */
  public enum Xino {
    OFF,
    ON
  }

  /** Namespace of the xattrs that hold opaque marks and the rest. */
  public enum Marks {
    TRUSTED,
    USER
  }

  /** Whether the upper reaches its disk. */
  public enum Sync {
    DURABLE,
    VOLATILE
  }

  /** Whether there is a writable layer. */
  public enum Upper {
    PRESENT,
    NONE
  }

  /** Whether reading changes the access time. */
  public enum Atime {
    NOATIME,
    RELATIME
  }

  /** What Docker mounts with, except that reads leave access times alone. */
  public static final MountOptions DEFAULT =
      new MountOptions(
          RedirectDir.OFF,
          Index.OFF,
          Metacopy.OFF,
          Xino.OFF,
          Marks.TRUSTED,
          Sync.DURABLE,
          Upper.PRESENT,
          Atime.NOATIME);

  public MountOptions with(RedirectDir r) {
    return new MountOptions(r, index, metacopy, xino, marks, sync, upper, atime);
  }

  public MountOptions with(Index i) {
    return new MountOptions(redirectDir, i, metacopy, xino, marks, sync, upper, atime);
  }

  public MountOptions with(Metacopy m) {
    return new MountOptions(redirectDir, index, m, xino, marks, sync, upper, atime);
  }

  public MountOptions with(Xino x) {
    return new MountOptions(redirectDir, index, metacopy, x, marks, sync, upper, atime);
  }

  public MountOptions with(Marks m) {
    return new MountOptions(redirectDir, index, metacopy, xino, m, sync, upper, atime);
  }

  public MountOptions with(Sync s) {
    return new MountOptions(redirectDir, index, metacopy, xino, marks, s, upper, atime);
  }

  public MountOptions with(Upper u) {
    return new MountOptions(redirectDir, index, metacopy, xino, marks, sync, u, atime);
  }

  public MountOptions with(Atime a) {
    return new MountOptions(redirectDir, index, metacopy, xino, marks, sync, upper, a);
  }

  /** Prefix of overlay's own xattrs. */
  String markPrefix() {
    return marks == Marks.USER ? "user.overlay." : "trusted.overlay.";
  }

  /** The kernel's option string, without the layers. */
  String kernelText() {
    // userxattr admits neither redirects nor metacopy, not even named as off.
    String features =
        marks == Marks.USER
            ? "userxattr"
            : "redirect_dir=" + onOff(redirectDir) + ",metacopy=" + onOff(metacopy);
    String writable = upper == Upper.NONE ? "" : ",index=" + onOff(index);
    return features
        + writable
        + ",nfs_export=off,xino="
        + onOff(xino)
        + (sync == Sync.VOLATILE ? ",volatile" : "");
  }

  private static String onOff(Enum<?> option) {
    return option.ordinal() == 0 ? "off" : "on";
  }
}
