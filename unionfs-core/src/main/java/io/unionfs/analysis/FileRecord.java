package io.unionfs.analysis;

import io.unionfs.layer.FileType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a layer says of one path, its links resolved.
 *
 * @param path from the root, without a leading slash
 * @param state what this does to what the layers below show
 * @param type the file's type; of what is removed, the one it had
 * @param size in bytes, of regular files, else 0; of what is removed, those no longer shown
 * @param mode the permission bits {@code 07777}
 * @param uid the owner's number
 * @param gid the group's number
 * @param modified when it was last changed
 * @param target of a symbolic link, else empty
 * @param xattrs the names of its extended attributes
 * @param links how many names it has in its layer
 * @param opaque whether it is a directory that hides what is below
 */
public record FileRecord(
    String path,
    State state,
    FileType type,
    long size,
    int mode,
    int uid,
    int gid,
    Optional<Instant> modified,
    Optional<String> target,
    List<String> xattrs,
    int links,
    boolean opaque) {

  public FileRecord {
    xattrs = List.copyOf(xattrs);
  }

  /** What a layer does to a path. */
  public enum State {
    /** Nothing was there. */
    ADDED,
    /** Its content or type is another. */
    CHANGED,
    /** Its mode, owner, time or xattrs are others, its content is the same. */
    METADATA,
    /** It is as it was; directories above a change mostly are. */
    SAME,
    /** It is there no more. */
    REMOVED;

    /** The word for it in JSON. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
