package io.unionfs.oracle;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Listing;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.TimeChange;
import io.unionfs.overlay.XattrMode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The oracle's words in the engine's, and the engine's answers in the oracle's. */
final class EngineValues {
  private EngineValues() {}

  static StatText text(
      FileType type, Attributes a, long links, int label, long size, DeviceNumber device) {
    return new StatText(
        FileKind.ofMode(type.modeBits()),
        new Mode(a.mode()),
        a.uid(),
        a.gid(),
        links,
        label,
        size,
        device.major(),
        device.minor(),
        stamp(a.accessed()),
        stamp(a.modified()));
  }

  private static Stamp stamp(Instant time) {
    return new Stamp(time.getEpochSecond(), time.getNano());
  }

  /** Paths of the oracle begin at the root, with a slash or without. */
  static PathName path(String path) {
    return PathName.parse(path);
  }

  static Follow follow(Op.Follow follow) {
    return follow == Op.Follow.FOLLOW ? Follow.FOLLOW : Follow.NOFOLLOW;
  }

  static Set<OpenFlag> openFlags(OpenFlags flags) {
    Set<OpenFlag> set = EnumSet.noneOf(OpenFlag.class);
    int access = flags.bits() & 3;
    if (access != OpenFlags.O_WRONLY) {
      set.add(OpenFlag.READ);
    }
    if (access != OpenFlags.O_RDONLY) {
      set.add(OpenFlag.WRITE);
    }
    add(set, flags, OpenFlags.O_CREAT, OpenFlag.CREATE);
    add(set, flags, OpenFlags.O_EXCL, OpenFlag.EXCLUSIVE);
    add(set, flags, OpenFlags.O_TRUNC, OpenFlag.TRUNCATE);
    add(set, flags, OpenFlags.O_APPEND, OpenFlag.APPEND);
    add(set, flags, OpenFlags.O_DIRECTORY, OpenFlag.DIRECTORY);
    add(set, flags, OpenFlags.O_NOFOLLOW, OpenFlag.NOFOLLOW);
    add(set, flags, OpenFlags.O_NOATIME, OpenFlag.NOATIME);
    add(set, flags, OpenFlags.O_PATH, OpenFlag.PATH);
    return set;
  }

  private static void add(Set<OpenFlag> set, OpenFlags flags, int bit, OpenFlag flag) {
    if (flags.has(bit)) {
      set.add(flag);
    }
  }

  static TimeChange change(Stamp stamp) {
    if (stamp.isNow()) {
      return TimeChange.Now.NOW;
    }
    return stamp.isOmit()
        ? TimeChange.Omit.OMIT
        : new TimeChange.To(Instant.ofEpochSecond(stamp.seconds(), stamp.nanos()));
  }

  static XattrMode mode(Flags.XattrFlags flags) {
    return switch (flags.bits()) {
      case 0 -> XattrMode.SET;
      case Flags.XattrFlags.CREATE -> XattrMode.CREATE;
      case Flags.XattrFlags.REPLACE -> XattrMode.REPLACE;
      default -> XattrMode.CREATE_AND_REPLACE;
    };
  }

  static Outcome listing(Listing listing) {
    SortedMap<String, FileKind> names = new TreeMap<>();
    for (Listing.Item item : listing) {
      names.put(item.name(), FileKind.ofMode(item.type().modeBits()));
    }
    return Outcome.listing(names);
  }
}
