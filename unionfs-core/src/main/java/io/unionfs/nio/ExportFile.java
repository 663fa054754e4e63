package io.unionfs.nio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A new file of another filesystem, written from its beginning to its end. Blocks of zeros are left
 * out, so that they take no space where files can have holes. An interrupt, which closes its
 * channel, is put off until the file is closed. For one thread.
 */
final class ExportFile implements Closeable {
  private static final int BLOCK = 4096;
  private static final byte[] ZEROS = new byte[BLOCK];

  private final Path file;
  private FileChannel channel;
  private long position;
  private boolean endsInHole;
  private boolean interrupted;

  private ExportFile(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    this.interrupted = Thread.interrupted();
  }

  /** Makes {@code file}, where nothing is. */
  static ExportFile create(Path file) throws IOException {
    return new ExportFile(file);
  }

  /** Appends the bytes of {@code source}, which has an array. */
  void write(ByteBuffer source) throws IOException {
    int end = source.limit();
    while (source.position() < end) {
      int start = source.position();
      int stop = start;
      while (stop < end && !isZero(source, stop, blockEnd(stop, end))) {
        stop = blockEnd(stop, end);
      }
      if (stop > start) {
        writeOut(source.limit(stop));
        source.limit(end);
      } else {
        stop = blockEnd(start, end);
        source.position(stop);
        position += stop - start;
        endsInHole = true;
      }
    }
  }

  private static int blockEnd(int start, int end) {
    return Math.min(start + BLOCK, end);
  }

  private static boolean isZero(ByteBuffer source, int start, int end) {
    int offset = source.arrayOffset();
    return Arrays.equals(source.array(), offset + start, offset + end, ZEROS, 0, end - start);
  }

  private void writeOut(ByteBuffer source) throws IOException {
    int start = source.position();
    while (source.hasRemaining()) {
      try {
        channel.write(source, position + source.position() - start);
      } catch (ClosedByInterruptException e) {
        source.position(start);
        reopen();
      }
    }
    position += source.limit() - start;
    endsInHole = false;
  }

  private void reopen() throws IOException {
    interrupted |= Thread.interrupted();
    channel.close(); // a zip's does not notice
    channel = FileChannel.open(file, StandardOpenOption.WRITE);
  }

  /** Ends the file where the last bytes do, though they are zeros. */
  void finish() throws IOException {
    if (endsInHole) {
      position--;
      writeOut(ByteBuffer.allocate(1));
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
