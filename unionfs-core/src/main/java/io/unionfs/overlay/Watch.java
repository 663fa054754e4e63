package io.unionfs.overlay;

import java.util.List;
import java.util.Set;

/**
 * One directory watched by one {@link Watcher}: a watch descriptor of inotify(7). It is of the
 * directory, not of its path: it follows renames and copy-up, and ends when the directory is
 * removed. Safe for use by many threads.
 */
public final class Watch implements AutoCloseable {
  private final Watches watches;
  private final Watcher watcher;
  private final long directory;
  private final List<String> location;
  private final WatchListener listener;
  private volatile Set<DirectoryEvent.Kind> kinds;

  /** Set when it is certain that the directory is there; nothing is told before. */
  private volatile boolean open;

  Watch(
      Watches watches,
      Watcher watcher,
      long directory,
      List<String> location,
      Set<DirectoryEvent.Kind> kinds,
      WatchListener listener) {
    this.watches = watches;
    this.watcher = watcher;
    this.directory = directory;
    this.location = location;
    this.kinds = kinds;
    this.listener = listener;
  }

  /** Who is told. */
  public WatchListener listener() {
    return listener;
  }

  /** Whether events may still come: it was not closed, and the directory is there. */
  public boolean isOpen() {
    return open;
  }

  /** Ends the watch (inotify_rm_watch(2)). A call of the listener that is under way goes on. */
  @Override
  public void close() {
    open = false;
    watches.remove(this);
  }

  /** The directory is there, and whoever removes it will find this watch. */
  void begin() {
    open = true;
  }

  Watcher watcher() {
    return watcher;
  }

  long directory() {
    return directory;
  }

  /** Where it was when it was first watched. */
  List<String> location() {
    return location;
  }

  void setKinds(Set<DirectoryEvent.Kind> newKinds) {
    kinds = newKinds;
  }

  boolean wants(DirectoryEvent.Kind kind) {
    return kinds.contains(kind);
  }

  /** Tells the listener, with no lock held. */
  void tell(DirectoryEvent event) {
    if (!open) {
      return;
    }
    if (event.kind() == DirectoryEvent.Kind.GONE) {
      open = false;
    }
    try {
      listener.on(this, event);
    } catch (RuntimeException | Error e) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
