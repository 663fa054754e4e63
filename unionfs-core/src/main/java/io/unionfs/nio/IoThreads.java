package io.unionfs.nio;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of asynchronous channels that are opened without an executor: daemons, of all mounts,
 * as many as there are operations at once; idle ones end after a minute.
 */
final class IoThreads {
  static final Executor POOL = Executors.newCachedThreadPool(new Daemons());

  private IoThreads() {}

  private static final class Daemons implements ThreadFactory {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = new Thread(null, task, "unionfs-io-" + count.incrementAndGet(), 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(null); // The program's must not be held by a pool.
      return thread;
    }
  }
}
