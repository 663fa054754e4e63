package io.unionfs.overlay;

/**
 * What is told of a watched directory (inotify(7)).
 *
 * @param kind what happened
 * @param name the name in the directory to which it happened; null for {@link Kind#GONE} and {@link
 *     Kind#OVERFLOW}
 */
public record DirectoryEvent(Kind kind, String name) {
  /** What happened. */
  public enum Kind {
    /** A name was made ({@code IN_CREATE}). */
    CREATED,
    /** A name was removed ({@code IN_DELETE}). */
    DELETED,
    /** A name was renamed to another, here or elsewhere ({@code IN_MOVED_FROM}). */
    MOVED_FROM,
    /** Something was renamed to the name, and took the place of what was there, if anything. */
    MOVED_TO,
    /** The content of the file at the name was written or cut ({@code IN_MODIFY}). */
    MODIFIED,
    /** An attribute of what is at the name was set ({@code IN_ATTRIB}). */
    ATTRIBUTES,
    /**
     * The directory was removed, or the mount unmounted; nothing comes after ({@code IN_IGNORED}).
     * Always told.
     */
    GONE,
    /** Events were lost, for too many waited to be told ({@code IN_Q_OVERFLOW}). Always told. */
    OVERFLOW
  }

  static final DirectoryEvent GONE = new DirectoryEvent(Kind.GONE, null);
  static final DirectoryEvent OVERFLOW = new DirectoryEvent(Kind.OVERFLOW, null);
}
