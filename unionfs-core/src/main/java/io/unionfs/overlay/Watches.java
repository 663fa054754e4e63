package io.unionfs.overlay;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * The watched directories of one mount, and what is still to be told of them. Directories go by
 * inode number, which neither copy-up nor a rename changes.
 *
 * <p>Events are noted when the change is visible, mostly with the mount's lock held, and told when
 * it is not: by the thread that noted them, or by another that is telling already, so that they
 * come one after another.
 */
final class Watches {
  /** As many may wait to be told; {@code fs.inotify.max_queued_events} of the kernel. */
  static final int MAX_WAITING = 16384;

  private record Told(Watch watch, DirectoryEvent event) {}

  /** By the number of the directory. Changed with this object's monitor held, made by the first. */
  private volatile Map<Long, List<Watch>> watched = Map.of();

  /** What is to be told, and {@link #telling}, are guarded by this; nothing is taken inside. */
  private final Queue<Told> waiting = new ArrayDeque<>(0);

  private boolean telling;

  /** Whether there is anything in {@link #watched}. */
  private volatile boolean active;

  /** Whether the running operation noted anything; guarded by the mount's lock. */
  private boolean untold;

  /**
   * Watches the directory numbered {@code directory}, if it is there.
   *
   * @param location where it is
   * @param isThere asked when the watch can be found by whoever removes the directory
   * @return null when it is not there, and then nobody was told anything
   */
  synchronized Watch add(
      Watcher watcher,
      long directory,
      List<String> location,
      Set<DirectoryEvent.Kind> kinds,
      WatchListener listener,
      BooleanSupplier isThere) {
    List<Watch> known = watched.getOrDefault(directory, List.of());
    for (Watch watch : known) {
      if (watch.watcher() == watcher && watch.isOpen()) {
        if (!isThere.getAsBoolean()) {
          return null;
        }
        watch.setKinds(kinds);
        return watch;
      }
    }
    Watch watch = new Watch(this, watcher, directory, location, kinds, listener);
    List<Watch> more = new ArrayList<>(known);
    more.add(watch);
    if (watched.isEmpty()) {
      watched = new ConcurrentHashMap<>();
    }
    watched.put(directory, List.copyOf(more));
    active = true;
    if (!isThere.getAsBoolean()) {
      remove(watch);
      return null;
    }
    watch.begin();
    return watch;
  }

  synchronized void remove(Watch watch) {
    List<Watch> left = new ArrayList<>(watched.getOrDefault(watch.directory(), List.of()));
    if (!left.remove(watch)) {
      return;
    }
    if (left.isEmpty()) {
      watched.remove(watch.directory());
    } else {
      watched.put(watch.directory(), List.copyOf(left));
    }
    active = !watched.isEmpty();
  }

  void removeAll(Watcher watcher) {
    for (Watch watch : all()) {
      if (watch.watcher() == watcher) {
        watch.close();
      }
    }
  }

  private List<Watch> all() {
    return watched.values().stream().flatMap(List::stream).toList();
  }

  /** Notes what happened to {@code name} in a directory; with the mount's lock held. */
  void note(DirectoryEvent.Kind kind, Directory directory, String name) {
    if (active) {
      untold |= enqueue(kind, directory.ino(), name);
    }
  }

  /** Notes what happened to the file at the name of {@code file}; with the mount's lock held. */
  void note(DirectoryEvent.Kind kind, OpenFile file) {
    if (active) {
      untold |= file.named((directory, name) -> enqueue(kind, directory, name));
    }
  }

  /** Tells what happened to the file at the name of {@code file}; with no lock held. */
  void tell(DirectoryEvent.Kind kind, OpenFile file) {
    if (active && file.named((directory, name) -> enqueue(kind, directory, name))) {
      tellAll();
    }
  }

  /** The directory numbered {@code directory} is no more; with the mount's lock held. */
  void noteGone(long directory) {
    if (active) {
      untold |= enqueueGone(directory);
    }
  }

  /** The same, with no lock held. */
  void tellGone(long directory) {
    if (active && enqueueGone(directory)) {
      tellAll();
    }
  }

  /**
   * Another tree is shown, the root of which is {@code root}; with the mount's lock held. Where the
   * directory is not at the path any more by which it was watched, it is gone.
   */
  void noteReplaced(Directory root) throws IOException {
    for (Watch watch : all()) {
      Directory same = OpenDirectories.at(root, watch.location());
      if (same == null || same.ino() != watch.directory()) {
        enqueueGone(watch); // Another may have been watched at the path where it is now.
      } else {
        enqueue(new Told(watch, DirectoryEvent.OVERFLOW));
      }
      untold = true;
    }
  }

  /** Nothing can happen any more: the mount is closed; with its lock held. */
  void noteUnmounted() {
    for (Long directory : watched.keySet()) {
      noteGone(directory);
    }
  }

  /** Whether {@link #tellAll} is to be called when the lock is released; with it held. */
  boolean takeUntold() {
    boolean any = untold;
    untold = false;
    return any;
  }

  private boolean enqueue(DirectoryEvent.Kind kind, long directory, String name) {
    boolean any = false;
    for (Watch watch : watched.getOrDefault(directory, List.of())) {
      if (watch.wants(kind)) {
        enqueue(new Told(watch, new DirectoryEvent(kind, name)));
        any = true;
      }
    }
    return any;
  }

  private boolean enqueueGone(long directory) {
    List<Watch> watches = watched.getOrDefault(directory, List.of());
    watches.forEach(this::enqueueGone);
    return !watches.isEmpty();
  }

  private void enqueueGone(Watch watch) {
    remove(watch);
    synchronized (waiting) {
      waiting.add(new Told(watch, DirectoryEvent.GONE)); // however many wait: it is the last
    }
  }

  private void enqueue(Told told) {
    synchronized (waiting) {
      int size = waiting.size();
      if (size < MAX_WAITING) {
        waiting.add(told);
      } else if (size == MAX_WAITING) {
        waiting.add(new Told(null, DirectoryEvent.OVERFLOW));
      }
    }
  }

  /** Tells what waits, unless another thread is about it; with no lock held. */
  void tellAll() {
    synchronized (waiting) {
      if (telling) {
        return;
      }
      telling = true;
    }
    for (Told next = next(); next != null; next = next()) {
      if (next.watch() == null) {
        all().forEach(watch -> watch.tell(DirectoryEvent.OVERFLOW));
      } else {
        next.watch().tell(next.event());
      }
    }
  }

  private Told next() {
    synchronized (waiting) {
      Told next = waiting.poll();
      if (next == null) {
        telling = false;
      }
      return next;
    }
  }
}
