package io.unionfs.container;

import io.unionfs.layer.Names;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Something mounted inside a container, over what the image holds there. Immutable. */
public sealed interface MountSpec {
  /** Where: an absolute path in the container, without {@code .} and {@code ..}, never the root. */
  String target();

  /**
   * A volume, made where there is none.
   *
   * @param volume its name; null for a new one that belongs to the container
   */
  record VolumeMount(String volume, String target, Access access) implements MountSpec {
    public VolumeMount {
      target = MountTarget.clean(target);
      Objects.requireNonNull(access);
    }
  }

  /**
   * A directory in memory that ends when the container stops.
   *
   * @param size the most bytes that it may hold; what {@link io.unionfs.overlay.Quota#ofHeap} says
   *     if it is empty
   * @param mode its mode bits, 07777 at most; those of the image's directory if it is empty, and
   *     01777 where that has none
   */
  record TmpfsMount(String target, OptionalLong size, OptionalInt mode) implements MountSpec {
    public TmpfsMount {
      target = MountTarget.clean(target);
      Objects.requireNonNull(size);
      Objects.requireNonNull(mode);
    }
  }

  /** Whether the container may write there. */
  enum Access {
    READ_WRITE,
    READ_ONLY
  }

  /**
   * Parses what {@code -v} takes: {@code NAME:PATH[:ro|rw]} or {@code PATH}.
   *
   * @throws IllegalArgumentException if it has another form; the message is one line
   */
  static VolumeMount parseVolume(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("invalid empty volume spec");
    }
    String[] parts = text.split(":", -1);
    for (String part : parts) {
      if (part.isEmpty()) {
        throw new IllegalArgumentException(
            "invalid spec: " + Names.display(text) + ": empty section between colons");
      }
    }
    return switch (parts.length) {
      case 1 -> new VolumeMount(null, parts[0], Access.READ_WRITE);
      case 2 -> named(parts[0], parts[1], Access.READ_WRITE);
      case 3 -> named(parts[0], parts[1], access(parts[2]));
      default ->
          throw new IllegalArgumentException(
              "invalid volume specification: '" + Names.display(text) + "'");
    };
  }

  private static VolumeMount named(String name, String target, Access access) {
    if (name.startsWith("/") || name.startsWith(".") || name.startsWith("~")) {
      throw new IllegalArgumentException(
          "\""
              + Names.display(name)
              + "\" is a directory of the host; only named volumes can be mounted: copy it in with"
              + " cp");
    }
    ContainerNames.checkVolume(name);
    return new VolumeMount(name, target, access);
  }

  private static Access access(String mode) {
    return switch (mode) {
      case "ro" -> Access.READ_ONLY;
      case "rw" -> Access.READ_WRITE;
      default -> throw new IllegalArgumentException("invalid mode: " + Names.display(mode));
    };
  }

  /**
   * Parses what {@code --tmpfs} takes: {@code PATH[:size=64m,mode=1777]}. Sizes have the units
   * {@code b}, {@code k}, {@code m}, {@code g}; of other options of mount(8) those that change
   * nothing here are accepted.
   *
   * @throws IllegalArgumentException if it has another form; the message is one line
   */
  static TmpfsMount parseTmpfs(String text) {
    int colon = text.indexOf(':');
    String target = colon < 0 ? text : text.substring(0, colon);
    OptionalLong size = OptionalLong.empty();
    OptionalInt mode = OptionalInt.empty();
    String options = colon < 0 ? "" : text.substring(colon + 1);
    for (String option : options.isEmpty() ? new String[0] : options.split(",", -1)) {
      if (option.startsWith("size=")) {
        size = OptionalLong.of(TmpfsOptions.size(option));
      } else if (option.startsWith("mode=")) {
        mode = OptionalInt.of(TmpfsOptions.mode(option));
      } else {
        TmpfsOptions.checkIgnored(option.toLowerCase(Locale.ROOT));
      }
    }
    return new TmpfsMount(target, size, mode);
  }
}
