package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;

/**
 * The handle of a regular file: one channel for all users. An interrupt closes the channel under
 * all of them, who open it again and go on; the interrupted thread too, and its mark stays. All
 * calls on the channel name their position, so that doing one twice does no harm.
 *
 * <p>Reads take no lock. Writes and cuts of one file come one after the other, under the handle's
 * monitor, as under the kernel's inode lock; the tree's lock and the monitor of {@link
 * ChangingNames} may be taken inside it, never around it.
 */
final class StoredFile extends StoredNode implements UpperFile {
  /** The piece in which a nearly full filesystem gets what it can still hold. */
  private static final int PIECE = 4096;

  /** How many opens are not closed; guarded by {@link ChangingNames}. */
  int users;

  /** Whether the file has lost its last known name and is kept for its users; by the same. */
  boolean orphan;

  /** Set by reads and writes, which change the native times: they are to be written again. */
  volatile boolean touched;

  private volatile FileChannel channel;
  private volatile long size;

  /** Whether there may be bytes beyond the size; guarded by this. */
  private boolean hasTail;

  StoredFile(UpperTree tree, long number, UpperMetadata metadata, long size) {
    super(tree, Form.REGULAR, number, metadata);
    this.size = size;
  }

  @Override
  public void open() throws IOException {
    tree.openFiles().open(this);
  }

  @Override
  public void close() throws IOException {
    tree.openFiles().close(this);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    long left = size - position;
    if (left <= 0) {
      return -1;
    }
    int limit = target.limit();
    int start = target.position();
    if (target.remaining() > left) {
      target.limit(start + (int) left); // what is being written beyond shows when it is whole
    }
    tree.faults().reach(FaultPoint.UPPER_READ);
    touch();
    try {
      return onChannel(
          channel -> {
            target.position(start);
            int count;
            do {
              // jimfs says 0 when an interrupt comes before it is inside, and has closed the
              // channel.
              count = tree.storage().read(channel, target, position);
            } while (count == 0 && target.hasRemaining());
            return count;
          });
    } finally {
      target.limit(limit);
    }
  }

  @Override
  public synchronized int write(ByteBuffer source, long position) throws IOException {
    int length = source.remaining();
    if (length == 0) {
      return 0;
    }
    Faults.Cut cut = tree.faults().reach(FaultPoint.UPPER_WRITE, length);
    if (cut == null) {
      return writeAsFarAsItGoes(source, position, length);
    }
    if (cut.bytes() == 0) {
      throw cut.failure();
    }
    int limit = source.limit();
    source.limit(source.position() + cut.bytes());
    try {
      return writeAsFarAsItGoes(source, position, cut.bytes());
    } finally {
      source.limit(limit);
    }
  }

  private int writeAsFarAsItGoes(ByteBuffer source, long position, int length) throws IOException {
    tree.checkGrowth(this, position + length - size);
    cutTail();
    touch();
    int start = source.position();
    int written = length;
    hasTail = position + length > size; // unless all goes well
    try {
      writeFully(source, position);
      hasTail = false;
    } catch (IOException e) {
      try {
        written =
            e instanceof MediumException known && known.kind() == MediumException.Kind.NO_SPACE
                ? writeWhatFits(source, position, length, known)
                : source.position() - start;
        if (written == 0) {
          throw e;
        }
      } catch (IOException none) {
        cutTailAfter(none);
        throw none;
      }
    }
    size = Math.max(size, position + written);
    if (hasTail) {
      cutTailAfter(null);
    }
    return written;
  }

  /**
   * A failed write may have left bytes beyond the size, which a later mount would take for the
   * file's.
   */
  private void cutTail() throws IOException {
    if (hasTail) {
      cut(size);
      hasTail = false;
    }
  }

