package io.unionfs.medium.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A running {@link HistoryMain}. Closing kills it. */
final class Child implements Closeable {
  private static final long TIMEOUT_SECONDS = 120;

  private static final long POLL_NANOS = 50_000;

  private final Process process;
  private final FileChannel progress;
  private final Path log;

  private Child(Process process, FileChannel progress, Path log) {
    this.process = process;
    this.progress = progress;
    this.log = log;
  }

  static Child start(Path directory, long seed, int count, HistoryMain.Ending ending)
      throws IOException {
    Path log = directory.resolve("log");
    FileChannel progress =
        FileChannel.open(
            directory.resolve(HistoryMain.PROGRESS),
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
                HistoryMain.class.getName(),
                directory.toString(),
                Long.toString(seed),
                Integer.toString(count),
                ending.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new Child(process, progress, log);
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

  /** Waits for its end. */
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

  /** See {@link HistoryMain}. */
  private long progress() throws IOException {
    ByteBuffer value = ByteBuffer.allocate(Long.BYTES);
    return progress.read(value, 0) == Long.BYTES ? value.getLong(0) : 0;
  }

  private String text() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
