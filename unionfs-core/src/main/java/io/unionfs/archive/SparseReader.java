package io.unionfs.archive;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the map of a sparse file in GNU's four forms: in the header and the blocks behind it (the
 * old form, flag {@code S}), as repeated records (0.0), as one record (0.1), and as text before the
 * bytes (1.0). See the GNU tar manual, "Sparse Formats".
 */
final class SparseReader {
  private static final int PAIR_BYTES = 24;

  private final TarInput in;
  private final int limit;
  private long[] pairs = new long[16];
  private int count;
  private long dataBytesUsed;

  /** A reader of a map that takes at most {@code limit} bytes. */
  SparseReader(TarInput in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** How many of the stored bytes were the map. */
  long dataBytesUsed() {
    return dataBytesUsed;
  }

  /** The map of the file whose header was read last, or null when it is not sparse. */
  SparseMap read(TarHeader header, PaxRecords pax, long stored) throws IOException {
    if (header.flag() == 'S') {
      return readOld(header, stored);
    }
    if (pax.has("GNU.sparse.major")) {
      long major = pax.number("GNU.sparse.major");
      long minor = pax.has("GNU.sparse.minor") ? pax.number("GNU.sparse.minor") : 0;
      if (major == 1 && minor == 0) {
        return readText(pax, stored);
      }
      if (major != 0) {
        throw new IllegalArgumentException("has the unknown sparse form " + major + "." + minor);
      }
    }
    long[] records = pax.sparsePairs();
    return records == null ? null : new SparseMap(size(pax), stored, records);
  }

  private static long size(PaxRecords pax) {
    for (String key : new String[] {"GNU.sparse.realsize", "GNU.sparse.size"}) {
      if (pax.has(key)) {
        return pax.number(key);
      }
    }
    throw new IllegalArgumentException("has a sparse map, but no size");
  }

  private SparseMap readOld(TarHeader header, long stored) throws IOException {
    if (!header.isGnu()) {
      throw new IllegalArgumentException("is sparse, but its header is not GNU's");
    }
    long size = header.sparseSize();
    boolean more = addPairs(header, 386, 4) && header.at(482) != 0;
    byte[] block = new byte[TarHeader.BLOCK];
    for (int blocks = 1; more; blocks++) {
      if ((long) blocks * TarHeader.BLOCK > limit || in.read(block) < block.length) {
        throw new IllegalArgumentException("has a sparse map that is cut off or too long");
      }
      more = addPairs(new TarHeader(block), 0, 21) && block[504] != 0;
    }
    return new SparseMap(size, stored, Arrays.copyOf(pairs, count));
  }

  /** Adds up to {@code most} pairs, and returns false when an empty one ended them. */
  private boolean addPairs(TarHeader header, int offset, int most) {
    for (int i = 0; i < most; i++) {
      int at = offset + i * PAIR_BYTES;
      if (header.at(at) == 0 && header.at(at + 12) == 0) {
        return false;
      }
      add(header.number("sparse map", at, 12));
      add(header.number("sparse map", at + 12, 12));
    }
    return true;
  }

  private SparseMap readText(PaxRecords pax, long stored) throws IOException {
    TextNumbers text = new TextNumbers(stored);
    long runs = text.next();
    if (runs < 0 || runs > limit / 4) { // "0\n0\n" is the shortest run
      throw new IllegalArgumentException("has a sparse map that is too long");
    }
    for (long i = 0; i < 2 * runs; i++) {
      add(text.next());
    }
    return new SparseMap(size(pax), stored - dataBytesUsed, Arrays.copyOf(pairs, count));
  }

  private void add(long number) {
    if (count == pairs.length) {
      pairs = Arrays.copyOf(pairs, count * 2);
    }
    pairs[count++] = number;
  }

  /** Decimal numbers, a line each, in whole blocks of the stored bytes. */
  private final class TextNumbers {
    private final byte[] block = new byte[TarHeader.BLOCK];
    private final long stored;
    private int next = TarHeader.BLOCK;

    TextNumbers(long stored) {
      this.stored = stored;
    }

    long next() throws IOException {
      long number = 0;
      int digits = 0;
      while (true) {
        int c = octet();
        if (c == '\n' && digits > 0) {
          return number;
        }
        if (c < '0' || c > '9' || ++digits > 18) {
          throw new IllegalArgumentException("has a damaged sparse map");
        }
        number = number * 10 + c - '0';
      }
    }

    private int octet() throws IOException {
      if (next == block.length) {
        dataBytesUsed += block.length;
        if (dataBytesUsed > stored || dataBytesUsed > limit || in.read(block) < block.length) {
          throw new IllegalArgumentException("has a sparse map that is cut off or too long");
        }
        next = 0;
      }
      return block[next++] & 0xff;
    }
  }
}