  /** The same where another failure is told; what cannot be cut is cut before the next change. */
  private void cutTailAfter(IOException failure) {
    try {
      cutTail();
    } catch (IOException e) {
      if (failure != null) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Writes in pieces until one does not fit; {@code source} may have been written in part. */
  private int writeWhatFits(ByteBuffer source, long position, int length, MediumException failure)
      throws IOException {
    int limit = source.limit();
    int start = limit - length;
    int written = 0;
    source.position(start);
    try {
      while (written < length) {
        source.position(start + written);
        source.limit(Math.min(limit, start + written + PIECE));
        int piece = source.remaining();
        writeFully(source, position + written);
        written += piece;
      }
    } catch (MediumException e) {
      if (written == 0) {
        source.position(start);
        throw failure;
      }
      source.position(start + written);
    } finally {
      source.limit(limit);
    }
    return written;
  }

  @Override
  public synchronized void truncate(long newSize) throws IOException {
    if (newSize == size) {
      return;
    }
    tree.faults().reach(FaultPoint.UPPER_TRUNCATE);
    // Who cuts it need not have it open; a channel without users is closed by whoever comes next,
    // and jimfs then interrupts who is inside.
    open();
    try {
      resize(newSize);
    } finally {
      close();
    }
    size = newSize;
  }

  private void resize(long newSize) throws IOException {
    cutTail();
    touch();
    if (newSize > size) {
      tree.checkGrowth(this, newSize - size);
      hasTail = true;
      try {
        writeFully(ByteBuffer.allocate(1), newSize - 1);
        hasTail = false;
      } catch (IOException e) {
        cutTailAfter(e);
        throw e;
      }
    } else {
      cut(newSize);
    }
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long length) throws IOException {
    touch();
    MappedByteBuffer mapped =
        onChannel(
            channel -> {
              try {
                return channel.map(mode, position, length);
              } catch (UnsupportedOperationException e) {
                return null;
              }
            });
    if (mapped == null) {
      throw new UnsupportedOperationException("the writable layer's filesystem maps no files");
    }
    return mapped;
  }

  @Override
  public void force() throws IOException {
    if (tree.durability() == Durability.VOLATILE) {
      return;
    }
    tree.faults().reach(FaultPoint.UPPER_SYNC);
    onChannel(
        channel -> {
          tree.storage().force(channel);
          return channel;
        });
  }

  /** Says how much data a file that is being made has. */
  void setSize(long newSize) {
    size = newSize;
  }

  /** The channel, where there is one that is open. */
  FileChannel openChannel() {
    FileChannel current = channel;
    return current != null && current.isOpen() ? current : null;
  }

  /** With the monitor of {@link ChangingNames} held. */
  void setChannel(FileChannel newChannel) {
    channel = newChannel;
  }

  /** The channel, or null, for who is to close it; with the same monitor held. */
  FileChannel takeChannel() {
    FileChannel current = channel;
    channel = null;
    return current;
  }

  private FileChannel channel() throws IOException {
    FileChannel current = openChannel();
    return current != null ? current : tree.openFiles().channel(this);
  }

  private void touch() {
    if (!touched) {
      touched = true;
      tree.markPending();
    }
  }

  private void writeFully(ByteBuffer source, long position) throws IOException {
    int start = source.position();
    onChannel(
        channel -> {
          source.position(start);
          tree.storage().write(channel, source, position, lastPath());
          return channel;
        });
  }

  private void cut(long newSize) throws IOException {
    onChannel(
        channel -> {
          tree.storage().truncate(channel, newSize);
          return channel;
        });
  }

  /** What is done with the channel; it may be done again when an interrupt closed it. */
  private interface Use<T> {
    T on(FileChannel channel) throws IOException;
  }

  private <T> T onChannel(Use<T> use) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        FileChannel channel = channel();
        try {
          return use.on(channel);
        } catch (ClosedChannelException e) {
          interrupted |= Thread.interrupted();
        } catch (IOException | RuntimeException e) {
          throw Failures.of(e, lastPath());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
