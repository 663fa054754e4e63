package io.unionfs.medium;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file being written by a thread whose interrupts do it no harm: a change of metadata must not
 * fail half-way because its thread is being interrupted. The interrupt stays pending.
 */
final class SturdyFile implements Closeable {
  private final Storage storage;
  private final Path path;
  private FileChannel channel;

  /** Takes over {@code channel}, which is open on {@code path}. */
  SturdyFile(Storage storage, Path path, FileChannel channel) {
    this.storage = storage;
    this.path = path;
    this.channel = channel;
  }

  /** Writes all of {@code source} at {@code position}. */
  void write(ByteBuffer source, long position) throws IOException {
    int start = source.position();
    sheltered(
        () -> {
          source.position(start);
          storage.write(channel, source, position, path);
        });
  }

  /** Cuts the file to {@code size} bytes. */
  void truncate(long size) throws IOException {
    sheltered(() -> storage.truncate(channel, size));
  }

  /** Hands the channel over. */
  FileChannel release() {
    FileChannel released = channel;
    channel = null;
    return released;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  private void sheltered(Step step) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          step.run();
          return;
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
          channel = storage.open(path);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One thing to do, which may be done twice. */
  private interface Step {
    void run() throws IOException;
  }
}
