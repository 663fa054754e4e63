package io.unionfs.store;

import io.unionfs.store.StoreHistory.Company;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A running {@link StoreMain}. Closing kills it. */
final class StoreChild implements Closeable {
  private static final long TIMEOUT_SECONDS = 120;
  private static final long POLL_NANOS = 200_000;

  private final Process process;
  private final FileChannel progress;
  private final Path log;

  private StoreChild(Process process, FileChannel progress, Path log) {
    this.process = process;
    this.progress = progress;
    this.log = log;
  }

  /** Starts one on {@code store}, with its own files beside it, that begin with {@code prefix}. */
  static StoreChild start(Path store, long seed, int count, String prefix, Company company)
      throws IOException {
    Path log = store.resolveSibling(prefix + "log");
    Path progress = store.resolveSibling(prefix + "progress");
    FileChannel channel =
        FileChannel.open(
            progress,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.READ);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                StoreMain.class.getName(),
                store.toString(),
                progress.toString(),
                Long.toString(seed),
                Integer.toString(count),
                prefix,
                company.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new StoreChild(process, channel, log);
  }

  /**
   * Kills it {@code nanos} after its progress is {@code target}.
   *
   * @return its progress when it was dead
   */
  long killAt(long target, long nanos) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (progress() < target) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("the child has not come to " + target + ":\n" + text());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    kill();
    return progress();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end, which must be a good one. */
  void await() throws IOException {
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the child failed:\n" + text());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private long progress() throws IOException {
    ByteBuffer value = ByteBuffer.allocate(Long.BYTES);
    return progress.read(value, 0) == Long.BYTES ? value.getLong(0) : 0;
  }

  private String text() throws IOException {
    return Files.readString(log);
  }

  private void kill() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } finally {
      progress.close();
    }
  }
}
