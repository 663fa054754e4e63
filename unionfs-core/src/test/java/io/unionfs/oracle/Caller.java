package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import java.util.List;

/** The credentials an operation runs with. Not root means: no capabilities. */
public record Caller(int uid, int gid, List<Integer> groups, Mode umask) {
  public static final Caller ROOT = new Caller(0, 0, List.of(), new Mode(022));

  public static Caller user(int uid, int gid, Integer... groups) {
    return new Caller(uid, gid, List.of(groups), new Mode(022));
  }
}
