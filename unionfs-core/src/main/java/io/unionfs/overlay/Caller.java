package io.unionfs.overlay;

import java.util.Set;

/**
 * In whose name an operation is done (credentials(7)). Numbers are unsigned, as {@code uid_t} and
 * {@code gid_t} are; -1 is nobody's (setresuid(2), setgroups(2)) and is refused.
 *
 * @param uid the user's number; 0 is root and overrides permissions
 * @param gid the primary group's number
 * @param groups further groups, {@link #MAX_GROUPS} at most
 * @param umask the permission bits new files do not get, {@code 0777} at most
 */
public record Caller(int uid, int gid, Set<Integer> groups, int umask) {
  /** Root, with the usual umask 022. */
  public static final Caller ROOT = new Caller(0, 0, Set.of(), 022);

  /** As many further groups a process may have ({@code NGROUPS_MAX}). */
  public static final int MAX_GROUPS = 65_536;

  private static final int NOBODY = -1;

  /**
   * @throws IllegalArgumentException if one of these has no such value
   */
  public Caller {
    groups = Set.copyOf(groups);
    if (uid == NOBODY || gid == NOBODY || groups.contains(NOBODY)) {
      throw new IllegalArgumentException("4294967295 is the number of no user and no group");
    }
    if (groups.size() > MAX_GROUPS) {
      throw new IllegalArgumentException(groups.size() + " further groups exceed " + MAX_GROUPS);
    }
    if ((umask & ~0777) != 0) {
      throw new IllegalArgumentException(
          "umask 0" + Integer.toOctalString(umask) + " exceeds 0777");
    }
  }

  boolean isRoot() {
    return uid == 0;
  }

  boolean isIn(int group) {
    return gid == group || groups.contains(group);
  }
}
