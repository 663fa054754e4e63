package io.unionfs.layer;

import java.time.Instant;
import java.util.Objects;

/**
 * What a file carries beside its name, type and content. Immutable.
 *
 * @param mode the twelve permission bits {@code 07777}: set-user-ID, set-group-ID, sticky,
 *     rwxrwxrwx
 * @param uid the owner's number, unsigned 32 bits
 * @param gid the group's number, unsigned 32 bits
 * @param accessed time of last access
 * @param modified time of last change of content
 * @param changed time of last change of content or attributes ({@code ctime})
 * @param xattrs the extended attributes
 */
public record Attributes(
    int mode,
    int uid,
    int gid,
    Instant accessed,
    Instant modified,
    Instant changed,
    Xattrs xattrs) {

  public Attributes {
    if ((mode & ~07777) != 0) {
      throw new IllegalArgumentException("mode 0" + Integer.toOctalString(mode) + " exceeds 07777");
    }
    Objects.requireNonNull(accessed);
    Objects.requireNonNull(modified);
    Objects.requireNonNull(changed);
    Objects.requireNonNull(xattrs);
  }

  /** Root's attributes with {@code mode}, all three times {@code time}, and no xattrs. */
  public static Attributes of(int mode, Instant time) {
    return new Attributes(mode, 0, 0, time, time, time, Xattrs.NONE);
  }

  /** These attributes with other permission bits. */
  public Attributes withMode(int newMode) {
    return new Attributes(newMode, uid, gid, accessed, modified, changed, xattrs);
  }

  /** These attributes with another owner. */
  public Attributes withOwner(int newUid, int newGid) {
    return new Attributes(mode, newUid, newGid, accessed, modified, changed, xattrs);
  }

  /** These attributes with another access and modification time. */
  public Attributes withTimes(Instant newAccessed, Instant newModified) {
    return new Attributes(mode, uid, gid, newAccessed, newModified, changed, xattrs);
  }

  /** These attributes with another change time. */
  public Attributes withChanged(Instant newChanged) {
    return new Attributes(mode, uid, gid, accessed, modified, newChanged, xattrs);
  }

  /** These attributes as after a change of content at {@code now}. */
  public Attributes modifiedAt(Instant now) {
    return new Attributes(mode, uid, gid, accessed, now, now, xattrs);
  }

  /** These attributes with other extended attributes. */
  public Attributes withXattrs(Xattrs newXattrs) {
    return new Attributes(mode, uid, gid, accessed, modified, changed, newXattrs);
  }
}
