package io.unionfs.medium;

import io.unionfs.medium.MetadataReader.FoundFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads an existing tree into handles, a directory at a time. Names of one file lead to one handle,
 * in whatever directories and whenever they are found. Guarded by the tree's lock.
 */
final class Listing {
  private final UpperTree tree;
  private final Storage storage;
  private final MetadataReader reader;
  private final WorkDirectory work;
  private final OpenFiles openFiles;

  /** Files with more names than one, by number. */
  private final Map<Long, StoredNode> shared = new HashMap<>();

  Listing(
      UpperTree tree,
      Storage storage,
      MetadataReader reader,
      WorkDirectory work,
      OpenFiles openFiles) {
    this.tree = tree;
    this.storage = storage;
    this.reader = reader;
    this.work = work;
    this.openFiles = openFiles;
  }

  /** The handle of the tree's root. */
  StoredDirectory root(Path upper, Profile.Numbering numbering) throws IOException {
    if (!(reader.read(upper) instanceof FoundFile found && found.form() == Form.DIRECTORY)) {
      throw new java.nio.file.NotDirectoryException(upper.toString());
    }
    boolean counted = numbering == Profile.Numbering.COUNTED;
    StoredDirectory root =
        (StoredDirectory)
            handle(counted ? new FoundFile(found.form(), 1, 1, 1, 0, found.stored()) : found);
    root.complete = counted;
    root.placeOutside(upper);
    return root;
  }

  /** The handle of a directory outside of the tree. */
  StoredDirectory directory(Path path) throws IOException {
    if (reader.read(path) instanceof FoundFile found && found.form() == Form.DIRECTORY) {
      return (StoredDirectory) handle(found);
    }
    throw new java.nio.file.NotDirectoryException(path.toString());
  }

  /** Reads whatever is in {@code directory} and not known yet. */
  void complete(StoredDirectory directory) throws IOException {
    for (Path child : storage.children(directory.path())) {
      String name = child.getFileName().toString();
      if (directory.get(name) != null) {
        continue;
      }
      if (reader.read(child) instanceof FoundFile found) {
        add(found, directory, name, child);
      } else {
        directory.put(name, Slot.Whiteout.WHITEOUT);
      }
    }
    directory.complete = true;
    pendAfterReading(directory);
  }

  /**
   * Reading a directory or a link sets its access time: it is put right, unless the file was made
   * by someone else, whose times are the storing filesystem's business.
   */
  private static void pendAfterReading(StoredNode node) {
    if (node.stored != null && node.stored.text() != null) {
      node.pending = true;
      if (node.times == StoredNode.Times.STORED) {
        node.times = StoredNode.Times.READ;
      }
    }
  }

  /** Takes note of a file that has got a further name. */
  void share(StoredNode node) {
    shared.put(node.number(), node);
  }

  /** Takes note of a file that has lost its last name. */
  void unshare(StoredNode node) {
    shared.remove(node.number(), node);
  }

  private void add(FoundFile found, StoredDirectory directory, String name, Path path) {
    StoredNode node = found.links() > 1 ? shared.get(found.number()) : null;
    if (node == null) {
      node = handle(found);
      if (found.links() > 1) {
        share(node);
      }
    }
    Path orphan = node instanceof StoredFile file ? openFiles.unorphaned(file) : null;
    if (orphan != null) {
      work.discard(orphan);
    }
    if (found.form() == Form.SYMLINK) {
      pendAfterReading(node);
    }
    node.addName(directory, name, path);
    directory.put(name, node);
  }

  private StoredNode handle(FoundFile found) {
    UpperMetadata metadata = found.stored().metadata();
    StoredNode node =
        switch (metadata.type()) {
          case DIRECTORY -> new StoredDirectory(tree, found.number(), metadata);
          case REGULAR -> new StoredFile(tree, found.number(), metadata, found.size());
          default -> new StoredOther(tree, found.form(), found.number(), metadata);
        };
    node.stored = found.stored();
    node.times = StoredNode.Times.STORED;
    node.links = found.links();
    node.storedNumber = found.storedNumber();
    if (node instanceof StoredDirectory directory) {
      directory.holdsWhiteouts = found.stored().holdsWhiteouts();
    }
    return node;
  }
}
