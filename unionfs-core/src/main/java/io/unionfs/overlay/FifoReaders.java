package io.unionfs.overlay;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * How often each fifo is open for reading: one that is not, is not opened for writing alone. A fifo
 * that is copied up stays the same one for its readers.
 */
final class FifoReaders {
  /** By the record of a fifo in a lower layer, or by the one in the writable layer itself. */
  private Map<Object, Integer> counts = Map.of(); // till the first

  /**
   * @param record that of {@code fifo} where it was opened in a lower layer, else null
   */
  synchronized void opened(Inode fifo, OpenLowerFile record) {
    if (counts.isEmpty()) {
      counts = new HashMap<>();
    }
    counts.merge(key(fifo, record), 1, Integer::sum);
  }

  synchronized void closed(Inode fifo, OpenLowerFile record) {
    if (counts.isEmpty()) {
      return;
    }
    counts.computeIfPresent(key(fifo, record), (any, count) -> count == 1 ? null : count - 1);
  }

  /**
   * @param record that of {@code fifo} where it is in a lower layer and open, else null
   */
  synchronized boolean has(Inode fifo, OpenLowerFile record) {
    return counts.containsKey(key(fifo, record));
  }

  /** The readers of {@code from} have the copy open from now on. */
  synchronized void copiedUp(OpenLowerFile from, UpperInode to, SpaceAccount space)
      throws IOException {
    from.copiedUp(to, space);
    Integer count = counts.isEmpty() ? null : counts.remove(from);
    if (count != null) {
      counts.merge(to, count, Integer::sum);
    }
  }

  private static Object key(Inode fifo, OpenLowerFile record) {
    if (record == null) {
      return fifo;
    }
    UpperInode upper = record.upper();
    return upper == null ? record : upper;
  }
}
