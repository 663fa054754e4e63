package io.unionfs.overlay;

import io.unionfs.medium.LinkCount;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.Remains;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The copies of lower files with several names ({@code index=on}). All names lead to the one copy,
 * also those at which the writable layer holds nothing. The medium keeps each copy under a further
 * name in its index, so that it lives as long as a name of the lower file is shown.
 *
 * <p>Read by many threads; changed with the mount's lock held.
 */
final class LinkIndex {
  private final ConcurrentMap<Long, UpperInode> copies = new ConcurrentHashMap<>();

  /** Copies of earlier mounts that this one may not follow to their data. */
  private final ConcurrentMap<Long, UnreachableInode> lost = new ConcurrentHashMap<>();

  /** Copies that nobody shall see, and that could not be removed yet. */
  private final ConcurrentMap<Long, UpperInode> unwanted = new ConcurrentHashMap<>();

  /** Whether {@code inode} is a lower file whose copy is, or would be, kept here. */
  static boolean concerns(Inode inode) {
    return inode instanceof LowerInode lower && lower.entry().links() > 1;
  }

  /** What is seen where the tree holds {@code inode}: its copy, if there is one. */
  Inode shown(Inode inode) {
    if (concerns(inode)) {
      UpperInode copy = copyOf((LowerInode) inode);
      if (copy != null) {
        return copy;
      }
      UnreachableInode unreachable = lost.get(inode.ino());
      return unreachable == null ? inode : unreachable;
    }
    return inode;
  }

  /** The copy of {@code lower}, or null. */
  UpperInode copyOf(LowerInode lower) {
    UpperInode copy = copies.get(lower.ino());
    if (copy != null && copy.metadata().isMetacopy() && copy.lowerData() == null) {
      copy.setLowerData(lower); // A copy of an earlier mount, met for the first time.
    }
    return copy;
  }

  /** The copy of the lower file {@code ino} cannot be used. */
  void lose(long ino, UnreachableInode instead) {
    lost.put(ino, instead);
  }

  void add(UpperInode copy) {
    copies.put(copy.ino(), copy);
  }

  /** Whether names show a copy at which the writable layer's tree holds nothing. */
  boolean isShownElsewhere() {
    return copies.values().stream().anyMatch(copy -> copy.links() > copy.stored() - 1);
  }

  boolean holds(UpperInode inode) {
    return copies.get(inode.ino()) == inode;
  }

  /** The name in the medium's index of the copy that records {@code origin}. */
  static String name(long origin) {
    return Long.toHexString(origin);
  }

  /** Before the names of {@code inode} change in the union and the writable layer alike. */
  void beforeNames(MountState state, UpperInode inode) throws IOException {
    if (holds(inode)) {
      write(state, inode, new LinkCount(LinkCount.Base.STORED, inode.links() - inode.stored()));
    }
  }

  /** Before the writable layer gets a name of {@code inode} that the union shows already. */
  void beforeLinkUp(MountState state, UpperInode inode) throws IOException {
    write(state, inode, shown(inode.links()));
  }

  /**
   * After it got that name: the count follows again what becomes of names in the layer alone. A
   * failure fails nobody: what is stored is right until names change, and then written first.
   */
  void afterLinkUp(MountState state, UpperInode inode) {
    try {
      write(state, inode, new LinkCount(LinkCount.Base.STORED, inode.links() - inode.stored()));
    } catch (IOException e) {
      // until then
    }
  }

  /** The count of a file of which the union shows {@code names}, whatever is stored. */
  static LinkCount shown(int names) {
    return new LinkCount(LinkCount.Base.NOTHING, names);
  }

  private static void write(MountState state, UpperInode inode, LinkCount links)
      throws IOException {
    inode.storing().lock();
    try {
      synchronized (inode) {
        if (!inode.metadata().marks().links().equals(links)) {
          UpperMetadata counted = inode.metadata().withLinks(links);
          state.upper.writeNow(inode.node(), counted);
          inode.setMetadata(counted);
        }
      }
    } finally {
      inode.storing().unlock();
    }
  }

  /**
   * After {@code inode} lost its last name in the union. That is done, whatever becomes of the copy
   * in the index: nobody shows it any more ({@code ovl_cleanup_index} of the kernel logs a
   * failure).
   */
  void forget(UpperMedium medium, UpperInode inode) {
    if (holds(inode)) {
      copies.remove(inode.ino(), inode);
      try {
        medium.remove(
            medium.index(), name(inode.metadata().origin()), Occupant.FILE, Remains.NOTHING);
        inode.addStored(-1);
      } catch (IOException e) {
        // It stays behind.
      }
    }
  }

  /** Nobody shall see {@code copy}, which has no name but that in the index. */
  void drop(MountState state, UpperInode copy) throws IOException {
    unwanted.put(copy.ino(), copy);
    dropUnwanted(state);
  }

  /** Removes what could not be removed before. */
  void dropUnwanted(MountState state) throws IOException {
    for (UpperInode copy : unwanted.values()) {
      UpperMedium medium = state.upper.medium();
      medium.remove(medium.index(), name(copy.metadata().origin()), Occupant.FILE, Remains.NOTHING);
      unwanted.remove(copy.ino());
      copy.letGo(state.space);
    }
  }
}
