package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/** Changes that leave everything as it was, so that they can be repeated on one mount. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 5, time = 800, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class ChangeBenchmark extends Mounted {

  /** What one thread uses. */
  @State(Scope.Thread)
  public static class Own {
    final ByteBuffer bytes = ByteBuffer.wrap(Trees.small(0));
    Path created;
    Path here;
    Path there;

    /** Makes the file that is renamed. */
    @Setup
    public void make(ChangeBenchmark benchmark, ThreadParams thread) throws IOException {
      name(benchmark, thread.getThreadIndex());
    }

    void name(ChangeBenchmark benchmark, int thread) throws IOException {
      String prefix = Trees.DOC + "/thread-" + thread;
      created = benchmark.mounted.path(prefix + "-created");
      here = benchmark.mounted.path(prefix + "-here");
      there = benchmark.mounted.path(prefix + "-there");
      Files.write(here, bytes.array());
    }
  }

  @Override
  Tree tree() {
    return Trees.lookup();
  }

  @Override
  void prepare() {}

  /** A new file, 4 KiB written to it, and removed; nothing is flushed. */
  @Benchmark
  public void createWriteDelete(Own own) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            own.created, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      own.bytes.clear();
      while (own.bytes.hasRemaining()) {
        channel.write(own.bytes);
      }
    }
    Files.delete(own.created);
  }

  /** Renames a file of the writable layer, and back. */
  @Benchmark
  @OperationsPerInvocation(2)
  public Path rename(Own own) throws IOException {
    Files.move(own.here, own.there);
    return Files.move(own.there, own.here);
  }
}
