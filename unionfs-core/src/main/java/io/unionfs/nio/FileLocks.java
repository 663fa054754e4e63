package io.unionfs.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
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
  /** Guarded by itself; its monitor is taken before any of the engine's. */
  private final List<Lock> held = new ArrayList<>();

  /**
   * Locks a region; size 0 stands for all from the position on.
   *
   * @throws OverlappingFileLockException if a lock overlaps it
   */
  FileLock lock(UnionFileChannel channel, long position, long size, boolean shared)
      throws IOException {
    long length = size == 0 ? Long.MAX_VALUE - Math.max(position, 0) : size;
    Lock lock = new Lock(channel, position, length, shared);
    synchronized (held) {
      long ino = channel.ino();
      for (Lock other : held) {
        if (other.overlaps(position, length) && other.channel.ino() == ino) {
          throw new OverlappingFileLockException();
        }
      }
      held.add(lock);
    }
    if (!channel.isOpen()) {
      releaseAll(channel);
      throw new ClosedChannelException();
    }
    return lock;
  }

  /** Releases what {@code channel} holds. */
  void releaseAll(UnionFileChannel channel) {
    synchronized (held) {
      held.removeIf(lock -> lock.channel == channel && lock.invalidated());
    }
  }

  private final class Lock extends FileLock {
    private final UnionFileChannel channel;
    private volatile boolean valid = true;

    Lock(UnionFileChannel channel, long position, long size, boolean shared) {
      super(channel, position, size, shared);
      this.channel = channel;
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
      if (!channel.isOpen()) {
        throw new ClosedChannelException();
      }
      synchronized (held) {
        valid = false;
        held.remove(this);
      }
    }
  }
}
