package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Copies a file's data into the work area through a buffer of its own: {@code transferTo} holds
 * jimfs's lock on the source while it writes, and {@code Files.copy} leaves a broken file behind
 * when space runs out. One at a time.
 */
final class DataCopy {
  private static final int LARGEST = 64 << 10;
  private static final int SMALLEST = 4 << 10;

  private final Storage storage;
  private final Faults faults;
  private ByteBuffer buffer = ByteBuffer.allocate(0);

  DataCopy(Storage storage, Faults faults) {
    this.storage = storage;
    this.faults = faults;
  }

  /**
   * Writes the first {@code length} bytes of {@code source} to {@code target}, which is open as
   * {@code channel}.
   *
   * @return a channel that is open on {@code target}; {@code channel} or, after an interrupt,
   *     another
   */
  FileChannel copy(Content.Reader source, long length, Path target, FileChannel channel)
      throws IOException {
    SturdyFile out = new SturdyFile(storage, target, channel);
    try {
      long position = 0;
      while (position < length) {
        ByteBuffer piece = buffer(length - position);
        if (source.read(piece, position) < 0) {
          throw new IOException(
              "the file being copied ends at " + position + " of " + length + " bytes");
        }
        piece.flip();
        int read = piece.remaining();
        Faults.Cut cut = faults.reach(FaultPoint.COPY_UP_DATA, read);
        if (cut != null) {
          out.write(piece.limit(cut.bytes()), position);
          throw cut.failure();
        }
        out.write(piece, position);
        position += read;
      }
      return out.release();
    } catch (IOException | RuntimeException | Error e) {
      try {
        out.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private ByteBuffer buffer(long wanted) {
    int size = (int) Math.min(wanted, LARGEST);
    if (buffer.capacity() < size) {
      buffer = ByteBuffer.allocate(Math.max(size, SMALLEST));
    }
    return buffer.clear().limit(size);
  }
}
