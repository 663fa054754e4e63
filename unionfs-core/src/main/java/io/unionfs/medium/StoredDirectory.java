package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The handle of a directory, and what the medium knows to be in it. */
final class StoredDirectory extends StoredNode {
  /** Whether {@link #children} is all there is: made here, or listed. */
  boolean complete;

  /** Whether the directory is to be marked as holding whiteouts. */
  boolean holdsWhiteouts;

  private Map<String, Slot> children;

  StoredDirectory(UpperTree tree, long number, UpperMetadata metadata) {
    super(tree, Form.DIRECTORY, number, metadata);
  }

  Path resolve(String name) throws IOException {
    return tree.storage().resolve(path(), name);
  }

  /** What is known to stand at {@code name}, or null. */
  Slot get(String name) {
    return children == null ? null : children.get(name);
  }

  void put(String name, Slot slot) {
    if (children == null) {
      children = new HashMap<>();
    }
    children.put(name, slot);
  }

  void remove(String name) {
    if (children != null) {
      children.remove(name);
    }
  }

  /** What is known, by name. */
  Map<String, Slot> children() {
    return children == null ? Map.of() : children;
  }

  /** Whether there is surely nothing in it. */
  boolean isEmpty() {
    return complete && children().isEmpty();
  }
}
