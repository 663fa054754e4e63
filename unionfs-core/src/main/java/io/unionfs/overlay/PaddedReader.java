package io.unionfs.overlay;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Content as long as the file claims to be: a file that one layer describes and another one holds
 * may claim more than is there. What is missing reads as zeros, as in a file that was made longer.
 */
final class PaddedReader implements Content.Reader {
  private final Content.Reader reader;
  private final long size;

  /** The first {@code size} bytes of {@code content}, padded. */
  static Content content(Content content, long size) {
    return new Padded(content, size);
  }

  private record Padded(Content content, long size) implements Content {
    @Override
    public Reader open() throws IOException {
      return new PaddedReader(content.open(), size);
    }
  }

  PaddedReader(Content.Reader reader, long size) {
    this.reader = reader;
    this.size = size;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    int count = reader.read(target, position);
    if (count > 0 || position >= size || !target.hasRemaining()) {
      return count;
    }
    int zeros = (int) Math.min(target.remaining(), size - position);
    target.put(new byte[zeros]);
    return zeros;
  }

  @Override
  public byte[] readBytes(long position, int count) throws IOException {
    byte[] read = reader.readBytes(position, count);
    int whole = (int) Math.min(count, Math.max(0, size - position));
    return read.length < whole ? Arrays.copyOf(read, whole) : read;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
