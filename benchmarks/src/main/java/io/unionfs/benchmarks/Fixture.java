package io.unionfs.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * What stands between the making of a batch's fixture and the batch itself. JMH's own figure of
 * allocation has the fixture in it, which for a filesystem without layers is the whole tree; as a
 * profiler this gives that of the batch alone. The garbage of all that was for warming up is
 * collected shortly before the first batch that counts, so that few collections fall into those.
 */
public final class Fixture implements InternalProfiler {
  /** The name of the figure: bytes for each operation. */
  public static final String ALLOCATION = "batch.alloc.norm";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int COLLECTED_BEFORE = 10;

  private static int warmups;
  private static long before;
  private static long allocated;

  /** The fixture is there: the batch begins. Called by the thread that runs it. */
  static void begin(IterationParams iteration) {
    boolean isWarmup = iteration.getType() == IterationType.WARMUP;
    if (isWarmup && iteration.getCount() - warmups++ == collectedBefore(iteration.getCount())) {
      System.gc();
    }
    before = THREADS.getCurrentThreadAllocatedBytes();
  }

  /** How many batches before the first that counts: they find the caches cold, where all moved. */
  static int collectedBefore(int warmups) {
    return Math.min(COLLECTED_BEFORE, Math.max(1, warmups / 2));
  }

  /** The batch is done. */
  static void end() {
    allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    allocated = 0;
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double operations = result.getMetadata().getAllOps();
    return List.of(
        new ScalarResult(ALLOCATION, allocated / operations, "B/op", AggregationPolicy.AVG));
  }

  @Override
  public String getDescription() {
    return "what batches allocate, without their fixtures";
  }
}
