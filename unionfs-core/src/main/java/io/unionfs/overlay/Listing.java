package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The names in one directory at the moment it was opened; later changes do not show. Immutable. The
 * order depends on the names alone, so that a listing can be continued, behind a cookie, in a later
 * snapshot: no name that is in both is given twice or left out.
 */
public final class Listing implements Iterable<Listing.Item> {
  /**
   * One name.
   *
   * @param cookie where the name stands: larger than that of every name before it, the same in
   *     every listing unless two names of the directory share a 32-bit hash and one of them goes
   */
  public record Item(String name, Inode inode, long cookie) {
    /** The file's type. */
    public FileType type() {
      return inode.type();
    }
  }

  private static final int COLLISION_BITS = 16;

  private final List<Item> items;

  private Listing(List<Item> items) {
    this.items = items;
  }

  /**
   * @param index where lower hard links have their copies, or null
   */
  static Listing of(Directory directory, LinkIndex index) throws IOException {
    NameMap<Inode> children = directory.children();
    boolean looksUp = looksUp(directory);
    List<Errno> unreachable = new ArrayList<>(0);
    List<Item> items = new ArrayList<>(children.size());
    children.forEach(
        (name, inode) -> {
          if (looksUp
              && inode instanceof UnreachableInode lost
              && inode.layer() == TraceEvent.UPPER) {
            // The kernel looks these up, for their inode numbers, and leaves out what it cannot.
            unreachable.add(lost.errno());
            return;
          }
          long cookie = (NameMap.position(name) + 1) << COLLISION_BITS;
          if (!items.isEmpty() && items.get(items.size() - 1).cookie() >= cookie) {
            cookie = items.get(items.size() - 1).cookie() + 1;
          }
          items.add(new Item(name, index == null ? inode : index.shown(inode), cookie));
        });
    if (!unreachable.isEmpty() && !directory.isMerged()) {
      throw new KnownFailure(unreachable.get(0)); // Where nothing is merged it gives up instead.
    }
    return new Listing(items);
  }

  /** What {@link #of} would give, the names alone; the caller's own array. */
  static String[] names(Directory directory) throws IOException {
    return looksUp(directory)
        ? of(directory, null).items.stream().map(Item::name).toArray(String[]::new)
        : directory.children().names();
  }

  private static boolean looksUp(Directory directory) {
    return directory instanceof UpperDirectory upper
        && upper.metadata().purity() == UpperMetadata.Purity.IMPURE;
  }

  /** The number of names. */
  public int size() {
    return items.size();
  }

  @Override
  public Iterator<Item> iterator() {
    return Collections.unmodifiableList(items).iterator();
  }

  /** The names behind {@code cookie}; 0 stands before the first. */
  public List<Item> after(long cookie) {
    int low = 0;
    int high = items.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (items.get(middle).cookie() > cookie) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return Collections.unmodifiableList(items.subList(low, items.size()));
  }
}
