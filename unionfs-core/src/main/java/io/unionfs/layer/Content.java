package io.unionfs.layer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/** The immutable bytes of one file in a layer. Safe for use by many threads. */
public interface Content {
  /** No bytes. */
  Content EMPTY = new HeapContent(new byte[0]);

  /** The number of bytes. */
  long size();

  /** How many of them are stored: fewer than {@link #size} where there are holes, of zeros. */
  default long storedBytes() {
    return size();
  }

  /**
   * The first position from {@code position} on that is in no hole; {@link #size} if there is none.
   */
  default long nextData(long position) {
    return position;
  }

  /**
   * Opens the bytes for reading.
   *
   * @throws IOException if the storage behind the layer fails or is closed
   */
  Reader open() throws IOException;

  /** A copy of {@code bytes} as content. */
  static Content of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new HeapContent(bytes.clone());
  }

  /**
   * The bytes of the regular file {@code file}, read when they are asked for. The file must not
   * change afterwards: a reader opened on another size or another file fails.
   *
   * @throws IOException if it is not a regular file or cannot be read
   */
  static Content ofFile(Path file) throws IOException {
    return FileContent.of(file);
  }

  /**
   * Reads at any position. Reads at different positions may run in parallel. An interrupt of one
   * reading thread must not harm another reader.
   */
  interface Reader extends Closeable {
    /**
     * Reads up to {@code target.remaining()} bytes from {@code position} on, zero or more.
     *
     * @return the number of bytes read, or -1 at or beyond the end
     * @throws IOException if the storage fails
     */
    int read(ByteBuffer target, long position) throws IOException;

    /**
     * Reads up to {@code count} bytes from {@code position} on into an array of their own, which is
     * shorter only where the content ends.
     *
     * @throws IOException if the storage fails
     */
    default byte[] readBytes(long position, int count) throws IOException {
      ByteBuffer target = ByteBuffer.allocate(count);
      int more = 0;
      while (target.hasRemaining() && more >= 0) {
        more = read(target, position + target.position());
      }
      return target.hasRemaining()
          ? Arrays.copyOf(target.array(), target.position())
          : target.array();
    }

    @Override
    void close() throws IOException;
  }
}
