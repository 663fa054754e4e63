package io.unionfs.archive;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Entry;
import io.unionfs.layer.LayerException;

/**
 * Bounds what the entries of an image's layers take on the heap together: each layer may be small
 * enough, and all of them not. Half of the maximum heap, but at least 128 MiB. Not safe for use by
 * many threads.
 */
public final class EntryBudget {
  private static final long LEAST = 128L << 20;

  private final long limit;
  private long used;

  /** A budget of which nothing is used. */
  public EntryBudget() {
    this(Math.max(LEAST, Runtime.getRuntime().maxMemory() / 2));
  }

  EntryBudget(long limit) {
    this.limit = limit;
  }

  /**
   * Counts the entries of {@code layer}.
   *
   * @param where the image and layer in messages
   * @throws LayerException if there is no room for them
   */
  public void add(String where, ArchiveLayer layer) throws LayerException {
    for (ArchiveEntry entry : layer.entries()) {
      used += Limits.ENTRY_BYTES + 2L * entry.path().length() + more(entry);
    }
    if (used > limit) {
      throw new LayerException(
          where + ": with it the image's entries need more than " + limit + " bytes of memory");
    }
  }

  private static long more(ArchiveEntry entry) {
    if (entry instanceof ArchiveEntry.Directory directory) {
      return Limits.heapOf(directory.attributes().xattrs());
    }
    if (entry instanceof ArchiveEntry.HardLink link) {
      return 2L * link.target().length();
    }
    if (!(entry instanceof ArchiveEntry.Node node)) {
      return 0;
    }
    long bytes = Limits.heapOf(node.node().attributes().xattrs());
    if (node.node() instanceof Entry.Symlink link) {
      return bytes + 2L * link.target().length();
    }
    return node.node() instanceof Entry.File file ? bytes + TarData.mapOf(file.content()) : bytes;
  }
}
