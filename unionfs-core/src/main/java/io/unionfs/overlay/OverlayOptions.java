package io.unionfs.overlay;

import java.util.Objects;

/**
 * What overlayfs takes as mount options (Documentation/filesystems/overlayfs.rst), with the
 * kernel's names and meanings. Immutable.
 *
 * @param redirectDir whether directories of lower layers can be renamed, and renames be followed
 * @param metacopy whether a change of attributes copies no data; ON needs {@link RedirectDir#ON}
 * @param index whether hard links of lower layers survive copy-up
 * @param xino whether inode numbers carry the layer's. They always do here; but ON, as each of the
 *     three above, also makes every directory opaque that is made in a merged one, for then the
 *     layers may not be changed while they are not mounted
 * @param marks under which name overlayfs's own xattrs are kept from programs
 * @param durability whether the writable layer outlives a crash
 */
public record OverlayOptions(
    RedirectDir redirectDir,
    Metacopy metacopy,
    Index index,
    Xino xino,
    Marks marks,
    Durability durability) {

  /** The mount option {@code redirect_dir}. */
  public enum RedirectDir {
    /** Renaming a directory that a lower layer holds is EXDEV; what is there is followed. */
    OFF,
    /** The same as {@link #OFF}. */
    FOLLOW,
    /** Renaming is EXDEV; a directory that was renamed earlier is EPERM. */
    NOFOLLOW,
    /** Such a directory is renamed, and says what it is called below. */
    ON
  }

  /** The mount option {@code metacopy}. */
  public enum Metacopy {
    /** Data is copied with the attributes; a file without its data is EPERM. */
    OFF,
    /** Data is copied when the file is opened for writing. */
    ON
  }

  /** The mount option {@code index}. */
  public enum Index {
    /** A write through one name parts it from the others. */
    OFF,
    /** All names stay one file. */
    ON
  }

  /** The mount option {@code xino}. */
  public enum Xino {
    OFF,
    AUTO,
    ON
  }

  /** The mount option {@code userxattr}. */
  public enum Marks {
    /** {@code trusted.overlay.*}. */
    TRUSTED,
    /** {@code user.overlay.*}; redirects are not followed. */
    USER
  }

  /** The mount option {@code volatile}. */
  public enum Durability {
    DURABLE,
    /** Nothing is forced to the disk; a writable layer that was used so is not mounted again. */
    VOLATILE
  }

  /** What the kernel does when nothing is said. */
  public static final OverlayOptions DEFAULT =
      new OverlayOptions(
          RedirectDir.OFF, Metacopy.OFF, Index.OFF, Xino.OFF, Marks.TRUSTED, Durability.DURABLE);

  /**
   * @throws IllegalArgumentException for options that exclude each other; the message names both
   */
  public OverlayOptions {
    Objects.requireNonNull(redirectDir);
    Objects.requireNonNull(metacopy);
    Objects.requireNonNull(index);
    Objects.requireNonNull(xino);
    Objects.requireNonNull(marks);
    Objects.requireNonNull(durability);
    if (marks == Marks.USER && metacopy == Metacopy.ON) {
      throw new IllegalArgumentException(
          "conflicting options: userxattr,metacopy=on: leave one out");
    }
    if (marks == Marks.USER && redirectDir != RedirectDir.NOFOLLOW) {
      throw new IllegalArgumentException(
          "conflicting options: userxattr,redirect_dir=" + text(redirectDir) + ": leave one out");
    }
    if (metacopy == Metacopy.ON && redirectDir != RedirectDir.ON) {
      throw new IllegalArgumentException(
          "conflicting options: metacopy=on,redirect_dir=" + text(redirectDir) + ": leave one out");
    }
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** This with another {@code redirect_dir}. */
  public OverlayOptions with(RedirectDir value) {
    return new OverlayOptions(value, metacopy, index, xino, marks, durability);
  }

  /**
   * This with another {@code metacopy}; ON turns {@code redirect_dir} on where it is OFF, as the
   * kernel does where it is not named.
   */
  public OverlayOptions with(Metacopy value) {
    boolean unnamed = redirectDir == RedirectDir.OFF;
    RedirectDir redirects = value == Metacopy.ON && unnamed ? RedirectDir.ON : redirectDir;
    return new OverlayOptions(redirects, value, index, xino, marks, durability);
  }

  /** This with another {@code index}. */
  public OverlayOptions with(Index value) {
    return new OverlayOptions(redirectDir, metacopy, value, xino, marks, durability);
  }

  /** This with another {@code xino}. */
  public OverlayOptions with(Xino value) {
    return new OverlayOptions(redirectDir, metacopy, index, value, marks, durability);
  }

  /**
   * This with other marks; USER turns {@code redirect_dir} to NOFOLLOW where it is OFF, as the
   * kernel does where it is not named.
   */
  public OverlayOptions with(Marks value) {
    boolean unnamed = redirectDir == RedirectDir.OFF;
    RedirectDir redirects = value == Marks.USER && unnamed ? RedirectDir.NOFOLLOW : redirectDir;
    return new OverlayOptions(redirects, metacopy, index, xino, value, durability);
  }

  /** This with another durability. */
  public OverlayOptions with(Durability value) {
    return new OverlayOptions(redirectDir, metacopy, index, xino, marks, value);
  }

  /** Whether the layers may be changed while they are not mounted (the kernel's words). */
  boolean allowsOfflineChanges() {
    return index == Index.OFF
        && metacopy == Metacopy.OFF
        && redirectDir != RedirectDir.ON
        && xino != Xino.ON;
  }

  Following following() {
    return new Following(
        redirectDir == RedirectDir.NOFOLLOW
            ? Following.Redirects.REFUSED
            : Following.Redirects.FOLLOWED,
        metacopy == Metacopy.ON ? Following.Metacopies.FOLLOWED : Following.Metacopies.REFUSED);
  }
}
