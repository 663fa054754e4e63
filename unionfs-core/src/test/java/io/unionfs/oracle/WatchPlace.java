package io.unionfs.oracle;

import io.unionfs.nio.RenameOption;
import io.unionfs.nio.UnionFiles;
import io.unionfs.oracle.Flags.RenameFlags;
import io.unionfs.oracle.Op.Follow;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.TimeChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A mount in which directories are watched, and what is told of each step of a story. A step is
 * over when a change made after it, in a directory of its own, was told: events of one service come
 * in the order of the changes.
 */
abstract class WatchPlace implements AutoCloseable {
  private static final WatchEvent.Kind<?>[] ALL = {
    StandardWatchEventKinds.ENTRY_CREATE,
    StandardWatchEventKinds.ENTRY_DELETE,
    StandardWatchEventKinds.ENTRY_MODIFY
  };
  private static final long PATIENCE_SECONDS = 20;

  /** A step of a story. */
  interface Step {
    void run() throws Exception;
  }

  private final Path root;
  private final WatchService service;
  private final Map<WatchKey, String> keys = new LinkedHashMap<>();
  private final List<String> expected = new ArrayList<>();
  private final List<String> seen = new ArrayList<>();
  private WatchKey bell;
  private int rings;

  WatchPlace(Path root) throws IOException {
    this.root = root;
    this.service = root.getFileSystem().newWatchService();
  }

  Path at(String path) {
    return root.resolve(path);
  }

  WatchService service() {
    return service;
  }

  /** Watches for every kind of event. */
  WatchKey watch(String directory) throws IOException {
    return watch(directory, ALL);
  }

  /** Watches for {@code kinds}. */
  WatchKey watch(String directory, WatchEvent.Kind<?>... kinds) throws IOException {
    WatchKey key = at(directory).register(service, kinds);
    keys.putIfAbsent(key, directory);
    return key;
  }

  /** Does {@code step}, of which {@code events} are to be told. */
  void told(Step step, String... events) throws Exception {
    step.run();
    String number = (expected.size() + 1) + ": ";
    expected.add(number + String.join(", ", events));
    settle();
    seen.add(number + String.join(", ", events()));
  }

  /** The same with several system calls in the step: equal events may be one or many. */
  void toldOnceOrMore(Step step, String... events) throws Exception {
    told(step, events);
    int last = seen.size() - 1;
    seen.set(last, seen.get(last).replaceAll(" x[0-9]+", ""));
  }

  /** Takes note of an answer, and of what it is to be. */
  void same(String answer, String given) {
    String number = (expected.size() + 1) + ": ";
    expected.add(number + answer);
    seen.add(number + given);
  }

  /** The next signalled key, or null: not the one by which steps are told apart. */
  WatchKey next() {
    WatchKey next = service.poll();
    while (next != null && next == bell) {
      next = service.poll();
    }
    return next;
  }

  /** Waits until all that was done so far is told. */
  void settle() throws Exception {
    Path directory = at("bell");
    if (bell == null) {
      bell = directory.register(service, StandardWatchEventKinds.ENTRY_CREATE);
    }
    Files.createFile(directory.resolve("ring" + rings++));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (bell.pollEvents().isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("nothing is told");
      }
      Thread.sleep(1);
    }
    bell.reset();
  }

  private List<String> events() {
    List<String> events = new ArrayList<>();
    keys.forEach(
        (key, directory) -> {
          for (WatchEvent<?> event : key.pollEvents()) {
            String kind = event.kind().name().replace("ENTRY_", "");
            String count = event.count() == 1 ? "" : " x" + event.count();
            String context = event.context() == null ? "" : " " + event.context();
            events.add(directory + ": " + kind + context + count);
          }
          key.reset();
        });
    keys.keySet()
        .removeIf(
            key -> {
              boolean gone = !key.isValid();
              if (gone) {
                events.add(keys.get(key) + " is gone");
              }
              return gone;
            });
    return events;
  }

  List<String> expected() {
    return expected;
  }

  List<String> seen() {
    return seen;
  }

  /** A service of no provider. */
  static WatchService foreign() {
    return new NoService();
  }

  /** Exchanges two names. */
  abstract void exchange(String one, String other) throws IOException;

  abstract void fifo(String path) throws IOException;

  /** Sets the access time alone. */
  abstract void setAccessTime(String path) throws Exception;

  /** Sets the modification time alone. */
  abstract void setModificationTime(String path) throws Exception;

  /** Sets the size of the file at the path, which is not opened. */
  abstract void truncate(String path, long size) throws Exception;

  @Override
  public void close() throws IOException {
    service.close();
  }

  /** A service that no provider made. */
  private static final class NoService implements WatchService {
    @Override
    public void close() {
      // There is nothing to close.
    }

    @Override
    public WatchKey poll() {
      return null;
    }

    @Override
    public WatchKey poll(long timeout, TimeUnit unit) {
      return null;
    }

    @Override
    public WatchKey take() {
      throw new IllegalStateException("there is nothing to take");
    }
  }

  /** The default provider's, for the thread that is in the mount. */
  static final class Kernel extends WatchPlace {
    private final Linux linux = new Linux();

    Kernel() throws IOException {
      super(Path.of("/"));
    }

    @Override
    void exchange(String one, String other) {
      check(linux.rename(one, other, RenameFlags.EXCHANGE));
    }

    @Override
    void fifo(String path) {
      check(linux.mknod(path, FIFO | 0644, 0, 0));
    }

    @Override
    void setAccessTime(String path) {
      check(linux.utimens(path, new Stamp(7, 0), Stamp.OMIT, Follow.FOLLOW));
    }

    @Override
    void setModificationTime(String path) {
      check(linux.utimens(path, Stamp.OMIT, new Stamp(7, 0), Follow.FOLLOW));
    }

    @Override
    void truncate(String path, long size) {
      check(linux.truncate(path, size));
    }

    private static final int FIFO = 0010000;

    private static void check(int result) {
      if (result < 0) {
        throw new IllegalStateException(Errno.name(-result));
      }
    }
  }

  /** The union's. */
  static final class Union extends WatchPlace {
    private final Mount mount;

    Union(Path root, Mount mount) throws IOException {
      super(root);
      this.mount = mount;
    }

    @Override
    void exchange(String one, String other) throws IOException {
      Files.move(at(one), at(other), RenameOption.EXCHANGE);
    }

    @Override
    void fifo(String path) throws IOException {
      UnionFiles.createFifo(at(path));
    }

    @Override
    void setAccessTime(String path) throws Exception {
      setTimes(path, new TimeChange.To(Instant.ofEpochSecond(7)), TimeChange.Omit.OMIT);
    }

    @Override
    void setModificationTime(String path) throws Exception {
      setTimes(path, TimeChange.Omit.OMIT, new TimeChange.To(Instant.ofEpochSecond(7)));
    }

    private void setTimes(String path, TimeChange accessed, TimeChange modified) throws Exception {
      mount.setTimes(
          io.unionfs.overlay.Caller.ROOT,
          PathName.parse(path),
          io.unionfs.overlay.Follow.FOLLOW,
          accessed,
          modified);
    }

    @Override
    void truncate(String path, long size) throws Exception {
      mount.truncate(io.unionfs.overlay.Caller.ROOT, PathName.parse(path), size);
    }
  }
}
