package io.unionfs.hub;

import io.unionfs.image.Descriptor;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The transfers of one image's layers, some at a time, and what became of them. */
final class Transfers {
  private final Map<Digest, Descriptor> layers = new LinkedHashMap<>();
  private final Map<Digest, Transfer> done = new HashMap<>(); // guarded by this
  private final TransferListener listener; // told by who has this

  /** Of {@code all}, of equal ones one. */
  Transfers(List<Descriptor> all, TransferListener listener) {
    all.forEach(layer -> layers.putIfAbsent(layer.digest(), layer));
    this.listener = listener;
  }

  /** The layers, each once, the bottom one first. */
  List<Descriptor> layers() {
    return List.copyOf(layers.values());
  }

  synchronized void progressed(String what, long finished, long total) {
    listener.progressed(what, finished, total);
  }

  /** Notes what became of a layer; what travelled again counts again. */
  synchronized void finished(Transfer transfer) {
    Transfer before = done.get(transfer.blob().digest());
    if (before == null) {
      done.put(transfer.blob().digest(), transfer);
      listener.finished(transfer);
    } else if (transfer.bytes() > 0) {
      done.put(
          transfer.blob().digest(),
          new Transfer(transfer.blob(), transfer.way(), before.bytes() + transfer.bytes()));
    }
  }

  /** What became of each. */
  synchronized List<Transfer> report() {
    return layers().stream().map(layer -> done.get(layer.digest())).toList();
  }

  /** Deals with one layer. */
  interface Step {
    void run(Descriptor layer) throws IOException;
  }

  /** Does {@code step} for each layer; the first failure ends them all. */
  void each(int parallel, Step step) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            parallel,
            work -> {
              Thread thread = new Thread(work, "unionfs-transfer");
              thread.setDaemon(true);
              return thread;
            });
    try {
      ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
      List<Descriptor> all = layers();
      AtomicBoolean failed = new AtomicBoolean();
      for (Descriptor layer : all) {
        running.submit(() -> run(step, layer, failed));
      }
      for (int i = 0; i < all.size(); i++) {
        running.take().get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while layers were on their way");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      end(threads);
    }
  }

  /** Nothing is begun any more once something has failed. */
  private static Void run(Step step, Descriptor layer, AtomicBoolean failed) throws IOException {
    if (!failed.get()) {
      try {
        step.run(layer);
      } catch (Throwable e) {
        failed.set(true);
        throw e;
      }
    }
    return null;
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof IOException failure) {
      return failure;
    }
    if (cause instanceof RuntimeException failure) {
      throw failure;
    }
    if (cause instanceof Error failure) {
      throw failure;
    }
    throw new IllegalStateException(cause);
  }

  /** Stops what is still running and waits until it has come to its end. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
