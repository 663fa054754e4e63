package io.unionfs.container;

import io.unionfs.layer.Names;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The options of {@code --tmpfs} (tmpfs(5)). */
final class TmpfsOptions {
  private static final Pattern SIZE = Pattern.compile("size=([0-9]{1,15})([bkmg]?)");
  private static final Pattern MODE = Pattern.compile("mode=0*([0-7]{1,4})");

  /** What says how programs see it, of which none runs here. */
  private static final Set<String> IGNORED =
      Set.of(
          "rw",
          "suid",
          "nosuid",
          "dev",
          "nodev",
          "exec",
          "noexec",
          "async",
          "atime",
          "noatime",
          "diratime",
          "nodiratime",
          "relatime",
          "norelatime",
          "strictatime",
          "nostrictatime");

  private TmpfsOptions() {}

  /** The bytes of {@code size=64m}. */
  static long size(String option) {
    Matcher matcher = SIZE.matcher(option);
    if (!matcher.matches()) {
      throw invalid(option);
    }
    long unit =
        switch (matcher.group(2)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          case "g" -> 1L << 30;
          default -> 1;
        };
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw invalid(option);
    }
  }

  /** The bits of {@code mode=1777}. */
  static int mode(String option) {
    Matcher matcher = MODE.matcher(option);
    if (!matcher.matches()) {
      throw invalid(option);
    }
    return Integer.parseInt(matcher.group(1), 8);
  }

  static void checkIgnored(String option) {
    if (!IGNORED.contains(option)) {
      throw invalid(option);
    }
  }

  private static IllegalArgumentException invalid(String option) {
    return new IllegalArgumentException(
        "invalid tmpfs option \"" + Names.display(option) + "\": size=64m and mode=1777 are known");
  }
}
