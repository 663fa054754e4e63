package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The handle of a regular file that is kept in memory. There is no channel, so an interrupt is not
 * even noticed.
 *
 * <p>Reads take no lock. They look at {@link #blocks} before the size and after the bytes: what is
 * cut meanwhile is read again. Writes and cuts come one after the other, under the handle's
 * monitor. The size is published after the data, and the table of a cut after its size.
 */
final class BlockFile extends BlockNode implements UpperFile {
  private static final AtomicIntegerFieldUpdater<BlockFile> HOLDS =
      AtomicIntegerFieldUpdater.newUpdater(BlockFile.class, "holds");

  /** One for having names, and one for each user; 0 when the data is gone. */
  private volatile int holds = 1;

  private volatile Blocks blocks = Blocks.NONE;
  private volatile long size;

  /** Counts changes of the data. */
  private volatile int version;

  BlockFile(BlockMedium medium, long number, UpperMetadata metadata) {
    super(medium, number, metadata);
  }

  int version() {
    return version;
  }

  @Override
  public void open() throws IOException {
    medium.checkOpen();
    hold();
  }

  private NoSuchFileException gone() {
    return new NoSuchFileException(Long.toString(number()), null, "the file is gone");
  }

  private void hold() throws NoSuchFileException {
    while (true) {
      int now = holds;
      if (now == 0) {
        throw gone();
      }
      if (HOLDS.compareAndSet(this, now, now + 1)) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    int left = HOLDS.decrementAndGet(this);
    if (left == 0) {
      drop();
    } else if (left == 1) {
      rest();
    }
  }

  /** Nobody but its names may hold it: who opens it again opens what is below again. */
  private void rest() throws IOException {
    SharedData shared = blocks.shared();
    if (shared != null) {
      shared.rest();
    }
  }

  /** It gets a name after it had lost the last; with the medium's lock held. */
  void named() throws IOException {
    hold();
  }

  /** It has lost its last name; with the medium's lock held. */
  void unnamed() throws IOException {
    if (HOLDS.decrementAndGet(this) == 0) {
      drop();
    }
  }

  private synchronized void drop() throws IOException {
    Blocks gone = blocks;
    medium.blockSpace().give(gone.held(), gone.nodes());
    blocks = Blocks.NONE;
    if (gone.shared() != null) {
      gone.shared().end();
    }
  }

  /** How much its blocks take. */
  synchronized BlockMediums.Held held() {
    return new BlockMediums.Held(blocks.held(), blocks.nodes());
  }

  /** How many files share data with it, each with the next. */
  int sharingDepth() {
    SharedData shared = blocks.shared();
    return shared == null ? 0 : shared.depth();
  }

  /** Before anybody else knows the file. */
  void fill(Blocks data, long length) {
    blocks = data;
    size = length;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (position >= size) {
      return -1;
    }
    medium.faults().reach(FaultPoint.UPPER_READ);
    medium.faults().reach(FaultPoint.STORAGE_READ);
    return readQuietly(target, position);
  }

  /**
   * Reads where nothing is to fail. A table that was replaced never comes back, so that who finds
   * the same one after reading has seen no cut.
   */
  int readQuietly(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (true) {
      medium.checkOpen();
      Blocks now = blocks;
      if (now == Blocks.NONE && holds == 0) {
        throw gone();
      }
      long left = size - position;
      int count = (int) Math.min(target.remaining(), left);
      try {
        if (count > 0) {
          now.read(target, position, count);
        }
        VarHandle.acquireFence();
        if (blocks == now) {
          return left <= 0 ? -1 : count;
        }
      } catch (IOException e) {
        if (blocks == now && now.shared() != null) {
          throw e;
        }
      }
      target.position(start); // Cut or no longer shared meanwhile.
    }
  }

  @Override
  public synchronized int write(ByteBuffer source, long position) throws IOException {
    int length = source.remaining();
    if (length == 0) {
      return 0;
    }
    medium.checkOpen();
    Faults.Cut cut = medium.faults().reach(FaultPoint.UPPER_WRITE, length);
    if (cut == null) {
      cut = medium.faults().reach(FaultPoint.STORAGE_WRITE, length);
    }
    if (cut != null && cut.bytes() == 0) {
      throw cut.failure();
    }
    return store(source, position, cut == null ? length : cut.bytes());
  }

  private int store(ByteBuffer source, long position, int length) throws IOException {
    BlockSpace space = medium.blockSpace();
    SharedData shared = blocks.shared();
    int done = 0;
    try {
      while (done < length) {
        long at = position + done;
        int count = Math.min(length - done, Blocks.SIZE - ((int) at & Blocks.SIZE - 1));
        reaching(at, space).write(source, count, at, space, medium.faults());
        done += count;
      }
    } catch (IOException e) {
      if (done == 0) {
        throw e;
      }
    } finally {
      if (done > 0) {
        size = Math.max(size, position + done); // Always: it publishes the bytes.
        changed();
      }
    }
    if (shared != null && blocks.shared() == null) {
      shared.end();
    }
    return done;
  }

  /** The table, with room for the block at {@code position}. */
  private Blocks reaching(long position, BlockSpace space) throws IOException {
    Blocks now = blocks;
    if (now == Blocks.NONE) {
      if (holds == 0) {
        throw gone();
      }
      now = Blocks.empty();
      blocks = now;
    }
    while (now.isTooShallow(position)) {
      now = now.deepened(space);
      blocks = now;
    }
    return now;
  }

  @Override
  public synchronized void truncate(long newSize) throws IOException {
    if (newSize == size) {
      return;
    }
    medium.checkOpen();
    medium.faults().reach(FaultPoint.UPPER_TRUNCATE);
    medium.faults().reach(FaultPoint.STORAGE_TRUNCATE);
    if (newSize < size) {
      cut(newSize);
    } else {
      size = newSize;
    }
    changed();
  }

  private void cut(long newSize) throws IOException {
    Blocks old = blocks;
    Blocks kept = old == Blocks.NONE ? old : newSize == 0 ? Blocks.empty() : old.cut(newSize);
    size = newSize;
    blocks = kept;
    medium.blockSpace().give(old.held() - kept.held(), old.nodes() - kept.nodes());
    if (old.shared() != null && kept.shared() == null) {
      old.shared().end();
    }
  }

  private void changed() {
    version++;
    medium.changed();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long length) {
    throw new UnsupportedOperationException("the writable layer's filesystem maps no files");
  }

  @Override
  public void force() throws IOException {
    medium.checkOpen();
    medium.faults().reach(FaultPoint.UPPER_SYNC);
    medium.faults().reach(FaultPoint.STORAGE_FORCE);
  }
}
