package io.unionfs.testing;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What is made once, however many tests want it at the same time; a failure is kept as well. */
final class Memo {
  private final Map<Object, FutureTask<Object>> made = new ConcurrentHashMap<>();

  /**
   * What {@code maker} made when it was first called for {@code key}.
   *
   * @throws IOException the failure of that call, of any type, as the cause of a new one
   */
  <T> T get(Object key, Class<T> type, Callable<? extends T> maker) throws IOException {
    FutureTask<Object> task = made.get(key);
    if (task == null) {
      FutureTask<Object> mine = new FutureTask<>(maker::call);
      task = made.putIfAbsent(key, mine);
      if (task == null) {
        task = mine;
        mine.run();
      }
    }
    return type.cast(result(task));
  }

  private static Object result(FutureTask<Object> task) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true; // what is made ends by itself
        } catch (ExecutionException e) {
          if (e.getCause() instanceof Error error && !(error instanceof AssertionError)) {
            throw error;
          }
          throw new IOException(e.getCause().getMessage(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
