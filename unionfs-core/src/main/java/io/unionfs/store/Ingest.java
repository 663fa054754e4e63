package io.unionfs.store;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageContent;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Digest;
import io.unionfs.layer.LayerException;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.MountException;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies an image into a store: its layers, two at a time, then its config and manifest. All is
 * checked on the way; nothing names it before it is whole. A lease is held meanwhile.
 */
final class Ingest {
  private static final int THREADS = 2;

  private final Layout layout;
  private final BlobStore blobs;
  private final LayerStore layers;
  private final long limit;
  private final ProgressListener progress;
  private final AtomicLong decompressed = new AtomicLong();

  /**
   * @param limit the most bytes that all its layers together may have when decompressed
   * @param progress told by one thread at a time
   */
  Ingest(Layout layout, BlobStore blobs, LayerStore layers, long limit, ProgressListener progress) {
    this.layout = layout;
    this.blobs = blobs;
    this.layers = layers;
    this.limit = limit;
    this.progress =
        (what, done, total) -> {
          synchronized (this) {
            progress.progressed(what, done, total);
          }
        };
  }

  /** Copies {@code image}, so that its manifest may be named. */
  void copy(ImageContent image) throws IOException {
    Manifest manifest = image.manifest();
    String where = "image " + manifest.config().digest();
    new ImageDocuments(manifest, image.config()).checkLayerCount(where);
    byte[] config = image.config().bytes();
    Digest id = manifest.config().digest();
    if (!Hashing.of(id.algorithm(), config).equals(id)) {
      throw new StoreException(where + ": its config has another digest: get it anew");
    }
    Space.of(layout.temporary()).require(missingBytes(manifest));
    List<Task> tasks = new ArrayList<>();
    Set<List<Digest>> seen = new HashSet<>();
    for (int i = 0; i < manifest.layers().size(); i++) {
      Digest diffId = image.config().diffIds().get(i);
      Descriptor blob = manifest.layers().get(i);
      if (seen.add(List.of(blob.digest(), diffId))) {
        String layer = where + ": layer " + i + " (" + diffId + ")";
        tasks.add(() -> copy(layer, image, blob, diffId));
      }
    }
    runAll(tasks);
    apply(where, image.config().diffIds());
    blobs.add(id, config);
    blobs.add(manifest.digest(), manifest.bytes());
    blobs.sync();
    layers.sync();
  }

  private long missingBytes(Manifest manifest) throws IOException {
    long bytes = 0;
    for (Descriptor blob : manifest.layers()) {
      if (!blobs.has(blob)) {
        bytes = Math.min(bytes + blob.size(), Long.MAX_VALUE / 2);
      }
    }
    return bytes;
  }

  private void copy(String where, ImageContent image, Descriptor blob, Digest diffId)
      throws IOException {
    String name = diffId.abbreviated();
    if (!blobs.has(blob)) {
      blobs.add(
          where,
          blob,
          image.blob(blob),
          done -> progress.progressed(name + ": copying", done, blob.size()));
    }
    layers.make(where, diffId, blob.digest(), guard(name + ": extracting"));
  }

  /** Stops what becomes larger than it may, or leaves too little room. */
  private PlainTar.Guard guard(String what) throws IOException {
    Space space = Space.of(layout.temporary());
    AtomicLong before = new AtomicLong();
    return bytes -> {
      if (decompressed.addAndGet(bytes - before.getAndSet(bytes)) > limit) {
        throw new StoreException(
            "its layers are larger than "
                + limit
                + " bytes when decompressed, the limit set for an image");
      }
      space.check(bytes);
      progress.progressed(what, bytes, -1);
    };
  }

  /** Sees to it that the layers can be put on one another. */
  private void apply(String where, List<Digest> diffIds) throws IOException {
    try (Store.OpenLayers opened = layers.use(diffIds)) {
      MountBuilder builder = new MountBuilder().writability(MountBuilder.Writability.READ_ONLY);
      opened.layers().forEach(builder::lower);
      builder.mount().close();
    } catch (LayerException | MountException e) {
      throw new StoreException(where + ": " + e.getMessage(), e);
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void runAll(List<Task> tasks) throws IOException {
    if (tasks.size() <= 1) {
      for (Task task : tasks) {
        task.run();
      }
      return;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "unionfs-load");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Task task : tasks) {
        running.add(
            threads.submit(
                () -> {
                  task.run();
                  return null;
                }));
      }
      for (Future<?> each : running) {
        await(each);
      }
    } finally {
      end(threads);
    }
  }

  private static void await(Future<?> running) throws IOException {
    try {
      running.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while an image was being loaded");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Stops what is still running and waits until it has cleaned up behind itself. */
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
