package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.BareMedium;
import io.unionfs.benchmarks.subject.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;

/**
 * What a copy-up cannot do without: the same bytes, from an array on the heap, and the same
 * metadata, written by hand to a medium as the union's writable layer in memory is kept in. No name
 * is looked up, nothing is staged or moved. Beside it {@code Files.copy} within a jimfs, and the
 * bytes alone, copied from array to array.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 1000)
@Measurement(iterations = 30)
public class MediumBenchmark {

  /** A medium, new for each invocation, and what is written to it. */
  @State(Scope.Thread)
  public abstract static class Medium {
    /** Which medium: {@link BareMedium#BLOCKS} or {@link BareMedium#JIMFS}. */
    @Param({BareMedium.BLOCKS, BareMedium.JIMFS})
    public String subject;

    byte[] bytes;
    BareMedium medium;
    BareMedium.Target[] targets;

    abstract int count();

    abstract int size();

    /** Makes the bytes. */
    @Setup(Level.Trial)
    public void fill() {
      bytes = new Pattern(size(), 1).bytes();
    }

    /** Makes the medium, and begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) throws IOException {
      make();
      Fixture.begin(iteration);
    }

    /** Ends, and lets the medium go. */
    @TearDown(Level.Invocation)
    public void end() throws IOException {
      Fixture.end();
      close();
    }

    void make() throws IOException {
      medium = BareMedium.of(subject);
      targets = new BareMedium.Target[count()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = medium.target("file-" + i);
      }
    }

    void close() throws IOException {
      medium.close();
    }
  }

  /** A jimfs as the union would write to, with a file to be copied. */
  @State(Scope.Thread)
  public abstract static class Source {
    byte[] bytes;
    BareMedium medium;
    Path source;
    Path[] targets;

    abstract int count();

    abstract int size();

    /** Makes the bytes. */
    @Setup(Level.Trial)
    public void fill() {
      bytes = new Pattern(size(), 1).bytes();
    }

    /** Makes the jimfs, and begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) throws IOException {
      make();
      Fixture.begin(iteration);
    }

    /** Ends, and lets the jimfs go. */
    @TearDown(Level.Invocation)
    public void end() throws IOException {
      Fixture.end();
      close();
    }

    void make() throws IOException {
      medium = BareMedium.of(BareMedium.JIMFS);
      Path directory = medium.directory();
      source = Files.write(directory.resolve("source"), bytes);
      targets = new Path[count()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = directory.resolve("file-" + i);
      }
    }

    void close() throws IOException {
      medium.close();
    }
  }

  /** Bytes, and where they are copied to again and again. */
  @State(Scope.Thread)
  public abstract static class Arrays {
    byte[] from;
    byte[] to;

    abstract int size();

    /** Makes both. */
    @Setup(Level.Trial)
    public void fill() {
      from = new Pattern(size(), 1).bytes();
      to = new byte[size()];
    }
  }

  // One state for each size, for JMH wants the size of a batch as a constant.

  public static class Write4K extends Medium {
    @Override
    int count() {
      return CopyUpBenchmark.BATCH_4K;
    }

    @Override
    int size() {
      return CopyUpBenchmark.SIZE_4K;
    }
  }

  public static class Write1M extends Medium {
    @Override
    int count() {
      return CopyUpBenchmark.BATCH_1M;
    }

    @Override
    int size() {
      return CopyUpBenchmark.SIZE_1M;
    }
  }

  public static class Write64M extends Medium {
    @Override
    int count() {
      return CopyUpBenchmark.BATCH_64M;
    }

    @Override
    int size() {
      return CopyUpBenchmark.SIZE_64M;
    }
  }

  public static class Write1G extends Medium {
    @Override
    int count() {
      return 1;
    }

    @Override
    int size() {
      return CopyUpBenchmark.SIZE_1G;
    }
  }

  public static class Copy4K extends Source {
    @Override
    int count() {
      return CopyUpBenchmark.BATCH_4K;
    }

    @Override
    int size() {
      return CopyUpBenchmark.SIZE_4K;
    }
  }

  public static class Copy1M extends Source {
    @Override
    int count() {
      return CopyUpBenchmark.BATCH_1M;
    }

    @Override
    int size() {
      return CopyUpBenchmark.SIZE_1M;
    }
  }

  public static class Copy64M extends Source {
    @Override
    int count() {
      return CopyUpBenchmark.BATCH_64M;
    }

    @Override
    int size() {
      return CopyUpBenchmark.SIZE_64M;
    }
  }

  public static class Arrays1M extends Arrays {
    @Override
    int size() {
      return CopyUpBenchmark.SIZE_1M;
    }
  }

  public static class Arrays64M extends Arrays {
    @Override
    int size() {
      return CopyUpBenchmark.SIZE_64M;
    }
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_4K)
  public void writeMedium4K(Write4K medium) throws IOException {
    write(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_1M)
  @Warmup(iterations = 150)
  @Measurement(iterations = 20)
  public void writeMedium1M(Write1M medium) throws IOException {
    write(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_64M)
  @Warmup(iterations = 20)
  @Measurement(iterations = 10)
  public void writeMedium64M(Write64M medium) throws IOException {
    write(medium);
  }

  @Benchmark
  @Fork(
      value = 3,
      jvmArgsAppend = {"-Xms5g", "-Xmx5g", "-XX:+AlwaysPreTouch"})
  @Warmup(iterations = 2)
  @Measurement(iterations = 4)
  public void writeMedium1G(Write1G medium) throws IOException {
    write(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_4K)
  public void filesCopy4K(Copy4K medium) throws IOException {
    copy(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_1M)
  @Warmup(iterations = 150)
  @Measurement(iterations = 20)
  public void filesCopy1M(Copy1M medium) throws IOException {
    copy(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_64M)
  @Warmup(iterations = 20)
  @Measurement(iterations = 10)
  public void filesCopy64M(Copy64M medium) throws IOException {
    copy(medium);
  }

  /** What this machine's memory allows: 1 MiB, which its caches may hold. */
  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_1M)
  @Warmup(iterations = 150)
  @Measurement(iterations = 20)
  public byte[] copyArray1M(Arrays1M arrays) {
    return copy(arrays, CopyUpBenchmark.BATCH_1M);
  }

  /** The same with 64 MiB. */
  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_64M)
  @Warmup(iterations = 20)
  @Measurement(iterations = 10)
  public byte[] copyArray64M(Arrays64M arrays) {
    return copy(arrays, CopyUpBenchmark.BATCH_64M);
  }

  private static void write(Medium medium) throws IOException {
    for (BareMedium.Target target : medium.targets) {
      target.write(medium.bytes);
    }
    medium.medium.flush();
  }

  private static void copy(Source medium) throws IOException {
    for (Path target : medium.targets) {
      Files.copy(medium.source, target);
    }
  }

  private static byte[] copy(Arrays arrays, int times) {
    for (int i = 0; i < times; i++) {
      byte[] source = i % 2 == 0 ? arrays.from : arrays.to;
      byte[] target = i % 2 == 0 ? arrays.to : arrays.from;
      System.arraycopy(source, 0, target, 0, source.length);
    }
    return arrays.to;
  }
}
