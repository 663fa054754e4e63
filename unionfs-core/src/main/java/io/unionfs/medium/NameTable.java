package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Keeps what the handles know of names in step with the storing filesystem, after each change
 * there. Nothing here fails: the change is done. Guarded by the tree's lock.
 */
final class NameTable {
  private final WorkDirectory work;
  private final OpenFiles openFiles;
  private final Maker maker;
  private final MetadataFlush flush;
  private final Listing listing;
  private volatile int epoch;

  NameTable(
      WorkDirectory work, OpenFiles openFiles, Maker maker, MetadataFlush flush, Listing listing) {
    this.work = work;
    this.openFiles = openFiles;
    this.maker = maker;
    this.flush = flush;
    this.listing = listing;
  }

  /** Changes when a directory is moved. */
  int epoch() {
    return epoch;
  }

  /** The path of what stands at {@code name}: parsing one costs as much as a call on jimfs. */
  static Path pathOf(StoredDirectory parent, String name) throws IOException {
    return parent.get(name) instanceof StoredNode node && node.isFirstName(parent, name)
        ? node.place()
        : parent.resolve(name);
  }

  /** {@code node} now stands at {@code name} too. */
  void appear(StoredNode node, StoredDirectory parent, String name, Path path) {
    node.addName(parent, name, path);
    parent.put(name, node);
    changed(parent);
  }

  /** A whiteout now stands at {@code name}. */
  void appearWhiteout(StoredDirectory parent, String name) {
    parent.put(name, Slot.Whiteout.WHITEOUT);
    changed(parent);
  }

  /** {@code node} no longer stands at {@code name}, but elsewhere: {@link #appear} follows. */
  void disappear(StoredNode node, StoredDirectory parent, String name) {
    node.removeName(parent, name);
    parent.remove(name);
    changed(parent);
  }

  /**
   * What stood at {@code name} is gone.
   *
   * @param aside where it was moved, or null when it was deleted or replaced
   */
  void vanish(StoredDirectory parent, String name, Slot slot, Path aside) {
    parent.remove(name);
    changed(parent);
    boolean kept = false;
    if (slot instanceof StoredNode node) {
      node.removeName(parent, name);
      node.links--;
      node.pending = true; // where links are counted here
      if (!node.hasKnownName()) {
        kept = keep(node, aside);
      }
      if (node.links == 0) {
        listing.unshare(node);
        maker.forget(node);
      }
    }
    if (aside != null && !kept) {
      work.discard(aside);
    }
  }

  /** Keeps a file without names for its users, or lets it go. */
  private boolean keep(StoredNode node, Path aside) {
    if (!(node instanceof StoredFile file)) {
      node.gone = true;
      return false;
    }
    return openFiles.keep(file, aside);
  }

  /** {@code node} was moved: the paths of all that lies below it changed. */
  void moved(StoredNode node) {
    if (node instanceof StoredDirectory) {
      epoch++;
    }
  }

  private void changed(StoredDirectory directory) {
    directory.pending = true;
    flush.markPending();
  }
}
