package io.unionfs.medium;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the users of files' data and keeps the channels. One file without users keeps its channel,
 * the last one made or closed: it is likely to be opened next.
 *
 * <p>All of it is guarded by the monitor of {@link ChangingNames}, and no call on the storing
 * filesystem is made inside. So opening, reading and closing a file does not wait for what happens
 * to others there; only for a change of the names that lead to it.
 */
final class OpenFiles {
  /** So often is a file opened while names change elsewhere, before it is done in turn. */
  private static final int TRIES = 16;

  private final Storage storage;
  private final WorkDirectory work;
  private final Journal journal;
  private final Object lock;
  private final ChangingNames changing;
  private final Set<StoredFile> used = new HashSet<>();
  private StoredFile idle;
  private boolean closed;

  /** How many files that nobody uses any more are being removed. */
  private int burials;

  /**
   * @param lock the tree's
   */
  OpenFiles(
      Storage storage, WorkDirectory work, Journal journal, Object lock, ChangingNames changing) {
    this.storage = storage;
    this.work = work;
    this.journal = journal;
    this.lock = lock;
    this.changing = changing;
  }

  void open(StoredFile file) throws IOException {
    synchronized (changing) {
      // One without users may be losing its last name, and its data with it.
      if (file.users > 0 || !changing.concerns(file)) {
        retain(file);
        return;
      }
    }
    synchronized (lock) {
      synchronized (changing) {
        retain(file);
      }
    }
  }

  private void retain(StoredFile file) throws IOException {
    checkUsable(file);
    if (file.users++ == 0) {
      used.add(file);
      if (idle == file) {
        idle = null;
      }
    }
  }

  void close(StoredFile file) throws IOException {
    FileChannel left = null;
    Path orphan = null;
    synchronized (changing) {
      if (--file.users > 0 || closed) {
        return;
      }
      used.remove(file);
      if (file.orphan) {
        left = file.takeChannel();
        orphan = buried(file);
        burials++;
      } else if (file.openChannel() != null) {
        left = park(file);
      }
    }
    if (orphan == null) {
      closeQuietly(left);
      return;
    }
    try {
      closeAndDiscard(left, orphan);
    } finally {
      synchronized (changing) {
        burials--;
        changing.notifyAll();
      }
    }
  }

  /** An open channel of {@code file}. */
  FileChannel channel(StoredFile file) throws IOException {
    for (int tries = 0; tries < TRIES; tries++) {
      Path path;
      long begun;
      synchronized (changing) {
        if (file.openChannel() != null) {
          return file.openChannel();
        }
        checkUsable(file);
        boolean mayBeAside = changing.concernsPathOf(file) || !journal.isSettled();
        path = mayBeAside ? null : file.shallowPath();
        begun = changing.begun();
      }
      if (path == null) {
        break;
      }
      FileChannel opened;
      try {
        opened = storage.open(path);
      } catch (IOException | RuntimeException e) {
        synchronized (changing) {
          checkUsable(file);
          if (changing.begun() == begun) {
            throw e;
          }
        }
        continue;
      }
      FileChannel channel = settled(file, opened, begun);
      if (channel != null) {
        return channel;
      }
    }
    synchronized (lock) {
      journal.settle();
      long begun;
      synchronized (changing) {
        if (file.openChannel() != null) {
          return file.openChannel();
        }
        checkUsable(file);
        begun = changing.begun();
      }
      return settled(file, storage.open(file.path()), begun);
    }
  }

  /**
   * Gives {@code file} the channel {@code opened}, unless it has another by now.
   *
   * @param begun the changes of names that had begun before it was opened
   * @return its channel; null when one began since, so that it may be of another file
   */
  private FileChannel settled(StoredFile file, FileChannel opened, long begun) throws IOException {
    FileChannel surplus = opened;
    try {
      synchronized (changing) {
        checkUsable(file);
        if (file.openChannel() != null) {
          return file.openChannel();
        }
        if (changing.begun() != begun) {
          return null;
        }
        file.setChannel(opened);
        surplus = file.users == 0 ? park(file) : null;
        return opened;
      }
    } finally {
      closeQuietly(surplus);
    }
  }

  /** Takes over {@code channel}, with which {@code file} was just made. */
  void adopt(StoredFile file, FileChannel channel) {
    FileChannel before;
    synchronized (changing) {
      file.setChannel(channel);
      before = park(file);
    }
    closeQuietly(before);
  }

  /** Whether {@code file} has users. One whose names are changing gets none if it has none. */
  boolean isUsed(StoredFile file) {
    synchronized (changing) {
      return file.users > 0;
    }
  }

  /**
   * {@code file} has lost its last known name; with the tree's lock held.
   *
   * @param aside where it was moved, or null
   * @return whether it is kept there for its users
   */
  boolean keep(StoredFile file, Path aside) {
    FileChannel left;
    synchronized (changing) {
      if (file.users > 0) {
        file.placeOutside(aside);
        file.orphan = true;
        return true;
      }
      file.gone = true;
      if (idle == file) {
        idle = null;
      }
      left = file.takeChannel();
    }
    closeQuietly(left);
    return false;
  }

  /** A name of {@code file} was found: returns where it was kept without, or null if it was not. */
  Path unorphaned(StoredFile file) {
    synchronized (changing) {
      if (!file.orphan) {
        return null;
      }
      file.orphan = false;
      return file.lastPath();
    }
  }

  /** Closes every channel, whoever uses it, and removes what is kept for users only. */
  void closeAll() throws IOException {
    List<StoredFile> all;
    boolean interrupted = false;
    synchronized (changing) {
      closed = true;
      while (burials > 0) {
        try {
          changing.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      all = new ArrayList<>(used);
      if (idle != null) {
        all.add(0, idle);
        idle = null;
      }
      used.clear();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    for (StoredFile file : all) {
      FileChannel left;
      Path orphan;
      synchronized (changing) {
        left = file.takeChannel();
        orphan = file.orphan ? buried(file) : null;
      }
      closeAndDiscard(left, orphan);
    }
  }

  /** Has {@code file} keep its channel without users; returns the one that is to be closed. */
  private FileChannel park(StoredFile file) {
    StoredFile before = idle;
    idle = file;
    return before != null && before != file ? before.takeChannel() : null;
  }

  /**
   * Closes a channel that nobody uses: a failure would fail a call that has nothing to do with it.
   */
  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // nothing was written since the last user left
    }
  }

  private static Path buried(StoredFile file) {
    file.orphan = false;
    file.gone = true;
    return file.lastPath();
  }

  private void closeAndDiscard(FileChannel channel, Path orphan) throws IOException {
    if (channel != null) {
      channel.close();
    }
    if (orphan != null) {
      work.discard(orphan);
    }
  }

  private void checkUsable(StoredFile file) throws IOException {
    if (closed) {
      throw new IOException("the writable layer is closed");
    }
    if (file.gone) {
      throw new NoSuchFileException(String.valueOf(file.lastPath()));
    }
  }
}
