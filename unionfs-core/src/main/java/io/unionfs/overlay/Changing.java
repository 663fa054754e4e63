package io.unionfs.overlay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * How an operation that changes the mount is done: with the mount's lock held, one after another.
 * What it freed is settled, listeners are told, and watchers after the lock is let go.
 */
final class Changing {
  interface Action<T> {
    T run() throws ErrnoException, IOException;
  }

  interface Step {
    void run() throws ErrnoException, IOException;
  }

  private final MountState state;

  Changing(MountState state) {
    this.state = state;
  }

  void run(Step step) throws ErrnoException {
    run(null, null, step);
  }

  void run(PathName path, PathName other, Step step) throws ErrnoException {
    get(
        path,
        other,
        () -> {
          step.run();
          return null;
        });
  }

  <T> T get(Action<T> action) throws ErrnoException {
    return get(null, null, action);
  }

  /** Does what is about {@code path} and {@code other}, either null. */
  <T> T get(PathName path, PathName other, Action<T> action) throws ErrnoException {
    state.lock.lock();
    List<String> before = state.enter(path, other);
    try {
      state.checkOpen();
      return action.run();
    } catch (IOException e) {
      throw ErrnoException.of(e);
    } catch (UncheckedIOException e) {
      throw ErrnoException.of(e.getCause());
    } finally {
      state.space.settle();
      boolean untold = state.watches.takeUntold();
      state.leave(before);
      try {
        state.tracing.tell();
      } finally {
        state.lock.unlock();
      }
      if (untold) {
        state.watches.tellAll();
      }
    }
  }

  /** Unmounts. */
  void close() throws IOException {
    state.lock.lock();
    boolean untold;
    try {
      state.close();
    } finally {
      state.watches.noteUnmounted();
      untold = state.watches.takeUntold();
      state.lock.unlock();
    }
    if (untold) {
      state.watches.tellAll();
    }
  }
}
