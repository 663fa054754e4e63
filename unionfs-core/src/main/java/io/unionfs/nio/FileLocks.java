package io.unionfs.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The locks on the files of one mount, by inode number, so that they hold whatever the name and
 * whether the file was copied up. All locks are of this process, and locks of one process never
 * overlap: {@link FileLock} demands it of channels, and they are the only way to lock.
 */
final class FileLocks {
  /** Guarded by itself. */
  private final Map<Long, List<Lock>> held = new HashMap<>();

  /**
   * Locks a region; size 0 stands for all from the position on.
   *
   * @throws OverlappingFileLockException if a lock overlaps it
   */
  FileLock lock(UnionFileChannel channel, long ino, long position, long size, boolean shared)
      throws IOException {
    long length = size == 0 ? Long.MAX_VALUE - Math.max(position, 0) : size;
    Lock lock = new Lock(channel, ino, position, length, shared);
    synchronized (held) {
      List<Lock> others = held.computeIfAbsent(ino, any -> new ArrayList<>());
      for (Lock other : others) {
        if (other.overlaps(position, length)) {
          throw new OverlappingFileLockException();
        }
      }
      others.add(lock);
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
      Iterator<List<Lock>> files = held.values().iterator();
      while (files.hasNext()) {
        List<Lock> locks = files.next();
        locks.removeIf(lock -> lock.acquiredBy() == channel && lock.invalidated());
        if (locks.isEmpty()) {
          files.remove();
        }
      }
    }
  }

  private final class Lock extends FileLock {
    private final long ino;
    private volatile boolean valid = true;

    Lock(UnionFileChannel channel, long ino, long position, long size, boolean shared) {
      super(channel, position, size, shared);
      this.ino = ino;
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
      if (!acquiredBy().isOpen()) {
        throw new ClosedChannelException();
      }
      synchronized (held) {
        valid = false;
        List<Lock> locks = held.get(ino);
        if (locks != null && locks.remove(this) && locks.isEmpty()) {
          held.remove(ino);
        }
      }
    }
  }
}
