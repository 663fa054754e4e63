package io.unionfs.medium;

import java.util.HashMap;
import java.util.Map;

/**
 * The handle of a directory that is kept in memory, and its names. Guarded by the medium's lock.
 */
final class BlockDirectory extends BlockNode {
  /** A {@link BlockNode} or a whiteout for each name; null while there was none. */
  private Map<String, Object> children;

  BlockDirectory(BlockMedium medium, long number, UpperMetadata metadata) {
    super(medium, number, metadata);
  }

  Map<String, Object> children() {
    return children == null ? Map.of() : children;
  }

  Object get(String name) {
    return children == null ? null : children.get(name);
  }

  /** Returns what was there before, or null. */
  Object put(String name, Object child) {
    if (children == null) {
      children = new HashMap<>(4);
    }
    return children.put(name, child);
  }

  /** Returns what was there before, or null. */
  Object remove(String name) {
    return children == null ? null : children.remove(name);
  }

  /** Whether it holds nothing but whiteouts. */
  boolean holdsNoFiles() {
    for (Object child : children().values()) {
      if (child != UpperEntry.Whiteout.WHITEOUT) {
        return false;
      }
    }
    return true;
  }
}
