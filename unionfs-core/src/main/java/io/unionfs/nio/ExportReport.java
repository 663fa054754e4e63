package io.unionfs.nio;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * What {@link UnionFileSystem#exportTo} did. Immutable.
 *
 * @param target the directory that holds the tree now
 * @param files how many files, directories and links were written, each name counted
 * @param losses what the target does not show as the union does, in the order of the walk
 */
public record ExportReport(Path target, long files, List<Loss> losses) {
  /** Takes a copy of the list. */
  public ExportReport {
    Objects.requireNonNull(target);
    losses = List.copyOf(losses);
  }

  /** Whether the target shows all that the union shows. */
  public boolean isComplete() {
    return losses.isEmpty();
  }

  /** What can be lost. */
  public enum Kind {
    /** A file, and all that is in it: the target cannot have its name, or holds it already. */
    NAME,
    /** A fifo, socket or device: Java makes none. */
    SPECIAL_FILE,
    /** A file, or what is in a directory: the caller may not read it. */
    UNREADABLE,
    /** A file that was removed while the tree was walked. */
    GONE,
    /** That two names are one file: each has a copy. */
    HARD_LINK,
    /** A symbolic link, or the exact text of its target. */
    SYMBOLIC_LINK,
    /** The owner or the group. */
    OWNER,
    /** Some permission bits, or all. */
    PERMISSIONS,
    /** The modification or access time, or the part of it that the target does not hold. */
    TIMES,
    /** An extended attribute. */
    XATTR
  }

  /**
   * One thing that is lost.
   *
   * @param path where it is in the union
   * @param kind what it is
   * @param detail which attribute, which value, or why; for people
   */
  public record Loss(Path path, Kind kind, String detail) {
    /** Checks that nothing is null. */
    public Loss {
      Objects.requireNonNull(path);
      Objects.requireNonNull(kind);
      Objects.requireNonNull(detail);
    }
  }
}
