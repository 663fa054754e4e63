package io.unionfs.nio;

import io.unionfs.layer.Layer;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.MountBuilder.Writability;
import io.unionfs.overlay.Quota;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The kernel's mount options as keys of {@code FileSystems.newFileSystem(uri, env)}. Values are as
 * mount(8) takes them, or {@code true} and {@code false}, Booleans or texts, where it takes none.
 */
final class MountOptions {
  /** The keys, as {@code docs/nio.md} lists them. */
  static final List<String> KNOWN =
      List.of(
          "lowerdir",
          "datadir",
          "upperdir",
          "workdir",
          "ro",
          "noatime",
          "quota",
          "memory",
          "redirect_dir",
          "metacopy",
          "index",
          "xino",
          "userxattr",
          "volatile",
          "nfs_export",
          "verity");

  private MountOptions() {}

  /**
   * The mount that {@code options} describe.
   *
   * @throws IllegalArgumentException if an option is unknown, missing, or not supported
   */
  static MountPlan parse(Map<String, ?> options) {
    MountPlan plan = new MountPlan();
    OptionValues values = new OptionValues();
    options.forEach((key, value) -> apply(plan, values, key, value));
    plan.options = values.resolved();
    if (plan.lower.isEmpty()) {
      throw new IllegalArgumentException("lowerdir is missing: name at least one lower layer");
    }
    if (plan.work != null && plan.upper == null) {
      // The kernel warns and ignores it; here it would be a writable layer lost in memory.
      throw new IllegalArgumentException("workdir without upperdir: name the upperdir as well");
    }
    return plan;
  }

  /**
   * Adds options written as {@code mount -o} takes them.
   *
   * @throws IllegalArgumentException as {@link #parse} does, and for an option whose value no text
   *     can be
   */
  static void add(MountPlan plan, String text) {
    OptionValues values = new OptionValues();
    for (String option : text.split(",")) {
      int equals = option.indexOf('=');
      String key = equals < 0 ? option : option.substring(0, equals);
      apply(plan, values, key.strip(), equals < 0 ? "" : option.substring(equals + 1).strip());
    }
    plan.options = values.resolved();
  }

  private static void apply(MountPlan plan, OptionValues values, String key, Object value) {
    switch (key) {
      case "lowerdir" -> layers(key, value, plan.lower);
      case "datadir" -> {
        layers(key, value, plan.dataOnly);
        Collections.reverse(plan.dataOnly); // The first named is asked first.
      }
      case "upperdir" -> plan.upper = cast(Path.class, key, value);
      case "workdir" -> plan.work = cast(Path.class, key, value);
      case "ro" ->
          plan.writability =
              OptionValues.isOn(key, value) ? Writability.READ_ONLY : Writability.WRITABLE;
      case "quota" -> plan.quota = cast(Quota.class, key, value);
      case "memory" -> plan.memory = memory(key, value);
      case "noatime" ->
          plan.accessTimes =
              OptionValues.isOn(key, value) ? AccessTimes.NOATIME : AccessTimes.RELATIME;
      case "uuid", "fsync", "override_creds", "default_permissions" ->
          throw new IllegalArgumentException("mount option " + key + " is not supported");
      case "lowerdir+", "datadir+" ->
          throw new IllegalArgumentException(
              "mount option "
                  + key
                  + " is not supported: give all layers as a list to "
                  + key.substring(0, key.length() - 1));
      default -> {
        if (!values.take(key, value)) {
          throw new IllegalArgumentException(
              "unknown mount option: " + key + "; known are " + String.join(", ", KNOWN));
        }
      }
    }
  }

  /** The kernel names the topmost layer first. */
  private static void layers(String key, Object value, List<Object> into) {
    List<?> layers = value instanceof List<?> list ? list : List.of(required(key, value));
    for (int i = layers.size() - 1; i >= 0; i--) {
      Object layer = layers.get(i);
      if (!(layer instanceof Path) && !(layer instanceof Layer)) {
        throw new IllegalArgumentException(
            key + ": a Path or a Layer is needed, not " + describe(layer));
      }
      into.add(layer);
    }
  }

  /** By the name of the constant, in any case, or the constant itself. */
  private static MemoryMedium memory(String key, Object value) {
    for (MemoryMedium medium : MemoryMedium.values()) {
      if (medium == value || value instanceof String name && medium.name().equalsIgnoreCase(name)) {
        return medium;
      }
    }
    throw new IllegalArgumentException(
        key + ": one of " + List.of(MemoryMedium.values()) + " is needed, not " + value);
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
