package io.unionfs.medium;

import io.unionfs.fault.FaultPlan;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The writable layers in memory that one mount has one after another: each begins empty on top of
 * what those before it hold. Their files have numbers of one sequence, which never goes back, so
 * that no two files of the mount share one; the room is one, too.
 *
 * <p>Calls come one at a time, but for those that tell how much is held or was copied.
 */
public final class BlockMediums {
  private final long maxBytes;
  private final BlockMedium.CopyUpData copyUpData;
  private final Faults faults;

  /** Null till the first medium, as is {@link #space}. */
  private AtomicLong numbers;

  private volatile BlockSpace space;

  private final AtomicLong copied = new AtomicLong();

  /** How much the blocks of a mount took at some moment. Immutable. */
  public record Held(long bytes, long nodes) {
    /** Of a mount that has written nothing. */
    public static final Held NOTHING = new Held(0, 0);
  }

  /**
   * @param maxBytes how much data all of them may hold, in bytes; holes and what is shared do not
   *     count
   * @param faults what is to fail; null for nothing
   */
  public BlockMediums(long maxBytes, BlockMedium.CopyUpData copyUpData, FaultPlan faults) {
    this.maxBytes = maxBytes;
    this.copyUpData = copyUpData;
    this.faults = Faults.of(faults);
  }

  /** A new, empty one, to go on with above those before it. */
  public BlockMedium next() {
    if (space == null) {
      space = new BlockSpace(maxBytes, Held.NOTHING, copied);
    }
    if (numbers == null) {
      numbers = new AtomicLong(BlockMedium.ROOT_NUMBER);
    }
    return new BlockMedium(space, numbers, copyUpData, faults);
  }

  /** Whether there was any. */
  public boolean isUsed() {
    return space != null;
  }

  /** How much all of them hold now that are still counted. */
  public Held held() {
    return space == null ? Held.NOTHING : space.all();
  }

  /**
   * The same without {@code files}, which nobody writes: they have no names any more, and go when
   * they are closed.
   */
  public Held heldBut(Collection<? extends UpperNode> files) {
    while (true) {
      Held all = held();
      long bytes = all.bytes();
      long nodes = all.nodes();
      for (UpperNode file : files) {
        if (file instanceof BlockFile blocks) {
          Held own = blocks.held();
          bytes -= own.bytes();
          nodes -= own.nodes();
        }
      }
      if (all.equals(held())) {
        return new Held(bytes, nodes); // Else something was closed meanwhile, and may be in all.
      }
    }
  }

  /** The bytes that copy-ups have copied from lower files so far. */
  public long copiedBytes() {
    return copied.get();
  }

  /** What was made since {@code then} counts no more; the next one goes on from there. */
  public void goBack(Held then) {
    space = new BlockSpace(maxBytes, then, copied);
  }
}
