package io.unionfs.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The locks of a store, by name, among the threads of this process and among processes. There is
 * one object for a store in a process, for a process has only one lock on a region of a file,
 * whoever of its threads asks.
 *
 * <p>A name is a byte of the lock file, far behind its end, that its name's digest says. All are
 * taken through one channel, which stays open: to close any channel to a file ends all locks that
 * the process has on it. They are tried for and never waited for in the channel, for an interrupt
 * would close it. Locks of a process that ends end with it.
 *
 * <p>Shared locks do not wait for those who wait for an exclusive one, so that who has one may take
 * another. Where the filesystem has no locks, as in memory, those among threads are all there are.
 */
final class StoreLocks implements Closeable {
  private static final long SHORTEST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 20;

  private final Path file;
  private final FileChannel channel;
  private final Map<Long, Held> held = new HashMap<>(); // by position; guarded by this

  StoreLocks(Path file) throws IOException {
    this.file = file;
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private enum Mode {
    SHARED,
    EXCLUSIVE
  }

  /** Who has a name in this process: one thread alone, or several that share it. */
  private static final class Held {
    final Mode mode;
    final FileLock lock; // null where the filesystem has none
    List<Thread> threads = List.of(); // immutable: of many locks, each is held by one for long

    Held(Mode mode, FileLock lock) {
      this.mode = mode;
      this.lock = lock;
    }

    void add(Thread thread) {
      List<Thread> more = new ArrayList<>(threads);
      more.add(thread);
      threads = List.copyOf(more);
    }

    /** Takes {@code thread} away once; it may have the lock several times. */
    void remove(Thread thread) {
      List<Thread> left = new ArrayList<>(threads);
      left.remove(thread);
      threads = List.copyOf(left);
    }
  }

  /** Waits until nobody has {@code name} exclusively, and shares it. */
  Store.Lease shared(String name) throws IOException {
    return await(name, Mode.SHARED);
  }

  /**
   * Waits until nobody has {@code name}, and takes it.
   *
   * @throws IllegalStateException if this thread has it, and so would wait for ever
   */
  Store.Lease exclusive(String name) throws IOException {
    return await(name, Mode.EXCLUSIVE);
  }

  /** Takes {@code name} if nobody has it. */
  synchronized Optional<Store.Lease> tryExclusive(String name) throws IOException {
    return Optional.ofNullable(attempt(position(name), Mode.EXCLUSIVE));
  }

  private synchronized Store.Lease await(String name, Mode mode) throws IOException {
    long position = position(name);
    long pause = SHORTEST_PAUSE_MILLIS;
    while (true) {
      Store.Lease lease = attempt(position, mode);
      if (lease != null) {
        return lease;
      }
      Held mine = held.get(position);
      if (mine != null && mine.threads.contains(Thread.currentThread())) {
        throw new IllegalStateException("this thread has " + name + " and would wait for itself");
      }
      try {
        if (mine != null) {
          wait();
        } else {
          wait(pause); // another process, which does not tell when it is done
          pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for the store to be free");
      }
    }
  }

  /** Takes the lock, or returns null where it is not to be had now. */
  private Store.Lease attempt(long position, Mode mode) throws IOException {
    Held now = held.get(position);
    if (now == null) {
      FileLock lock;
      try {
        lock = channel.tryLock(position, 1, mode == Mode.SHARED);
        if (lock == null) {
          return null;
        }
      } catch (OverlappingFileLockException e) {
        return null; // another class loader's
      } catch (UnsupportedOperationException e) {
        lock = null;
      } catch (ClosedChannelException e) {
        throw new StoreException("the store is closed", e);
      } catch (IOException e) {
        throw new StoreException(file + ": cannot be locked: " + e.getMessage(), e);
      }
      now = new Held(mode, lock);
      held.put(position, now);
    } else if (mode == Mode.EXCLUSIVE || now.mode == Mode.EXCLUSIVE) {
      return null;
    }
    now.add(Thread.currentThread());
    return new Taken(position, now, Thread.currentThread());
  }

  private synchronized void release(long position, Held taken, Thread by) throws IOException {
    taken.remove(by);
    if (taken.threads.isEmpty() && held.remove(position, taken)) {
      notifyAll();
      if (taken.lock != null && channel.isOpen()) {
        taken.lock.release();
      }
    }
  }

  /** A place for {@code name} that no other name has, as far as digests differ. */
  private static long position(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      long position = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        position = position << 8 | hash[i] & 0xff;
      }
      return position >>> 2; // off_t is signed, and the region's end must fit too
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Ends all locks of this process. */
  @Override
  public synchronized void close() throws IOException {
    held.clear();
    channel.close();
    notifyAll();
  }

  private final class Taken implements Store.Lease {
    private final long position;
    private final Held taken;
    private final Thread by;
    private boolean closed; // guarded by this

    Taken(long position, Held taken, Thread by) {
      this.position = position;
      this.taken = taken;
      this.by = by;
    }

    @Override
    public synchronized void close() throws IOException {
      if (!closed) {
        closed = true;
        release(position, taken, by);
      }
    }
  }
}
