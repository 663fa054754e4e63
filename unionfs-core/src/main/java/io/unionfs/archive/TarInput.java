package io.unionfs.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A tar read from its beginning to its end. */
abstract sealed class TarInput {
  private long position;

  /** The offset of the next byte. */
  final long position() {
    return position;
  }

  /** Fills {@code block} from its beginning, and returns less than its length only at the end. */
  final int read(byte[] block) throws IOException {
    int count = fill(block);
    position += count;
    return count;
  }

  /** Passes over {@code count} bytes, and returns less only at the end. */
  final long skip(long count) throws IOException {
    long skipped = pass(count);
    position += skipped;
    return skipped;
  }

  abstract int fill(byte[] block) throws IOException;

  abstract long pass(long count) throws IOException;

  /** Bytes that all come by, because someone hashes or keeps them. */
  static final class Streaming extends TarInput {
    private final InputStream in;
    private final byte[] scrap = new byte[1 << 16];

    Streaming(InputStream in) {
      this.in = in;
    }

    @Override
    int fill(byte[] block) throws IOException {
      return in.readNBytes(block, 0, block.length);
    }

    @Override
    long pass(long count) throws IOException {
      long left = count;
      while (left > 0) {
        int read = in.read(scrap, 0, (int) Math.min(scrap.length, left));
        if (read < 0) {
          break;
        }
        left -= read;
      }
      return count - left;
    }
  }

  /** Bytes of which only the headers are read. */
  static final class Seeking extends TarInput {
    private static final int WINDOW = 1 << 14;

    private final ByteSource source;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);
    private long next;

    Seeking(ByteSource source) {
      this.source = source;
    }

    @Override
    int fill(byte[] block) throws IOException {
      int filled = 0;
      while (filled < block.length) {
        if (!window.hasRemaining() && !refill()) {
          break;
        }
        int count = Math.min(window.remaining(), block.length - filled);
        window.get(block, filled, count);
        filled += count;
        next += count;
      }
      return filled;
    }

    private boolean refill() throws IOException {
      window.clear();
      int read = source.read(window, next);
      window.flip();
      return read > 0;
    }

    @Override
    long pass(long count) {
      long passed = Math.max(0, Math.min(count, source.size() - next));
      next += passed;
      if (passed <= window.remaining()) {
        window.position(window.position() + (int) passed);
      } else {
        window.limit(0);
      }
      return passed;
    }
  }
}
