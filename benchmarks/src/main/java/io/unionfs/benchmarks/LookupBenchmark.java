package io.unionfs.benchmarks;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the lookup benchmarks have in common: how they are run, and one subject opened per trial.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public abstract class LookupBenchmark {
  /** The subject; fields that hold its paths are not final, so that nothing is a constant. */
  protected FileSystem fileSystem;

  /** Which subject to open, in the form of {@link Subject#parse}. */
  protected abstract String subject();

  /** Looks up the paths that the benchmark uses. */
  protected abstract void prepare();

  @Setup
  public void open() throws IOException {
    fileSystem = Subject.parse(subject()).open();
    prepare();
  }

  @TearDown
  public void close() throws IOException {
    fileSystem.close();
  }
}
