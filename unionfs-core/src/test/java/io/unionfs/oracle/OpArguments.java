package io.unionfs.oracle;

import io.unionfs.oracle.Flags.Mode;
import io.unionfs.oracle.Flags.OpenFlags;
import io.unionfs.oracle.Flags.XattrFlags;
import io.unionfs.oracle.Op.Follow;
import java.util.List;
import java.util.SplittableRandom;

/** Random arguments of operations that do not depend on what exists. */
final class OpArguments {
  private final SplittableRandom random;

  OpArguments(SplittableRandom random) {
    this.random = random;
  }

  Caller caller() {
    return switch (random.nextInt(12)) {
      case 0 -> Caller.user(1000, 1000);
      case 1 -> Caller.user(1001, 1000, 1001);
      case 2 -> new Caller(1000, 1001, List.of(), new Mode(0));
      case 3 -> new Caller(0, 0, List.of(), new Mode(077));
      default -> Caller.ROOT;
    };
  }

  OpenFlags openFlags() {
    int[] extras = {
      0,
      0,
      0,
      OpenFlags.O_CREAT,
      OpenFlags.O_CREAT | OpenFlags.O_EXCL,
      OpenFlags.O_TRUNC,
      OpenFlags.O_CREAT | OpenFlags.O_TRUNC,
      OpenFlags.O_APPEND,
      OpenFlags.O_DIRECTORY,
      OpenFlags.O_NOFOLLOW,
      OpenFlags.O_NOATIME,
      OpenFlags.O_PATH,
      OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW,
      OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW,
      OpenFlags.O_CREAT | OpenFlags.O_DIRECTORY,
    };
    return new OpenFlags(random.nextInt(3) | extras[random.nextInt(extras.length)]);
  }

  OpenFlags writeFlags() {
    int[] extras = {0, OpenFlags.O_CREAT, OpenFlags.O_TRUNC, OpenFlags.O_APPEND, OpenFlags.O_CREAT};
    return new OpenFlags(
        (random.nextInt(4) == 0 ? OpenFlags.O_RDWR : OpenFlags.O_WRONLY)
            | extras[random.nextInt(extras.length)]);
  }

  Mode mode() {
    int[] modes = {0755, 0644, 0644, 0777, 0600, 0700, 01777, 02775, 06755, 0444, 0, 07777};
    return new Mode(modes[random.nextInt(modes.length)]);
  }

  Follow follow() {
    return random.nextInt(3) == 0 ? Follow.FOLLOW : Follow.NOFOLLOW;
  }

  int id() {
    return random.nextInt(4) == 0 ? -1 : LayerGenerator.owner(random);
  }

  long offset() {
    return random.nextInt(8) == 0 ? random.nextInt(9000) : random.nextInt(6);
  }

  long length() {
    return random.nextInt(10) == 0 ? -1 : random.nextInt(3) == 0 ? 0 : offset() * 2;
  }

  Content data() {
    return LayerGenerator.content(random);
  }

  Stamp stamp() {
    return random.nextInt(4) == 0 ? Stamp.OMIT : LayerGenerator.time(random);
  }

  String xattr() {
    List<String> names =
        List.of(
            "user.k0",
            "user.k1",
            "user.k0",
            "user.k1",
            "trusted.k",
            "trusted.overlay.opaque",
            "trusted.overlay.foo",
            "trusted.overlay.redirect",
            "trusted.overlay.metacopy",
            "user.overlay.foo",
            "user.overlay.opaque",
            // Escaped, as overlay's own prefix is, these are longer than 255 bytes.
            "trusted.overlay." + "x".repeat(234),
            "user.overlay." + "x".repeat(240),
            LayerGenerator.CAPABILITY,
            "security.s",
            "bogus.k",
            "user.",
            "user." + "x".repeat(251));
    return names.get(random.nextInt(names.size()));
  }

  Content value(String name) {
    if (name.equals(LayerGenerator.CAPABILITY) && random.nextInt(4) != 0) {
      return LayerGenerator.capability(random);
    }
    return random.nextInt(6) == 0 ? Content.EMPTY : Content.of("v" + random.nextInt(10));
  }

  XattrFlags xattrFlags() {
    int[] flags = {0, 0, 0, XattrFlags.CREATE, XattrFlags.REPLACE, 3};
    return new XattrFlags(flags[random.nextInt(flags.length)]);
  }
}
