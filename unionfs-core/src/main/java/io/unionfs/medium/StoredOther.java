package io.unionfs.medium;

/** The handle of a symbolic link or a special file. */
final class StoredOther extends StoredNode {
  StoredOther(UpperTree tree, Form form, long number, UpperMetadata metadata) {
    super(tree, form, number, metadata);
  }
}
