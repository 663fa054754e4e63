package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Trees;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What threads that share nothing achieve on this machine, to judge those by that share a mount.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 2, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class ControlBenchmark {

  /** A map of one thread alone. */
  @State(Scope.Thread)
  public static class Own {
    final Map<String, Integer> map = new HashMap<>();
    String name;

    /** Fills the map. */
    @Setup
    public void fill() {
      for (int i = 0; i < Trees.FILES; i++) {
        map.put(Trees.file(i), i);
      }
      name = Trees.bottom();
    }
  }

  /** Looks one name up in a private HashMap. */
  @Benchmark
  public Integer hashMapGet(Own own) {
    return own.map.get(own.name);
  }
}
