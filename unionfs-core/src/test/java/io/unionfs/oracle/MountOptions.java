package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;

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
    if (isRefused(redirectDir, metacopy, marks, upper)) {
      throw new IllegalArgumentException(
          "the kernel refuses redirect_dir "
              + redirectDir
              + ", metacopy "
              + metacopy
              + ", "
              + marks);
    }
  }

  /**
   * What the kernel refuses when all options are named, as here: metacopy wants redirects made, and
   * userxattr admits neither that nor that they are followed. A mount without an upper makes none
   * and takes following for it.
   */
  static boolean isRefused(RedirectDir redirectDir, Metacopy metacopy, Marks marks, Upper upper) {
    if (marks == Marks.USER) {
      return metacopy == Metacopy.ON
          || redirectDir == RedirectDir.FOLLOW
          || redirectDir == RedirectDir.ON;
    }
    boolean enough =
        upper == Upper.NONE ? redirectDir != RedirectDir.NOFOLLOW : redirectDir == RedirectDir.ON;
    return metacopy == Metacopy.ON && !enough;
  }

  /** Whether directories of lower layers can be renamed, and whether redirects are followed. */
  public enum RedirectDir {
    /** Made none, followed by the kernel's usual configuration; under USER not named. */
    OFF,
    FOLLOW,
    NOFOLLOW,
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
    AUTO,
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
    /** There is one, but it must not be changed. */
    READ_ONLY,
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

  /**
   * Whether an upper that was used so can be mounted again. A volatile one cannot; nor can one with
   * an index of what has no room for the marks of an index, which are user xattrs.
   */
  boolean canRemount() {
    return sync == Sync.DURABLE && !(marks == Marks.USER && index == Index.ON);
  }

  /**
   * Whether a file's number and links are the same whatever the kernel still holds in memory. Not
   * so for what has no room for the mark of its origin: only files and directories have user
   * xattrs.
   */
  boolean keepsIdentity(FileKind kind) {
    return marks == Marks.TRUSTED || kind == FileKind.FILE || kind == FileKind.DIRECTORY;
  }

  /** Prefix of overlay's own xattrs. */
  String markPrefix() {
    return marks == Marks.USER ? "user.overlay." : "trusted.overlay.";
  }

  /** Every set of options that the kernel mounts. */
  public static List<MountOptions> all() {
    return ALL;
  }

  private static final List<MountOptions> ALL = enumerate();

  private static List<MountOptions> enumerate() {
    List<MountOptions> all = new ArrayList<>();
    for (RedirectDir redirectDir : RedirectDir.values()) {
      for (Metacopy metacopy : Metacopy.values()) {
        for (Marks marks : Marks.values()) {
          for (Upper upper : Upper.values()) {
            if (!isRefused(redirectDir, metacopy, marks, upper)) {
              MountOptions some =
                  new MountOptions(
                      redirectDir,
                      Index.OFF,
                      metacopy,
                      Xino.OFF,
                      marks,
                      Sync.DURABLE,
                      upper,
                      Atime.NOATIME);
              all.addAll(some.withTheRest());
            }
          }
        }
      }
    }
    return List.copyOf(all);
  }

  private List<MountOptions> withTheRest() {
    List<MountOptions> all = new ArrayList<>();
    for (Index i : Index.values()) {
      for (Xino x : Xino.values()) {
        for (Sync s : Sync.values()) {
          for (Atime a : Atime.values()) {
            all.add(with(i).with(x).with(s).with(a));
          }
        }
      }
    }
    return all;
  }

  /** Any set of options, mostly with a writable layer that may be mounted again. */
  public static MountOptions random(SplittableRandom random) {
    Upper upper = random.nextInt(10) == 0 ? Upper.NONE : Upper.PRESENT;
    Sync sync = random.nextInt(10) == 0 ? Sync.VOLATILE : Sync.DURABLE;
    return pick(random, drawn -> drawn.upper == upper && drawn.sync == sync);
  }

  /**
   * Other options that the same layers can be mounted with next. Marks, sync and atime stay; an
   * upper stays too, but may be read-only for once.
   */
  public MountOptions randomNext(SplittableRandom random) {
    Upper next =
        upper == Upper.NONE ? Upper.NONE : random.nextInt(5) == 0 ? Upper.READ_ONLY : Upper.PRESENT;
    return pick(
        random,
        drawn ->
            drawn.marks == marks
                && drawn.upper == next
                && drawn.sync == sync
                && drawn.atime == atime
                && drawn.canRemount());
  }

  private static MountOptions pick(SplittableRandom random, Predicate<MountOptions> wanted) {
    List<MountOptions> matching = ALL.stream().filter(wanted).toList();
    return matching.get(random.nextInt(matching.size()));
  }

  /** These options with one of them as in the default, for each that differs. */
  List<MountOptions> simpler() {
    List<MountOptions> simpler = new ArrayList<>();
    MountOptions usual = DEFAULT;
    simpler.add(with(usual.atime));
    simpler.add(with(usual.xino));
    simpler.add(with(usual.index));
    simpler.add(with(usual.metacopy));
    simpler.add(with(usual.sync));
    if (!isRefused(redirectDir, metacopy, marks, usual.upper)) {
      simpler.add(with(usual.upper));
    }
    if (!isRefused(usual.redirectDir, metacopy, marks, upper)) {
      simpler.add(with(usual.redirectDir));
    }
    simpler.add(with(usual.marks));
    simpler.removeIf(this::equals);
    return simpler;
  }

  /** What differs from the default, for people. */
  public String label() {
    List<String> words = new ArrayList<>();
    if (redirectDir != RedirectDir.OFF) {
      words.add(redirectDir == RedirectDir.ON ? "redirect" : name(redirectDir));
    }
    if (metacopy == Metacopy.ON) {
      words.add("metacopy");
    }
    if (index == Index.ON) {
      words.add("index");
    }
    if (xino != Xino.OFF) {
      words.add("xino=" + name(xino));
    }
    if (marks == Marks.USER) {
      words.add("userxattr");
    }
    if (sync == Sync.VOLATILE) {
      words.add("volatile");
    }
    if (upper != Upper.PRESENT) {
      words.add(upper == Upper.NONE ? "readonly" : "readonly-upper");
    }
    if (atime != Atime.NOATIME) {
      words.add(name(atime));
    }
    return words.isEmpty() ? "default" : String.join(",", words);
  }

  /** The kernel's option string, without the layers. */
  String kernelText() {
    return kernelText(redirectDir, metacopy, marks)
        + (upper == Upper.NONE ? "" : ",index=" + name(index))
        + ",nfs_export=off,xino="
        + name(xino)
        + (sync == Sync.VOLATILE ? ",volatile" : "");
  }

  /** The part of the option string in which options can exclude each other. */
  static String kernelText(RedirectDir redirectDir, Metacopy metacopy, Marks marks) {
    if (marks == Marks.TRUSTED) {
      return "redirect_dir=" + name(redirectDir) + ",metacopy=" + name(metacopy);
    }
    // redirect_dir=off means to follow, which userxattr does not admit.
    return "userxattr,metacopy="
        + name(metacopy)
        + (redirectDir == RedirectDir.OFF ? "" : ",redirect_dir=" + name(redirectDir));
  }

  private static String name(Enum<?> option) {
    return option.name().toLowerCase(Locale.ROOT);
  }
}
