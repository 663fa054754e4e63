package io.unionfs.oracle;

import io.unionfs.oracle.MountOptions.Index;
import io.unionfs.oracle.MountOptions.Marks;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import io.unionfs.oracle.MountOptions.Upper;
import io.unionfs.oracle.MountOptions.Xino;
import java.util.LinkedHashMap;
import java.util.Map;

/** What runs of the oracle take from system properties, and the mounts they are run on. */
public final class OracleSettings {
  private OracleSettings() {}

  /** {@code -Dunionfs.seed}: the first seed; a failure prints the one to replay. */
  public static long seed() {
    return Long.getLong("unionfs.seed", 1);
  }

  /** {@code -Dunionfs.sequences}: how many seeds are run. */
  public static int sequences(int usual) {
    return Integer.getInteger("unionfs.sequences", usual);
  }

  /** Kinds of mounts by name. */
  public static Map<String, MountOptions> mounts() {
    MountOptions usual = MountOptions.DEFAULT;
    Map<String, MountOptions> mounts = new LinkedHashMap<>();
    mounts.put("default", usual);
    mounts.put("xino", usual.with(Xino.ON));
    mounts.put("redirect", usual.with(RedirectDir.ON));
    mounts.put("index", usual.with(Index.ON));
    mounts.put("metacopy", usual.with(RedirectDir.ON).with(Metacopy.ON));
    mounts.put("userxattr", usual.with(Marks.USER));
    mounts.put("readonly", usual.with(Upper.NONE));
    return mounts;
  }
}
