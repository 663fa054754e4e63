package io.unionfs.nio;

import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Durability;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Marks;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import io.unionfs.overlay.OverlayOptions.Xino;
import java.util.Arrays;
import java.util.Locale;

/**
 * Overlayfs's options as they were named. What was not named follows from what was, as in the
 * kernel: {@code metacopy=on} turns {@code redirect_dir} on, {@code userxattr} turns it to
 * nofollow.
 */
final class OptionValues {
  private RedirectDir redirectDir;
  private Metacopy metacopy;
  private Index index;
  private Xino xino;
  private Marks marks;
  private Durability durability;

  /**
   * Takes note of an option.
   *
   * @return whether it is one of overlayfs's
   * @throws IllegalArgumentException if it has no such value, or one that is not supported
   */
  boolean take(String key, Object value) {
    switch (key) {
      case "redirect_dir" -> redirectDir = parse(key, value, RedirectDir.class);
      case "metacopy" -> metacopy = parse(key, value, Metacopy.class);
      case "index" -> index = parse(key, value, Index.class);
      case "xino" -> xino = parse(key, value, Xino.class);
      case "userxattr" -> marks = isOn(key, value) ? Marks.USER : Marks.TRUSTED;
      case "volatile" -> durability = isOn(key, value) ? Durability.VOLATILE : Durability.DURABLE;
      case "nfs_export", "verity" -> {
        if (!text(value).equals("off")) {
          throw new IllegalArgumentException(
              "mount option " + key + "=" + value + " is not supported; only off");
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * All of them.
   *
   * @throws IllegalArgumentException if two that were named exclude each other; it names both
   */
  OverlayOptions resolved() {
    RedirectDir redirects = redirectDir;
    if (redirects == null) {
      redirects =
          marks == Marks.USER
              ? RedirectDir.NOFOLLOW
              : metacopy == Metacopy.ON ? RedirectDir.ON : OverlayOptions.DEFAULT.redirectDir();
    }
    return new OverlayOptions(
        redirects,
        metacopy == null ? OverlayOptions.DEFAULT.metacopy() : metacopy,
        index == null ? OverlayOptions.DEFAULT.index() : index,
        xino == null ? OverlayOptions.DEFAULT.xino() : xino,
        marks == null ? OverlayOptions.DEFAULT.marks() : marks,
        durability == null ? OverlayOptions.DEFAULT.durability() : durability);
  }

  private static <E extends Enum<E>> E parse(String key, Object value, Class<E> type) {
    for (E constant : type.getEnumConstants()) {
      if (constant == value || text(constant).equals(text(value))) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "mount option "
            + key
            + "="
            + value
            + " is not supported; only "
            + String.join(
                ", ", Arrays.stream(type.getEnumConstants()).map(OptionValues::text).toList()));
  }

  /**
   * Whether an option that takes no value is on.
   *
   * @throws IllegalArgumentException if {@code value} is neither true nor false
   */
  static boolean isOn(String key, Object value) {
    return switch (text(value)) {
      case "true", "" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "mount option " + key + " takes no value but true or false, not " + value);
    };
  }

  private static String text(Object value) {
    return String.valueOf(value).toLowerCase(Locale.ROOT);
  }
}
