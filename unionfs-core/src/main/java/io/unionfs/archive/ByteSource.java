package io.unionfs.archive;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Bytes that can be read at any position: a file, a part of one, or decompressed blocks. Safe for
 * use by many threads; an interrupt of one does not harm another.
 */
public interface ByteSource {
  /** What the bytes are called in messages. */
  String name();

  /** The number of bytes. */
  long size();

  /**
   * Reads up to {@code target.remaining()} bytes from {@code position} on.
   *
   * @return the number of bytes read, or -1 at or beyond the end
   * @throws IOException if the storage fails or is closed
   */
  int read(ByteBuffer target, long position) throws IOException;

  /** The bytes in order. Closing the stream does not close what stands behind this. */
  default InputStream stream() {
    return new SourceStream(this);
  }

  /** The {@code length} bytes from {@code offset} on, under their own name. */
  default ByteSource slice(String sliceName, long offset, long length) {
    return new SlicedSource(this, sliceName, offset, length);
  }

  /** All bytes, if there are at most {@code limit}. */
  default byte[] readAll(int limit) throws IOException {
    if (size() > limit) {
      throw new IOException(name() + ": " + size() + " bytes where at most " + limit + " are read");
    }
    try (InputStream in = stream()) {
      return in.readNBytes((int) size());
    }
  }

  /** The bytes that {@code reader} reads, which stays the caller's to close. */
  static ByteSource of(String name, long size, Content.Reader reader) {
    Objects.requireNonNull(reader);
    return new ReaderSource(name, size, reader);
  }
}

/** What a reader of a layer's file reads. */
record ReaderSource(String name, long size, Content.Reader reader) implements ByteSource {
  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return reader.read(target, position);
  }
}

/** A part of another source. */
record SlicedSource(ByteSource whole, String name, long offset, long size) implements ByteSource {
  SlicedSource {
    Objects.checkFromIndexSize(offset, size, whole.size());
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (position >= size) {
      return -1;
    }
    int limit = target.limit();
    if (target.remaining() > size - position) {
      target.limit(target.position() + (int) (size - position));
    }
    try {
      return whole.read(target, offset + position);
    } finally {
      target.limit(limit);
    }
  }
}

/** A source's bytes in order. */
final class SourceStream extends InputStream {
  private final ByteSource source;
  private long position;

  SourceStream(ByteSource source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = source.read(ByteBuffer.wrap(bytes, offset, length), position);
    if (count > 0) {
      position += count;
    }
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, source.size() - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    // GZIPInputStream asks this to learn whether another member follows.
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, source.size() - position));
  }
}
