package io.unionfs.medium;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;

/**
 * Counts the users of files' data and keeps the channels. One file without users keeps its channel,
 * the last one made or closed: it is likely to be opened next. Guarded by the tree's lock.
 */
final class OpenFiles {
  private final Storage storage;
  private final WorkDirectory work;
  private final Object lock;
  private final Set<StoredFile> used = new HashSet<>();
  private StoredFile idle;
  private boolean closed;

  OpenFiles(Storage storage, WorkDirectory work, Object lock) {
    this.storage = storage;
    this.work = work;
    this.lock = lock;
  }

  void open(StoredFile file) throws IOException {
    synchronized (lock) {
      checkUsable(file);
      if (file.users++ == 0) {
        used.add(file);
        if (idle == file) {
          idle = null;
        }
      }
    }
  }

  void close(StoredFile file) throws IOException {
    synchronized (lock) {
      if (--file.users > 0 || closed) {
        return;
      }
      used.remove(file);
      if (file.orphan) {
        bury(file);
      } else if (file.openChannel() != null) {
        park(file);
      }
    }
  }

  /** An open channel of {@code file}. */
  FileChannel channel(StoredFile file) throws IOException {
    synchronized (lock) {
      FileChannel open = file.openChannel();
      if (open == null) {
        checkUsable(file);
        open = storage.open(file.path());
        file.setChannel(open);
        if (file.users == 0) {
          park(file);
        }
      }
      return open;
    }
  }

  /** Takes over {@code channel}, with which {@code file} was just made. */
  void adopt(StoredFile file, FileChannel channel) {
    file.setChannel(channel);
    park(file);
  }

  /** The file has no name any more and nobody uses it. */
  void drop(StoredFile file) {
    if (idle == file) {
      idle = null;
    }
    closeQuietly(file);
  }

  /** Closes every channel, whoever uses it, and removes what is kept for users only. */
  void closeAll() throws IOException {
    closed = true;
    if (idle != null) {
      idle.closeChannel();
      idle = null;
    }
    for (StoredFile file : used) {
      file.closeChannel();
      if (file.orphan) {
        bury(file);
      }
    }
    used.clear();
  }

  private void park(StoredFile file) {
    StoredFile before = idle;
    idle = file;
    if (before != null && before != file) {
      closeQuietly(before);
    }
  }

  /**
   * Closes a channel that nobody uses: a failure would fail a call that has nothing to do with it.
   */
  private static void closeQuietly(StoredFile file) {
    try {
      file.closeChannel();
    } catch (IOException e) {
      // nothing was written since the last user left
    }
  }

  private void bury(StoredFile file) throws IOException {
    file.closeChannel();
    file.orphan = false;
    file.gone = true;
    work.discard(file.path());
  }

  private void checkUsable(StoredFile file) throws IOException {
    if (closed) {
      throw new IOException("the writable layer is closed");
    }
    if (file.gone) {
      throw new NoSuchFileException(String.valueOf(file.path()));
    }
  }
}
