package io.unionfs.container;

import java.util.List;
import java.util.Map;

/** What a container is made of. Immutable; made by {@link #of} and the {@code with…} methods. */
public record ContainerSpec(
    String image,
    String name,
    List<String> command,
    List<String> entrypoint,
    List<String> env,
    String user,
    String workingDir,
    Map<String, String> labels,
    List<MountSpec> mounts) {
  /** A container of {@code image}, all else as the image says; its name is made up. */
  public static ContainerSpec of(String image) {
    throw new UnsupportedOperationException();
  }
  // H5: withName(...), withCommand(...), withMount(...) and so on; null name = made up, null lists
  // = the image's.
}
