package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Lists a directory, all names of it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 4, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class ListBenchmark extends Mounted {
  /** How many files the directory holds. */
  @Param({"10", "100", "1000", "100000"})
  public int names;

  private Path directory;

  @Override
  Tree tree() {
    return Trees.directory(names);
  }

  @Override
  void prepare() {
    directory = mounted.path(Trees.MANY);
  }

  /** All paths in the directory; returns how many. */
  @Benchmark
  public int list(Blackhole hole) throws IOException {
    int count = 0;
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        hole.consume(path);
        count++;
      }
    }
    return count;
  }
}
