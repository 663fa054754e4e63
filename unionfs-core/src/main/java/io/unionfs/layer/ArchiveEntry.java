package io.unionfs.layer;

/**
 * One entry of a layer archive. {@code path} is the entry's name as the archive gives it, less
 * leading {@code ./} and {@code /} and a trailing {@code /}: components joined by {@code /}, empty
 * for the root. It may still hold {@code ..}; whoever applies the entry resolves it and refuses
 * what leaves the root.
 */
public sealed interface ArchiveEntry {
  /** The entry's path, not resolved. */
  String path();

  /** A directory and its attributes. */
  record Directory(String path, Attributes attributes) implements ArchiveEntry {}

  /**
   * A file, symbolic link or special file.
   *
   * @param node never a directory; its number is the entry's ordinal in the archive
   */
  record Node(String path, Entry.Node node) implements ArchiveEntry {}

  /** A further name for the file at {@code target}, in this layer or below. */
  record HardLink(String path, String target) implements ArchiveEntry {}

  /** Removes {@code path} of the layers below ({@code .wh.NAME}). */
  record Whiteout(String path) implements ArchiveEntry {}

  /**
   * Removes all children of the directory {@code path} of the layers below ({@code .wh..wh..opq}).
   */
  record OpaqueMark(String path) implements ArchiveEntry {}
}
