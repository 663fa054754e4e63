package io.unionfs.overlay;

import java.util.Set;

/**
 * In whose name an operation is done (credentials(7)).
 *
 * @param uid the user's number; 0 is root and overrides permissions
 * @param gid the primary group's number
 * @param groups further groups
 * @param umask the permission bits new files do not get, {@code 0777} at most
 */
public record Caller(int uid, int gid, Set<Integer> groups, int umask) {
  /** Root, with the usual umask 022. */
  public static final Caller ROOT = new Caller(0, 0, Set.of(), 022);

  public Caller {
    groups = Set.copyOf(groups);
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
