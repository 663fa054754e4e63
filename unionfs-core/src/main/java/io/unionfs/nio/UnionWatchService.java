package io.unionfs.nio;

import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.Watch;
import io.unionfs.overlay.Watcher;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NotDirectoryException;
import java.nio.file.WatchService;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keys of watched directories, in the order in which they were signalled. There is no thread: who
 * changes a directory signals its keys. Directories of any mount can be registered; the service
 * goes with the filesystem that it was asked of.
 */
final class UnionWatchService implements WatchService {
  private final UnionFileSystem fileSystem;

  /**
   * What watches a mount.
   *
   * @param keys how many are valid, or about to be
   */
  private record Watching(Watcher watcher, int keys) {
    Watching plus(int more) {
      return keys + more == 0 ? null : new Watching(watcher, keys + more);
    }
  }

  /** The mounts with valid keys: no other is kept. */
  private final Map<Mount, Watching> watching = new ConcurrentHashMap<>();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by {@link #lock}. */
  private final Queue<UnionWatchKey> signalled = new ArrayDeque<>();

  private volatile boolean closed;

  UnionWatchService(UnionFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  UnionWatchKey register(UnionPath directory, Registration registration) throws IOException {
    checkOpen();
    registration.checkModifiers();
    if (!directory.getFileSystem().stat(directory, Follow.FOLLOW).isDirectory()) {
      throw new NotDirectoryException(directory.toString());
    }
    Place place = Place.of(directory, Follow.FOLLOW);
    Mount mount = engine(place, directory);
    UnionWatchKey made = new UnionWatchKey(this, mount, directory);
    Watcher watcher = begin(mount);
    UnionWatchKey key = null;
    try {
      Watch watch = watcher.add(place.caller(), place.path(), registration.kinds(), made);
      key = (UnionWatchKey) watch.listener();
      key.of(watch);
    } catch (ErrnoException e) {
      throw Errors.of(e, directory);
    } finally {
      if (key != made) {
        made.end();
      }
    }
    if (closed) {
      key.cancel();
      throw new ClosedWatchServiceException();
    }
    return key;
  }

  /** It may be that the path leads nowhere by now. */
  private static Mount engine(Place place, UnionPath directory) throws IOException {
    try {
      return place.engine();
    } catch (ErrnoException e) {
      throw Errors.of(e, directory);
    }
  }

  private Watcher begin(Mount mount) {
    return watching
        .compute(mount, (of, now) -> now == null ? new Watching(of.watcher(), 1) : now.plus(1))
        .watcher();
  }

  /** One key of {@code mount} became invalid. */
  void end(Mount mount) {
    watching.computeIfPresent(mount, (of, now) -> now.plus(-1));
  }

  /** How many mounts are kept. */
  int mounts() {
    return watching.size();
  }

  void enqueue(UnionWatchKey key) {
    lock.lock();
    try {
      if (!closed) {
        signalled.add(key);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public UnionWatchKey poll() {
    lock.lock();
    try {
      checkOpen();
      return signalled.poll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public UnionWatchKey poll(long timeout, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(timeout);
    lock.lockInterruptibly();
    try {
      checkOpen();
      while (signalled.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
        checkOpen();
      }
      return signalled.poll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public UnionWatchKey take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      checkOpen();
      while (signalled.isEmpty()) {
        changed.await();
        checkOpen();
      }
      return signalled.poll();
    } finally {
      lock.unlock();
    }
  }

  /** Makes all keys invalid; who waits gets {@link ClosedWatchServiceException}. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      signalled.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    watching.values().forEach(of -> of.watcher().close());
    watching.clear();
    fileSystem.openFiles().forget(this);
  }

  private void checkOpen() {
    if (closed) {
      throw new ClosedWatchServiceException();
    }
  }
}
