package io.unionfs.medium;

import java.util.Objects;

/**
 * Why a writable layer cannot be handed to the kernel as it is: something that an overlayfs mount
 * with {@code userxattr} would not show as it is shown here.
 *
 * @param path of the file, from the layer's root, without a slash in front; empty for the root
 * @param reason what the kernel would show otherwise
 */
public record Obstacle(String path, Reason reason) {
  /** What the kernel would show otherwise. */
  public enum Reason {
    /** A fifo, socket or device: stored as an empty file. */
    SPECIAL_FILE,
    /** A symbolic link stored as an empty file, since it has further names or cannot be stored. */
    SYMLINK,
    /** The target of a symbolic link has slashes that Java's paths do not hold. */
    LINK_TARGET,
    /** Permissions that the storing filesystem does not hold, or this process may not set. */
    MODE,
    /** An owner that the storing filesystem does not hold, or this process may not set. */
    OWNER,
    /**
     * A modification time finer than the storing filesystem holds, or before 1901-12-13 or after
     * 2262-04-11. Access times are none: they may be cut to microseconds.
     */
    TIMES,
    /** Extended attributes outside of {@code user.}, or on what holds none. */
    XATTRS,
    /** A whiteout or opaque directory whose mark is not an extended attribute. */
    HIDING,
    /**
     * What lies below it has another name, which a mount with {@code userxattr} does not follow.
     */
    REDIRECT,
    /** Its data is in a lower layer, which a mount with {@code userxattr} does not look for. */
    METACOPY,
    /** It has more names than there are in the layer. */
    LINK_COUNT
  }

  public Obstacle {
    Objects.requireNonNull(path);
    Objects.requireNonNull(reason);
  }
}
