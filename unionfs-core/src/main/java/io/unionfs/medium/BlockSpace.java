package io.unionfs.medium;

import java.util.concurrent.atomic.AtomicLong;

/** How much the blocks of one mount's mediums take, and may take. Safe for use by many threads. */
final class BlockSpace {
  /** One node of a block table, which weighs less than 300 bytes, for so many bytes of data. */
  private static final int BYTES_PER_NODE = 4096;

  private static final long FEW_NODES = 1024;

  private final long maxBytes;
  private final long maxNodes;
  private final AtomicLong bytes;
  private final AtomicLong nodes;
  private final AtomicLong copied;

  /**
   * @param maxBytes of data
   * @param taken what is taken from the start
   * @param copied counts what is copied from lower layers, here and in others
   */
  BlockSpace(long maxBytes, BlockMediums.Held taken, AtomicLong copied) {
    this.maxBytes = maxBytes;
    this.copied = copied;
    this.bytes = new AtomicLong(taken.bytes());
    this.nodes = new AtomicLong(taken.nodes());
    this.maxNodes = Math.max(FEW_NODES, maxBytes / BYTES_PER_NODE);
  }

  Space space() {
    long free = Math.max(0, maxBytes - bytes.get());
    return new Space(maxBytes, free, free);
  }

  /** All that is taken. */
  BlockMediums.Held all() {
    return new BlockMediums.Held(bytes.get(), nodes.get());
  }

  /** The bytes that are taken. */
  long held() {
    return bytes.get();
  }

  /** The bytes that were copied from lower layers. */
  long copied() {
    return copied.get();
  }

  void noteCopied(long count) {
    copied.addAndGet(count);
  }

  /** Takes all of {@code count}, or nothing. */
  boolean tryTake(long count) {
    return tryTake(bytes, count, maxBytes);
  }

  /**
   * @throws MediumException of kind {@link MediumException.Kind#NO_SPACE}
   */
  void take(long count) throws MediumException {
    if (!tryTake(count)) {
      throw Failures.noSpaceInMemory();
    }
  }

  void takeNode() throws MediumException {
    if (!tryTake(nodes, 1, maxNodes)) {
      throw Failures.noSpaceInMemory();
    }
  }

  void give(long someBytes, long someNodes) {
    if (someBytes != 0) {
      bytes.addAndGet(-someBytes);
    }
    if (someNodes != 0) {
      nodes.addAndGet(-someNodes);
    }
  }

  private static boolean tryTake(AtomicLong counter, long wanted, long limit) {
    while (true) {
      long now = counter.get();
      if (wanted > limit - now) {
        return false;
      }
      if (counter.compareAndSet(now, now + wanted)) {
        return true;
      }
    }
  }
}
