package io.unionfs.lab;

import io.unionfs.layer.Content;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Bytes that follow from a seed, made when they are read: any size takes no memory. Safe for use by
 * many threads.
 *
 * @param seed files of another seed have other bytes
 * @param size the number of bytes
 * @param random of every 64 bytes, how many are hard to compress; they come first, and the others
 *     are zeros
 */
public record SeededContent(long seed, long size, int random) implements Content, Content.Reader {
  private static final int STRIPE = 64;
  private static final int WORD = 8;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** None of them compressible. */
  public SeededContent(long seed, long size) {
    this(seed, size, STRIPE);
  }

  @Override
  public Reader open() {
    return this;
  }

  @Override
  public int read(ByteBuffer target, long position) {
    if (position >= size) {
      return -1;
    }
    int length = (int) Math.min(target.remaining(), size - position);
    int i = 0;
    if (random == STRIPE) {
      // Whole words: where a copy is timed, these bytes shall not be what takes the time.
      while (i < length && (position + i & WORD - 1) != 0) {
        target.put(at(position + i++));
      }
      ByteOrder before = target.order();
      target.order(ByteOrder.LITTLE_ENDIAN);
      for (; i + WORD <= length; i += WORD) {
        target.putLong(word(position + i >>> 3));
      }
      target.order(before);
    }
    while (i < length) {
      target.put(at(position + i++));
    }
    return length;
  }

  private byte at(long at) {
    return at % STRIPE < random ? (byte) (word(at >>> 3) >>> 8 * (at & WORD - 1)) : 0;
  }

  /** Eight bytes, by SplitMix64's mixing function. */
  private long word(long index) {
    long z = seed + (index + 1) * GOLDEN;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  @Override
  public void close() {}
}
