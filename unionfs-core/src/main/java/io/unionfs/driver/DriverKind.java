package io.unionfs.driver;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The storage drivers, by what a container's first write to a file of the image costs. */
public enum DriverKind {
  /** Layers are stacked by overlayfs; a file is copied up whole. Docker's default. */
  OVERLAY2,
  /** The same under {@code metacopy=on}: what changes attributes alone copies no data. */
  OVERLAY2_METACOPY,
  /** No sharing: each layer is a full copy of the tree below it, and so is each container. */
  VFS,
  /** Branches are stacked by aufs, which asks each for a whiteout and for the name. */
  AUFS,
  /** Snapshots of a filesystem, of which only the blocks that are written are copied. */
  BLOCK;

  /** The name as users type it: {@code overlay2-metacopy}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The driver called {@code label}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DriverKind of(String label) {
    for (DriverKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "\""
            + label
            + "\" is no storage driver: there are "
            + Arrays.stream(values()).map(DriverKind::label).collect(Collectors.joining(", ")));
  }
}
