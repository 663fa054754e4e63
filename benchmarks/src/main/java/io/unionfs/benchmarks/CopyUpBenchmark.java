package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Pattern;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import io.unionfs.layer.Content;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * The first write to a lower file, of one byte: the file is opened, copied up, written to and
 * closed, and when the batch is done all metadata is flushed. {@link MediumBenchmark} has the
 * controls, in batches of the same size.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 1000)
@Measurement(iterations = 30)
public class CopyUpBenchmark {
  static final int BATCH_4K = 256;
  static final int BATCH_1M = 16;
  static final int BATCH_64M = 2;
  static final int BATCH_1G = 100;
  static final int SIZE_4K = 1 << 12;
  static final int SIZE_1M = 1 << 20;
  static final int SIZE_64M = 1 << 26;
  static final int SIZE_1G = 1 << 30;

  /** Lower files of 4 KiB, on the heap. */
  public static class Files4K extends FreshMount {
    @Override
    int count() {
      return BATCH_4K;
    }

    @Override
    Tree tree() {
      return heap(BATCH_4K, SIZE_4K);
    }
  }

  /** Lower files of 1 MiB, on the heap. */
  public static class Files1M extends FreshMount {
    @Override
    int count() {
      return BATCH_1M;
    }

    @Override
    Tree tree() {
      return heap(BATCH_1M, SIZE_1M);
    }
  }

  /** Lower files of 64 MiB, on the heap. */
  public static class Files64M extends FreshMount {
    @Override
    int count() {
      return BATCH_64M;
    }

    @Override
    Tree tree() {
      return heap(BATCH_64M, SIZE_64M);
    }
  }

  /** One lower file of 1 GiB, whose bytes repeat and take no memory. */
  public static class File1G extends FreshMount {
    @Override
    int count() {
      return 1;
    }

    @Override
    Tree tree() {
      return Trees.files(1, new Pattern(SIZE_1G, 1));
    }
  }

  /** Lower files of 1 GiB, whose bytes repeat and take no memory, and which nobody copies. */
  public static class Files1G extends FreshMount {
    @Override
    public void prepare() throws IOException {
      if (Subject.parse(subject).kind() != Subject.Kind.UNION_BLOCK) {
        throw new IllegalArgumentException(
            subject + " would copy " + BATCH_1G + " GiB: choose union-block-1");
      }
      super.prepare();
    }

    @Override
    int count() {
      return BATCH_1G;
    }

    @Override
    Tree tree() {
      return Trees.files(BATCH_1G, new Pattern(SIZE_1G, 1));
    }
  }

  private static Tree heap(int count, int size) {
    return Trees.files(count, Content.of(new Pattern(size, 1).bytes()));
  }

  @Benchmark
  @OperationsPerInvocation(BATCH_4K)
  public void copyUp4K(Files4K batch) throws IOException {
    writeFirst(batch);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH_1M)
  @Warmup(iterations = 150)
  @Measurement(iterations = 20)
  public void copyUp1M(Files1M batch) throws IOException {
    writeFirst(batch);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH_64M)
  @Warmup(iterations = 20)
  @Measurement(iterations = 10)
  public void copyUp64M(Files64M batch) throws IOException {
    writeFirst(batch);
  }

  @Benchmark
  @Fork(
      value = 3,
      jvmArgsAppend = {"-Xms5g", "-Xmx5g", "-XX:+AlwaysPreTouch"})
  @Warmup(iterations = 2)
  @Measurement(iterations = 4)
  public void copyUp1G(File1G batch) throws IOException {
    writeFirst(batch);
  }

  /** One byte appended to a lower file of 64 MiB. */
  @Benchmark
  @OperationsPerInvocation(BATCH_64M)
  @Warmup(iterations = 20)
  @Measurement(iterations = 10)
  public void append64M(Files64M batch) throws IOException {
    append(batch);
  }

  /** One byte appended to each lower file of 1 GiB; for subjects that share blocks with them. */
  @Benchmark
  @OperationsPerInvocation(BATCH_1G)
  public void append1G(Files1G batch) throws IOException {
    append(batch);
  }

  private static void writeFirst(FreshMount batch) throws IOException {
    write(batch, StandardOpenOption.WRITE);
  }

  private static void append(FreshMount batch) throws IOException {
    write(batch, StandardOpenOption.APPEND);
  }

  private static void write(FreshMount batch, StandardOpenOption how) throws IOException {
    ByteBuffer one = ByteBuffer.wrap(new byte[] {'!'});
    for (Path file : batch.files) {
      try (SeekableByteChannel channel = Files.newByteChannel(file, how)) {
        channel.write(one.clear());
      }
    }
    batch.mounted.flush();
  }
}
