package io.unionfs.nio;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.MountBuilder.Writability;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kernel's mount options as keys of {@code FileSystems.newFileSystem(uri, env)}. An option that
 * would ask for what is not there yet is refused by name.
 */
final class MountOptions {
  /** What an option must say for a mount to be what it says. */
  private static final Map<String, Set<String>> FIXED =
      Map.of(
          "redirect_dir", Set.of("off"),
          "metacopy", Set.of("off"),
          "index", Set.of("off"),
          "nfs_export", Set.of("off"),
          // Inode numbers and st_dev are one per mount, as when all layers are on one filesystem.
          "xino", Set.of("off", "on", "auto"),
          "userxattr", Set.of("true"),
          "volatile", Set.of("false"));

  private MountOptions() {}

  /**
   * The mount that {@code options} describe.
   *
   * @throws IllegalArgumentException if an option is unknown, missing, or not supported
   */
  static MountPlan parse(Map<String, ?> options) {
    MountPlan plan = new MountPlan();
    options.forEach((key, value) -> apply(plan, key, value));
    if (plan.lower.isEmpty()) {
      throw new IllegalArgumentException("lowerdir is missing: name at least one lower layer");
    }
    if (plan.work != null && plan.upper == null) {
      throw new IllegalArgumentException("workdir without upperdir");
    }
    if (plan.upper != null && plan.writability == Writability.READ_ONLY) {
      throw new IllegalArgumentException("ro and upperdir exclude each other: leave one out");
    }
    return plan;
  }

  private static void apply(MountPlan plan, String key, Object value) {
    switch (key) {
      case "lowerdir" -> lower(plan, value);
      case "upperdir" -> plan.upper = cast(Path.class, key, value);
      case "workdir" -> plan.work = cast(Path.class, key, value);
      case "ro" ->
          plan.writability =
              cast(Boolean.class, key, value) ? Writability.READ_ONLY : Writability.WRITABLE;
      case "noatime" ->
          plan.accessTimes =
              cast(Boolean.class, key, value) ? AccessTimes.NOATIME : AccessTimes.RELATIME;
      default -> {
        Set<String> accepted = FIXED.get(key);
        if (accepted == null) {
          throw new IllegalArgumentException("unknown mount option: " + key);
        }
        if (!accepted.contains(String.valueOf(value))) {
          throw new IllegalArgumentException(
              "mount option "
                  + key
                  + "="
                  + value
                  + " is not supported; only "
                  + String.join(" or ", accepted.stream().sorted().toList()));
        }
      }
    }
  }

  /** The kernel names the topmost layer first. */
  private static void lower(MountPlan plan, Object value) {
    List<?> layers = value instanceof List<?> list ? list : List.of(required("lowerdir", value));
    for (int i = layers.size() - 1; i >= 0; i--) {
      Object layer = layers.get(i);
      if (!(layer instanceof Path) && !(layer instanceof Layer)) {
        throw new IllegalArgumentException(
            "lowerdir: a Path or a Layer is needed, not " + describe(layer));
      }
      plan.lower.add(layer);
    }
  }

  private static <T> T cast(Class<T> type, String key, Object value) {
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw new IllegalArgumentException(
        key + ": a " + type.getSimpleName() + " is needed, not " + describe(value));
  }

  private static Object required(String key, Object value) {
    if (value == null) {
      throw new IllegalArgumentException(key + ": no value");
    }
    return value;
  }

  private static String describe(Object value) {
    return value == null ? "null" : "a " + value.getClass().getName();
  }
}
