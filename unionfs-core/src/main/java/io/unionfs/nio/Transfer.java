package io.unionfs.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Copies between a channel and another through a buffer of its own. No lock of the one is held
 * while the other is used, so that transfers in a circle do not wait for each other.
 */
final class Transfer {
  private static final int BUFFER_BYTES = 64 * 1024;

  private Transfer() {}

  static long to(UnionFileChannel source, long position, long count, WritableByteChannel target)
      throws IOException {
    if (!target.isOpen()) {
      throw new ClosedChannelException();
    }
    if (!source.isReadable()) {
      throw new NonReadableChannelException();
    }
    if (target instanceof UnionFileChannel ours && !ours.isWritable()) {
      throw new NonWritableChannelException();
    }
    check(position, count);
    long size = source.size();
    if (position > size) {
      return 0;
    }
    return copy(
        Math.min(count, size - position),
        (buffer, done) -> source.read(buffer, position + done),
        (buffer, done) -> target.write(buffer));
  }

  static long from(UnionFileChannel target, ReadableByteChannel source, long position, long count)
      throws IOException {
    if (!source.isOpen()) {
      throw new ClosedChannelException();
    }
    if (source instanceof UnionFileChannel ours && !ours.isReadable()) {
      throw new NonReadableChannelException();
    }
    if (!target.isWritable()) {
      throw new NonWritableChannelException();
    }
    check(position, count);
    if (position > target.size() && !JdkRelease.TRANSFERS_BEYOND_END) {
      return 0;
    }
    return copy(
        count,
        (buffer, done) -> source.read(buffer),
        (buffer, done) -> target.write(buffer, position + done));
  }

  /** Moves bytes from or to a buffer when {@code done} bytes were transferred before. */
  private interface Step {
    int run(ByteBuffer buffer, long done) throws IOException;
  }

  /** What was transferred before a failure counts; a failure at the beginning is thrown. */
  private static long copy(long count, Step read, Step write) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, BUFFER_BYTES));
    long done = 0;
    try {
      while (done < count) {
        buffer.clear().limit((int) Math.min(count - done, buffer.capacity()));
        int got = read.run(buffer, done);
        if (got <= 0) {
          break;
        }
        int put = write.run(buffer.flip(), done);
        done += put;
        if (put != got) {
          break;
        }
      }
      return done;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      if (done > 0) {
        return done;
      }
      throw e;
    }
  }

  private static void check(long position, long count) {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException("Negative position or count");
    }
  }
}
