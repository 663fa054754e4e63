package io.unionfs.container;

import java.nio.file.attribute.PosixFilePermission;
import java.util.OptionalLong;
import java.util.Set;

/** Something mounted inside a container, over what the image holds there. */
public sealed interface MountSpec {
  /** Where, absolute, in the container. */
  String target();

  /** A named volume, made where there is none; without a name a new one is made up. */
  record VolumeMount(String volume, String target, Access access) implements MountSpec {}

  /** A directory in memory that ends when the container stops. */
  record TmpfsMount(String target, OptionalLong size, Set<PosixFilePermission> mode)
      implements MountSpec {}

  /** Whether the container may write there. */
  enum Access {
    READ_WRITE,
    READ_ONLY
  }

  /** Parses what {@code -v} takes: {@code NAME:PATH[:ro|rw]} or {@code PATH}. */
  static MountSpec parseVolume(String text) {
    throw new UnsupportedOperationException();
  }

  /** Parses what {@code --tmpfs} takes: {@code PATH[:size=64m,mode=1777]}. */
  static MountSpec parseTmpfs(String text) {
    throw new UnsupportedOperationException();
  }
}
