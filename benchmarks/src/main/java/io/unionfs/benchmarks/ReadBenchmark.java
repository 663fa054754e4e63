package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Opens a file, reads all of it, and closes it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 4, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class ReadBenchmark extends Mounted {
  /** A file that was written after mounting. */
  static final String UPPER = Trees.DOC + "/upper";

  private Path lower;
  private Path upper;
  private Path large;

  /** Where a thread reads to. */
  @State(Scope.Thread)
  public static class Buffers {
    final ByteBuffer small = ByteBuffer.allocate(Trees.FILE_SIZE);
    final ByteBuffer large = ByteBuffer.allocate(Trees.LARGE_SIZE);
  }

  @Override
  Tree tree() {
    return Trees.lookup();
  }

  @Override
  void prepare() throws IOException {
    lower = mounted.path(Trees.bottom());
    large = mounted.path(Trees.LARGE);
    upper = mounted.path(UPPER);
    Files.write(upper, Trees.small(Trees.FILES));
    mounted.flush();
  }

  /** The 4 KiB of a file of the bottom layer. */
  @Benchmark
  public ByteBuffer openReadCloseLower(Buffers buffers) throws IOException {
    return read(lower, buffers.small);
  }

  /** The 4 KiB of a file of the writable layer. */
  @Benchmark
  public ByteBuffer openReadCloseUpper(Buffers buffers) throws IOException {
    return read(upper, buffers.small);
  }

  /** The 1 MiB of a file of the bottom layer. */
  @Benchmark
  public ByteBuffer read1M(Buffers buffers) throws IOException {
    return read(large, buffers.large);
  }

  private static ByteBuffer read(Path file, ByteBuffer buffer) throws IOException {
    buffer.clear();
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // one read fills the buffer, as a rule
      }
    }
    return buffer.flip();
  }
}
