package io.unionfs.nio;

import io.unionfs.overlay.DirectoryEvent;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.Watch;
import io.unionfs.overlay.WatchListener;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.Watchable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A watched directory and its pending events, gathered as the JDK's keys do. Lock order: a key's
 * monitor, the service's lock.
 */
final class UnionWatchKey implements WatchKey, WatchListener {
  /** As many events may be pending; one more leaves just an overflow. */
  static final int MAX_PENDING = 512;

  private enum State {
    READY,
    SIGNALLED
  }

  private final UnionWatchService service;
  private final UnionPath directory;
  private volatile Watch watch;

  /** While the key is valid, the mount that its service keeps for it; then null. */
  private final AtomicReference<Mount> mount;

  // The rest is guarded by this.
  private State state = State.READY;
  private List<Event<?>> events = new ArrayList<>();

  /** The pending modifications to which another of the same file is added, wherever they are. */
  private final Map<Path, Event<Path>> modified = new HashMap<>();

  UnionWatchKey(UnionWatchService service, Mount mount, UnionPath directory) {
    this.service = service;
    this.mount = new AtomicReference<>(mount);
    this.directory = directory;
  }

  void of(Watch newWatch) {
    watch = newWatch;
  }

  @Override
  public void on(Watch of, DirectoryEvent event) {
    watch = of; // Whoever gets the key from the service may cancel it before it was returned.
    switch (event.kind()) {
      case CREATED, MOVED_TO -> add(StandardWatchEventKinds.ENTRY_CREATE, event.name());
      case DELETED, MOVED_FROM -> add(StandardWatchEventKinds.ENTRY_DELETE, event.name());
      case MODIFIED, ATTRIBUTES -> add(StandardWatchEventKinds.ENTRY_MODIFY, event.name());
      case OVERFLOW -> overflow();
      case GONE -> {
        end();
        signal();
      }
    }
  }

  private synchronized void add(WatchEvent.Kind<Path> kind, String name) {
    Path context = UnionPath.ofName(directory.getFileSystem(), name);
    boolean modifies = kind == StandardWatchEventKinds.ENTRY_MODIFY;
    Event<?> last = events.isEmpty() ? null : events.get(events.size() - 1);
    if (last != null && (last.isOverflow() || last.is(kind, context))) {
      last.repeat();
      return;
    }
    Event<Path> earlier = modifies ? modified.get(context) : null;
    if (earlier != null) {
      earlier.repeat();
      return;
    }
    if (events.size() == MAX_PENDING) {
      overflow();
      return;
    }
    Event<Path> event = new Event<>(kind, context);
    events.add(event);
    if (modifies) {
      modified.put(context, event);
    } else {
      modified.remove(context);
    }
    signal();
  }

  private synchronized void overflow() {
    if (!events.isEmpty() && events.get(events.size() - 1).isOverflow()) {
      events.get(events.size() - 1).repeat();
      return;
    }
    events.clear();
    modified.clear();
    events.add(new Event<>(StandardWatchEventKinds.OVERFLOW, null));
    signal();
  }

  private synchronized void signal() {
    if (state == State.READY) {
      state = State.SIGNALLED;
      service.enqueue(this);
    }
  }

  @Override
  public synchronized List<WatchEvent<?>> pollEvents() {
    List<WatchEvent<?>> pending = new ArrayList<>(events);
    events = new ArrayList<>();
    modified.clear();
    return pending;
  }

  @Override
  public synchronized boolean reset() {
    if (state == State.SIGNALLED && isValid()) {
      if (events.isEmpty()) {
        state = State.READY;
      } else {
        service.enqueue(this);
      }
    }
    return isValid();
  }

  @Override
  public boolean isValid() {
    return watch.isOpen();
  }

  @Override
  public void cancel() {
    watch.close();
    end();
  }

  /** The service need not keep the mount for this key any more. */
  void end() {
    Mount kept = mount.getAndSet(null);
    if (kept != null) {
      service.end(kept);
    }
  }

  /** The directory as it was called when it was registered first. */
  @Override
  public Watchable watchable() {
    return directory;
  }

  /** What happened, and how often; the count may grow until the event is polled. */
  private static final class Event<T> implements WatchEvent<T> {
    private final Kind<T> kind;
    private final T context;
    private volatile int count = 1;

    Event(Kind<T> kind, T context) {
      this.kind = kind;
      this.context = context;
    }

    boolean isOverflow() {
      return kind == StandardWatchEventKinds.OVERFLOW;
    }

    boolean is(Kind<?> otherKind, Object otherContext) {
      return kind == otherKind && context.equals(otherContext);
    }

    /** With the key's monitor held. */
    void repeat() {
      count = count + 1;
    }

    @Override
    public Kind<T> kind() {
      return kind;
    }

    @Override
    public T context() {
      return context;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public String toString() {
      return kind + (context == null ? "" : " " + context) + (count == 1 ? "" : " x" + count);
    }
  }
}
