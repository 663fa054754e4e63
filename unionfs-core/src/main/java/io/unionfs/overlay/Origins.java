package io.unionfs.overlay;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What a copy records of the lower file it comes from. In a writable layer that is kept it is the
 * file's number below 48 bits, and above them what tells its layer from the others of the mount,
 * from the top: so that it is the same when layers are added below. The kernel records a file
 * handle.
 *
 * <p>Older writable layers recorded the inode number, which counts the layers from the bottom.
 * Lower ordinals than any print has tell those apart. Guarded by the mount's lock.
 */
final class Origins {
  private static final int PRINT_BITS = 14;

  private final MergedTree lower;
  private final Kept kept;

  /** By the layer's ordinal from the bottom; null until it is asked for. */
  private long[] prints;

  private Map<Long, Integer> ordinals;

  /** Whether the writable layer outlives the mount. */
  enum Kept {
    KEPT,
    /** It does not: nobody will read what is recorded, so it costs nothing. */
    DROPPED
  }

  Origins(MergedTree lower, Kept kept) {
    this.lower = lower;
    this.kept = kept;
  }

  /**
   * What a copy of the lower file {@code ino} records.
   *
   * @throws IOException if a lower layer cannot be read
   */
  long of(long ino) throws IOException {
    if (kept == Kept.DROPPED) {
      return ino;
    }
    know();
    int ordinal = InodeNumbers.layer(ino);
    return (prints[ordinal] << InodeNumbers.NUMBER_BITS) | InodeNumbers.number(ino);
  }

  /**
   * The inode number that the lower file of {@code origin} has in this mount, if it is still there;
   * 0 where its layer is not part of it.
   *
   * @throws IOException if a lower layer cannot be read
   */
  long ino(long origin) throws IOException {
    if (origin <= 0 || isCounted(origin)) {
      return origin > 0 && InodeNumbers.layer(origin) < lower.layers() ? origin : 0;
    }
    know();
    Integer ordinal = ordinals.get(origin >>> InodeNumbers.NUMBER_BITS);
    return ordinal == null ? 0 : InodeNumbers.ofLower(ordinal, InodeNumbers.number(origin));
  }

  /**
   * The number of the layer that a copy was copied from.
   *
   * @param ino the copy's inode number
   * @param origin what it records
   */
  int layer(long ino, long origin) {
    // Where nobody reads them, what is recorded are numbers of this mount; only they tell which
    // of the layers that snapshots froze it was.
    return InodeNumbers.layer(kept == Kept.DROPPED && origin != 0 ? origin : ino);
  }

  /**
   * What the root of an indexed writable layer records: the topmost lower layer, as the kernel
   * does.
   *
   * @throws IOException if it cannot be read
   */
  long ofTop() throws IOException {
    return lower.print();
  }

  /**
   * What the root of the writable layer, made for {@code root}, records: where it is kept, nothing
   * without an index.
   *
   * @param index null where there is none
   * @throws IOException if a lower layer cannot be read
   */
  long ofRoot(LowerDirectory root, LinkIndex index) throws IOException {
    if (kept == Kept.DROPPED) {
      return root.origin();
    }
    return index == null ? 0 : ofTop();
  }

  /**
   * Whether {@code recorded}, by the root of an indexed writable layer, is the topmost lower layer.
   * In the older form it is as long as no layer is added: what the index holds has that form too.
   *
   * @throws IOException if it cannot be read
   */
  boolean isTop(long recorded) throws IOException {
    return isCounted(recorded) ? recorded == lower.root().origin() : recorded == ofTop();
  }

  private static boolean isCounted(long origin) {
    return origin < LayerPrint.SET;
  }

  /** From the top: of two layers with one short print the lower yields. */
  private void know() throws IOException {
    if (prints != null) {
      return;
    }
    long[] found = new long[lower.layers()];
    Map<Long, Integer> taken = new HashMap<>();
    for (MergedTree at = lower; at != null; at = at.below()) {
      long print = at.print();
      long next = print >>> (Long.SIZE - 2 - PRINT_BITS);
      do {
        next = (LayerPrint.SET >>> InodeNumbers.NUMBER_BITS) | (next & ((1 << PRINT_BITS) - 1));
      } while (taken.putIfAbsent(next++, at.number()) != null);
      found[at.number()] = next - 1;
    }
    ordinals = taken;
    prints = found;
  }
}
