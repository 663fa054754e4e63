package io.unionfs.nio;

import io.unionfs.overlay.OpenFile;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.List;

/**
 * The locks on the files of one mount. All are of this process, and locks of one process never
 * overlap: {@link FileLock} demands it of channels, and they are the only way to lock.
 *
 * <p>Two channels are on one file if it has one inode number <em>now</em>: that holds whatever the
 * names are, and after a copy-up too. A copy-up that breaks a lower hard link gives the file a new
 * number, and whoever had it open before sees it change; so numbers are compared when a lock is
 * asked for, and not kept.
 */
final class FileLocks {
  /** A channel of either kind. */
  interface Holder extends Channel {
    OpenFile file();
  }

  /** Guarded by itself; its monitor is taken before any of the engine's. */
  private final List<Lock> held = new ArrayList<>();

  /**
   * Locks a region; size 0 stands for all from the position on.
   *
   * @throws OverlappingFileLockException if a lock overlaps it
   */
  FileLock lock(UnionFileChannel channel, long position, long size, boolean shared)
      throws IOException {
    return add(new Lock(channel, position, whole(position, size), shared));
  }

  /** The same for a channel of the other kind. */
  FileLock lock(UnionAsynchronousFileChannel channel, long position, long size, boolean shared)
      throws IOException {
    return add(new Lock(channel, position, whole(position, size), shared));
  }

  private static long whole(long position, long size) {
    return size == 0 ? Long.MAX_VALUE - Math.max(position, 0) : size;
  }

  private FileLock add(Lock lock) throws IOException {
    synchronized (held) {
      for (Lock other : held) {
        if (other.overlaps(lock.position(), lock.size()) && isOneFile(lock.holder, other.holder)) {
          throw new OverlappingFileLockException();
        }
      }
      held.add(lock);
    }
    if (!lock.holder.isOpen()) {
      releaseAll(lock.holder);
      throw new ClosedChannelException();
    }
    return lock;
  }

  /**
   * Whether both have one file open. A number changes once, by a copy-up, at one moment for all who
   * have the file open: what was the same before and after the other was read held then.
   */
  private static boolean isOneFile(Holder one, Holder other) {
    long before = one.file().stat().ino();
    while (true) {
      long otherIno = other.file().stat().ino();
      long after = one.file().stat().ino();
      if (before == after) {
        return after == otherIno;
      }
      before = after;
    }
  }

  /** Releases what {@code holder} holds. */
  void releaseAll(Holder holder) {
    synchronized (held) {
      held.removeIf(lock -> lock.holder == holder && lock.invalidated());
    }
  }

  private final class Lock extends FileLock {
    private final Holder holder;
    private volatile boolean valid = true;

    Lock(UnionFileChannel channel, long position, long size, boolean shared) {
      super((FileChannel) channel, position, size, shared);
      this.holder = channel;
    }

    Lock(UnionAsynchronousFileChannel channel, long position, long size, boolean shared) {
      super((AsynchronousFileChannel) channel, position, size, shared);
      this.holder = channel;
    }

    boolean invalidated() {
      valid = false;
      return true;
    }

    @Override
    public boolean isValid() {
      return valid;
    }

    @Override
    public void release() throws IOException {
      if (!holder.isOpen()) {
        throw new ClosedChannelException();
      }
      synchronized (held) {
        valid = false;
        held.remove(this);
      }
    }
  }
}
