package io.unionfs.analysis;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Compares contents byte by byte, a buffer at a time. Not safe for use by many threads. */
final class SameContent {
  private static final int BUFFER = 1 << 16;

  private final byte[] left = new byte[BUFFER];
  private final byte[] right = new byte[BUFFER];

  /** Whether both hold the same bytes; those of different sizes are not read. */
  boolean isSame(Content a, Content b) throws IOException {
    if (a == b) {
      return true;
    }
    if (a.size() != b.size()) {
      return false;
    }
    try (Content.Reader first = a.open();
        Content.Reader second = b.open()) {
      for (long position = 0; position < a.size(); ) {
        // Where both have a hole both have zeros, and a hole may be of exabytes.
        long data = Math.min(a.nextData(position), b.nextData(position));
        if (data > position) {
          position = data;
          continue;
        }
        int count = fill(first, left, position, a.size());
        fill(second, right, position, a.size());
        if (!Arrays.equals(left, 0, count, right, 0, count)) {
          return false;
        }
        position += count;
      }
    }
    return true;
  }

  /**
   * Fills {@code buffer} from {@code position} on, as far as there are bytes up to {@code end}.
   *
   * @return how many bytes are in it
   * @throws IOException if there are fewer than {@code end}
   */
  static int fill(Content.Reader reader, byte[] buffer, long position, long end)
      throws IOException {
    int wanted = (int) Math.min(buffer.length, end - position);
    ByteBuffer target = ByteBuffer.wrap(buffer, 0, wanted);
    while (target.hasRemaining()) {
      if (reader.read(target, position + target.position()) < 0) {
        throw new IOException("a file of a layer ends early");
      }
    }
    return wanted;
  }
}
