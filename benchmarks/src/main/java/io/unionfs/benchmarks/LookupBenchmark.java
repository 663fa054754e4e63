package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Asks for a file by its path: found high, found low, not found; and what parsing a path costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class LookupBenchmark extends Mounted {
  private Path bottom;
  private Path top;
  private Path missing;
  private String bottomText;

  @Override
  Tree tree() {
    return Trees.lookup();
  }

  @Override
  void prepare() {
    bottom = mounted.path(Trees.bottom());
    top = mounted.path(Trees.top());
    missing = mounted.path(Trees.missing());
    bottomText = mounted.text(Trees.bottom());
  }

  /** The attributes of a file of the bottom layer. */
  @Benchmark
  public BasicFileAttributes statBottom() throws IOException {
    return Files.readAttributes(bottom, BasicFileAttributes.class);
  }

  /** The attributes of a file of the top layer. */
  @Benchmark
  public BasicFileAttributes statTop() throws IOException {
    return Files.readAttributes(top, BasicFileAttributes.class);
  }

  /** Whether a file exists that no layer has: false. */
  @Benchmark
  public boolean miss() {
    return Files.exists(missing);
  }

  /** A path from a string. */
  @Benchmark
  public Path getPath() {
    return mounted.fileSystem().getPath(bottomText);
  }

  /** The attributes of a file of the bottom layer, whose path is parsed for it. */
  @Benchmark
  public BasicFileAttributes getPathStat() throws IOException {
    return Files.readAttributes(
        mounted.fileSystem().getPath(bottomText), BasicFileAttributes.class);
  }
}
