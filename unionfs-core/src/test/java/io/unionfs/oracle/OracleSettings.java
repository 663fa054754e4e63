package io.unionfs.oracle;

import io.unionfs.oracle.LayerGenerator.Palette;
import io.unionfs.oracle.MountOptions.Index;
import io.unionfs.oracle.MountOptions.Marks;
import io.unionfs.oracle.MountOptions.Metacopy;
import io.unionfs.oracle.MountOptions.RedirectDir;
import io.unionfs.oracle.MountOptions.Sync;
import io.unionfs.oracle.MountOptions.Upper;
import io.unionfs.oracle.MountOptions.Xino;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What runs of the oracle take from system properties, and the mounts they are run on. */
public final class OracleSettings {
  private static final String NIO = "nio-";

  /** Releases that answers to programs were recorded on; they differ. */
  private static final List<Integer> RELEASES = List.of(17, 25);

  private static final List<String> NOT_RECORDED = List.of("volatile");

  private OracleSettings() {}

  /** {@code -Dunionfs.seed}: the first seed; a failure prints the one to replay. */
  public static long seed() {
    return Long.getLong("unionfs.seed", 1);
  }

  /** {@code -Dunionfs.sequences}: how many seeds are run. */
  public static int sequences(int usual) {
    return Integer.getInteger("unionfs.sequences", usual);
  }

  /** Kinds of transcripts: one for each kind of mount, and of Java programs one for each JDK. */
  public static List<String> kinds() {
    List<String> kinds = new ArrayList<>(mounts().keySet());
    kinds.removeAll(NOT_RECORDED);
    RELEASES.forEach(release -> kinds.add(NIO + release));
    return kinds;
  }

  /** The kind of what programs were answered on the JDK that this runs on; it may not be there. */
  public static String programs() {
    return NIO + Runtime.version().feature();
  }

  /** Whether this JDK gives the answers of a kind. */
  public static boolean isOfThisJdk(String kind) {
    return !kind.startsWith(NIO) || kind.equals(programs());
  }

  /** The usual scenario of a kind. */
  public static Scenario scenario(String kind, long seed, int length) {
    return kind.startsWith(NIO)
        ? NioScope.within(NioGenerator.scenario(seed, MountOptions.DEFAULT, length))
        : OpGenerator.scenario(seed, Palette.NASTY, mounts().get(kind), length);
  }

  /** The kernel, asked as a kind wants it. */
  public static Subject.Factory kernel(String kind) {
    return kind.startsWith(NIO) ? NioSubject::kernel : KernelSubject::open;
  }

  /** Options of mounts that can take snapshots. */
  public static List<MountOptions> withSnapshots() {
    return mounts().values().stream()
        .filter(mount -> mount.upper() == Upper.PRESENT && mount.index() == Index.OFF)
        .filter(MountOptions::canRemount)
        .toList();
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
    mounts.put("nofollow", usual.with(RedirectDir.NOFOLLOW));
    mounts.put("volatile", usual.with(Sync.VOLATILE));
    mounts.put(
        "everything", usual.with(RedirectDir.ON).with(Metacopy.ON).with(Index.ON).with(Xino.ON));
    return mounts;
  }
}
