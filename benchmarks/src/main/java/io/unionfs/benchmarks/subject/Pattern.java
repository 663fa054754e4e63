package io.unionfs.benchmarks.subject;

import io.unionfs.layer.Content;
import java.nio.ByteBuffer;
import java.util.Random;

/**
 * Content of any size that takes no memory: one block of bytes that are no zeros, again and again,
 * beginning at an offset of the file's own so that files differ. Safe for use by many threads.
 */
public final class Pattern implements Content, Content.Reader {
  private static final int BLOCK = 1 << 16;
  private static final byte[] TWICE = twice();

  private final long size;
  private final int shift;

  /**
   * @param seed files with different seeds below 65,536 differ, if they are not tiny
   */
  public Pattern(long size, int seed) {
    this.size = size;
    this.shift = Math.floorMod(seed * 31, BLOCK);
  }

  private static byte[] twice() {
    byte[] bytes = new byte[2 * BLOCK];
    Random random = new Random(1);
    for (int i = 0; i < BLOCK; i++) {
      bytes[i] = (byte) (1 + random.nextInt(255)); // never zero: nothing may keep it as a hole
      bytes[BLOCK + i] = bytes[i];
    }
    return bytes;
  }

  @Override
  public long size() {
    return size;
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
    int from = (int) ((position + shift) % BLOCK);
    int count = (int) Math.min(Math.min(target.remaining(), BLOCK), size - position);
    target.put(TWICE, from, count);
    return count;
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return size + " bytes from " + shift;
  }

  /** All of it. */
  public byte[] bytes() {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(size));
    while (all.hasRemaining()) {
      read(all, all.position());
    }
    return all.array();
  }
}
