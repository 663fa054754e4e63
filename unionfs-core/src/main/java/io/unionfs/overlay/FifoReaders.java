package io.unionfs.overlay;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How often each fifo is open for reading: one that is not, is not opened for writing alone. A fifo
 * that is copied up stays the same one for its readers.
 */
final class FifoReaders {
  /** By the record of a fifo in a lower layer, or by the one in the writable layer itself. */
  private final ConcurrentMap<Object, Integer> counts = new ConcurrentHashMap<>();

  void opened(Object fifo) {
    counts.merge(fifo, 1, Integer::sum);
  }

  void closed(Object fifo) {
    counts.computeIfPresent(fifo, (any, count) -> count == 1 ? null : count - 1);
  }

  boolean has(Object fifo) {
    return counts.containsKey(fifo);
  }

  void copiedUp(OpenLowerFile from, UpperInode to) {
    Integer count = counts.remove(from);
    if (count != null) {
      counts.merge(to, count, Integer::sum);
    }
  }
}
