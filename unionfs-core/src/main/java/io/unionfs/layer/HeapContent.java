package io.unionfs.layer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Content held in one array on the heap; its own reader, for it has nothing to close. */
final class HeapContent implements Content, Content.Reader {
  private final byte[] bytes;

  /** Takes {@code bytes} over; the caller must not change them afterwards. */
  HeapContent(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public Reader open() {
    return this;
  }

  @Override
  public int read(ByteBuffer target, long position) {
    if (position >= bytes.length) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), bytes.length - position);
    target.put(bytes, (int) position, count);
    return count;
  }

  /** A copy needs no array that is cleared first. */
  @Override
  public byte[] readBytes(long position, int count) {
    int from = (int) Math.min(position, bytes.length);
    return Arrays.copyOfRange(bytes, from, from + Math.min(count, bytes.length - from));
  }

  @Override
  public void close() {}
}
