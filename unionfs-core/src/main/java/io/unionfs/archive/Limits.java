package io.unionfs.archive;

import io.unionfs.layer.LayerException;
import io.unionfs.layer.Xattrs;

/**
 * What an archive may make us hold, beside its bytes.
 *
 * @param entries the largest number of entries
 * @param extension the largest size of one extended header, long name or sparse map in bytes
 * @param memory the largest estimated heap in bytes for all entries together
 */
record Limits(int entries, int extension, long memory) {
  /** A path's largest size in bytes, {@code PATH_MAX} less its NUL (limits.h). */
  static final int PATH_BYTES = 4095;

  /** What an entry takes on the heap without names and xattrs, measured: about 300 bytes. */
  static final int ENTRY_BYTES = 320;

  private static final int XATTR_BYTES = 100;
  private static final int RUN_BYTES = 24;

  /** What extended attributes take on the heap, about. */
  static long heapOf(Xattrs xattrs) {
    return xattrs.isEmpty() ? 0 : (long) XATTR_BYTES * xattrs.names().size() + xattrs.byteCount();
  }

  /** What a sparse file's map takes on the heap. */
  static long heapOf(SparseMap map) {
    return (long) RUN_BYTES * map.runs();
  }

  /** A million entries, 1 MiB for an extended header, a quarter of the maximum heap. */
  static Limits standard() {
    return new Limits(
        1_000_000, 1 << 20, Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4));
  }

  /** Counts what has been used of the limits. Not safe for use by many threads. */
  final class Meter {
    private final String subject;
    private int count;
    private long used;

    Meter(String subject) {
      this.subject = subject;
    }

    void entry(long bytes) throws LayerException {
      if (++count > entries) {
        throw new LayerException(subject + ": more than " + entries + " entries");
      }
      used += ENTRY_BYTES + bytes;
      if (used > memory) {
        throw new LayerException(
            subject + ": its entries need more than " + memory + " bytes of memory");
      }
    }
  }
}
