package io.unionfs.overlay;

import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps count of what the writable layer holds, and lets nothing in that goes beyond the quota:
 * whoever adds something charges it first, and gives back what came to nothing.
 *
 * <p>An operation of several steps charges all of them before the first ({@link #prepay}), with the
 * mount's lock held; its steps are then paid from that. Safe for use by many threads; nobody waits.
 */
final class SpaceAccount {
  private static final Quota NONE = Quota.NONE.withBytes(Long.MAX_VALUE & -SpaceCost.BLOCK);

  private static final int FEW = 16;

  private final Quota quota;
  private final ReentrantLock lock;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong inodes = new AtomicLong();

  /** Files that were open when they lost their last name; guarded by the mount's lock. */
  private List<UpperInode> nameless = List.of();

  /** With so many of them, those that were closed are taken out. */
  private int toSweep;

  /** Charged and not yet used; guarded by the mount's lock. */
  private long prepaidBytes;

  private long prepaidInodes;

  /**
   * @param lock the mount's
   */
  SpaceAccount(Quota quota, ReentrantLock lock) {
    this.quota = quota == Quota.NONE ? NONE : quota.withBytes(quota.bytes() & -SpaceCost.BLOCK);
    this.lock = lock;
  }

  Quota quota() {
    return quota;
  }

  Usage usage() {
    return new Usage(bytes.get(), inodes.get());
  }

  /**
   * What has names, that is, does not go when it is closed; with the lock held, while nobody
   * writes.
   */
  Usage named() {
    while (true) {
      Usage all = usage();
      Usage named = all;
      for (UpperInode inode : nameless) {
        synchronized (inode) {
          if (!inode.isReleased()) {
            named = named.plus(-inode.chargedData() - inode.chargedMetadata(), -1);
          }
        }
      }
      if (all.equals(usage())) {
        return named; // Else something was closed meanwhile, and may have been in all.
      }
    }
  }

  /** The files that {@link #named} leaves out; with the lock held. */
  List<UpperNode> unnamed() {
    return nameless.stream().map(UpperInode::node).toList();
  }

  /** {@code inode} has lost its last name; with the lock held. */
  void unnamed(UpperInode inode) {
    inode.letGo(this);
    if (inode.isReleased()) {
      return;
    }
    if (nameless.size() >= toSweep) {
      nameless = new ArrayList<>(nameless);
      nameless.removeIf(UpperInode::isReleased);
      toSweep = Math.max(FEW, 2 * nameless.size());
    }
    nameless.add(inode);
  }

  /** Takes over what a used writable layer holds. */
  void found(Usage usage) {
    bytes.addAndGet(usage.bytes());
    inodes.addAndGet(usage.inodes());
  }

  /** Has at least this much charged for the steps to come, or nothing more than before. */
  void prepay(long someBytes, long someInodes) throws KnownFailure {
    long lackingBytes = Math.max(0, someBytes - prepaidBytes);
    long lackingInodes = Math.max(0, someInodes - prepaidInodes);
    reserve(lackingBytes, lackingInodes);
    prepaidBytes += lackingBytes;
    prepaidInodes += lackingInodes;
  }

  /** Gives back what was prepaid and not used; with the lock held. */
  void settle() {
    if ((prepaidBytes | prepaidInodes) != 0) {
      release(prepaidBytes, prepaidInodes);
      prepaidBytes = 0;
      prepaidInodes = 0;
    }
  }

  /** Charges all of it or nothing: ENOSPC. */
  void charge(long someBytes, long someInodes) throws KnownFailure {
    long fromBytes = 0;
    long fromInodes = 0;
    if (lock.isHeldByCurrentThread()) {
      fromBytes = Math.min(someBytes, prepaidBytes);
      fromInodes = Math.min(someInodes, prepaidInodes);
    }
    reserve(someBytes - fromBytes, someInodes - fromInodes);
    if ((fromBytes | fromInodes) != 0) {
      prepaidBytes -= fromBytes;
      prepaidInodes -= fromInodes;
    }
  }

  void release(long someBytes, long someInodes) {
    if (someBytes != 0) {
      bytes.addAndGet(-someBytes);
    }
    if (someInodes != 0) {
      inodes.addAndGet(-someInodes);
    }
  }

  /**
   * Charges {@code inode}, the monitor of which is held, for growing to {@code end} bytes, or as
   * far as possible.
   *
   * @return how far it may grow
   */
  long chargeData(UpperInode inode, long end) {
    long lacking = SpaceCost.data(end) - inode.chargedData();
    if (lacking <= 0) {
      return end;
    }
    long taken = reserveUpTo(bytes, lacking, quota.bytes());
    inode.setChargedData(inode.chargedData() + taken);
    return taken == lacking ? end : inode.chargedData();
  }

  /** The same for all or nothing. */
  void chargeAllData(UpperInode inode, long end) throws KnownFailure {
    long lacking = SpaceCost.data(end) - inode.chargedData();
    if (lacking > 0) {
      charge(lacking, 0);
      inode.setChargedData(inode.chargedData() + lacking);
    }
  }

  /** Gives back what {@code inode}, the monitor of which is held, is charged beyond its size. */
  void settleData(UpperInode inode) {
    long surplus = inode.chargedData() - SpaceCost.data(inode.metadata(), inode.size());
    if (surplus != 0) {
      inode.setChargedData(inode.chargedData() - surplus);
      release(surplus, 0);
    }
  }

  /** Charges {@code inode}, the monitor of which is held, for more metadata; none is given back. */
  void chargeMetadata(UpperInode inode, UpperMetadata metadata, int names) throws KnownFailure {
    long more = SpaceCost.metadata(metadata, names) - inode.chargedMetadata();
    if (more > 0 && !inode.isReleased()) {
      charge(more, 0);
      inode.setChargedMetadata(inode.chargedMetadata() + more);
    }
  }

  /**
   * Gives back what {@code inode}, the monitor of which is held, is charged beyond its metadata.
   */
  void settleMetadata(UpperInode inode) {
    long surplus = inode.chargedMetadata() - SpaceCost.metadata(inode.metadata(), inode.stored());
    if (surplus != 0 && !inode.isReleased()) {
      inode.setChargedMetadata(inode.chargedMetadata() - surplus);
      release(surplus, 0);
    }
  }

  private void reserve(long someBytes, long someInodes) throws KnownFailure {
    if (!reserveAll(inodes, someInodes, quota.inodes())) {
      throw new KnownFailure(Errno.ENOSPC);
    }
    if (!reserveAll(bytes, someBytes, quota.bytes())) {
      release(0, someInodes);
      throw new KnownFailure(Errno.ENOSPC);
    }
  }

  private static boolean reserveAll(AtomicLong counter, long wanted, long limit) {
    while (wanted != 0) {
      long now = counter.get();
      if (wanted > limit - now) {
        return false;
      }
      if (counter.compareAndSet(now, now + wanted)) {
        return true;
      }
    }
    return true;
  }

  private static long reserveUpTo(AtomicLong counter, long wanted, long limit) {
    while (true) {
      long now = counter.get();
      long taken = Math.min(wanted, Math.max(0, limit - now));
      if (taken == 0 || counter.compareAndSet(now, now + taken)) {
        return taken;
      }
    }
  }
}
