package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import java.util.Objects;

/**
 * A file of the writable layer that was copied up.
 *
 * @param path where it is now: renamed, it is still a copy
 * @param fromLayer the number of the lower layer that it was copied from
 * @param type its type
 * @param bytes what the writable layer holds of a regular file now, at the size it has; 0 where its
 *     data is still in the lower layer ({@code metacopy}), and for other types
 * @see Mount#copiedUp
 */
public record CopiedUp(String path, int fromLayer, FileType type, long bytes) {
  public CopiedUp {
    Objects.requireNonNull(path);
    Objects.requireNonNull(type);
  }

  @Override
  public String toString() {
    return path + " from layer " + fromLayer + ", " + bytes + " bytes";
  }
}
