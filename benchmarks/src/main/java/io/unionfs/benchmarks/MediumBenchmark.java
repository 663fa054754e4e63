package io.unionfs.benchmarks;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.benchmarks.subject.Pattern;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a copy-up cannot do without: the same bytes, from an array on the heap, and the same
 * metadata, written by hand to a jimfs that is set up as the union's writable layer in memory; and
 * {@code Files.copy} within it. No name is looked up, nothing is staged or moved.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 30)
@Measurement(iterations = 20)
public class MediumBenchmark {
  private static final int BLOCK_SIZE = 4096;
  private static final int BLOCKS_KEPT = 1024;

  /** A medium, new for each invocation, and what is written to it. */
  @State(Scope.Thread)
  public abstract static class Medium {
    byte[] bytes;
    FileTime time;
    byte[] origin;
    byte[] meta;
    FileSystem medium;
    Path source;
    Path[] targets;

    abstract int count();

    abstract int size();

    /** Makes the bytes. */
    @Setup(Level.Trial)
    public void fill() {
      bytes = new Pattern(size(), 1).bytes();
      time = FileTime.from(Instant.EPOCH);
      // What a copy-up leaves, byte for byte as long.
      origin = "281474976710658".getBytes(StandardCharsets.US_ASCII);
      meta =
          "1 changed=1795654691.614542505 gid=0 mode=644 uid=0".getBytes(StandardCharsets.US_ASCII);
    }

    /** Makes the medium. */
    @Setup(Level.Invocation)
    public void make() throws IOException {
      medium =
          Jimfs.newFileSystem(
              Configuration.unix().toBuilder()
                  .setAttributeViews("basic", "owner", "posix", "unix", "user")
                  .setBlockSize(BLOCK_SIZE)
                  .setMaxCacheSize(BLOCKS_KEPT)
                  .setWorkingDirectory("/")
                  .setFileTimeSource(() -> FileTime.from(Instant.EPOCH))
                  .build());
      Path directory = Files.createDirectories(medium.getPath("/upper/srv/many"));
      source = directory.resolve("source");
      targets = new Path[count()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = directory.resolve("file-" + i);
      }
    }

    /** Lets the medium go. */
    @TearDown(Level.Invocation)
    public void close() throws IOException {
      medium.close();
    }
  }

  /** A medium that holds a file to be copied. */
  public abstract static class Source extends Medium {
    @Override
    public void make() throws IOException {
      super.make();
      Files.write(source, bytes);
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

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_4K)
  public void writeMedium4K(Write4K medium) throws IOException {
    write(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_1M)
  public void writeMedium1M(Write1M medium) throws IOException {
    write(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_64M)
  @Warmup(iterations = 5)
  @Measurement(iterations = 8)
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
  public void filesCopy1M(Copy1M medium) throws IOException {
    copy(medium);
  }

  @Benchmark
  @OperationsPerInvocation(CopyUpBenchmark.BATCH_64M)
  @Warmup(iterations = 5)
  @Measurement(iterations = 8)
  public void filesCopy64M(Copy64M medium) throws IOException {
    copy(medium);
  }

  private static void write(Medium medium) throws IOException {
    for (Path target : medium.targets) {
      try (SeekableByteChannel channel =
          Files.newByteChannel(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer all = ByteBuffer.wrap(medium.bytes);
        while (all.hasRemaining()) {
          channel.write(all);
        }
      }
      UserDefinedFileAttributeView xattrs =
          Files.getFileAttributeView(target, UserDefinedFileAttributeView.class);
      xattrs.write("overlay.unionfs.origin", ByteBuffer.wrap(medium.origin));
      xattrs.write("overlay.unionfs.meta", ByteBuffer.wrap(medium.meta));
      Files.getFileAttributeView(target, BasicFileAttributeView.class)
          .setTimes(medium.time, medium.time, null);
    }
  }

  private static void copy(Medium medium) throws IOException {
    for (Path target : medium.targets) {
      Files.copy(medium.source, target);
    }
  }
}
