package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Lower;
import io.unionfs.benchmarks.subject.OpenSubject;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * Mounting and unmounting a loaded image of 100,000 files: one that another container uses, so that
 * the merged tree of its layers is there. For jimfs, which has no layers to show, a new empty
 * instance stands beside it. The kernel is not asked: each of its mounts would be a process.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 150)
@Measurement(iterations = 20)
public class MountBenchmark {
  static final int BATCH = 1000;
  static final int ENTRIES = 100_000;

  /** An image that is mounted once already. */
  @State(Scope.Thread)
  public static class Loaded {
    /** In the form of {@link Subject#parse}; {@code union-n} or {@code jimfs}. */
    @Param({"jimfs", "union-128"})
    public String subject;

    final OpenSubject[] mounts = new OpenSubject[BATCH];
    OpenSubject first;

    /** How many files the image holds. */
    int files = ENTRIES;

    long found;
    private Lower lower;

    /** Loads the image and walks it once. */
    @Setup(Level.Trial)
    public void load() throws IOException {
      Subject parsed = Subject.parse(subject);
      boolean isLayered = parsed.layers() > 0;
      lower = parsed.prepare(isLayered ? Trees.wide(files) : new Tree(List.of(), List.of()));
      first = lower.mount();
      try (Stream<Path> walk = Files.walk(first.path("/"))) {
        found = walk.filter(Files::isRegularFile).count();
      }
    }

    void mountAll() throws IOException {
      for (int i = 0; i < BATCH; i++) {
        mounts[i] = lower.mount();
      }
    }

    void unmountAll() throws IOException {
      for (int i = 0; i < BATCH; i++) {
        mounts[i].close();
      }
    }

    /** Lets the image go. */
    @TearDown(Level.Trial)
    public void unload() throws IOException {
      first.close();
      lower.close();
    }
  }

  /** To be mounted. */
  public static class ToMount extends Loaded {
    /** Begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) {
      Fixture.begin(iteration);
    }

    /** Unmounts what was mounted. */
    @TearDown(Level.Invocation)
    public void undo() throws IOException {
      Fixture.end();
      unmountAll();
    }
  }

  /** To be unmounted. */
  public static class ToUnmount extends Loaded {
    /** Mounts what is to be unmounted. */
    @Setup(Level.Invocation)
    public void make(IterationParams iteration) throws IOException {
      mountAll();
      Fixture.begin(iteration);
    }

    /** Ends. */
    @TearDown(Level.Invocation)
    public void end() {
      Fixture.end();
    }
  }

  /** Mounts the image. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public OpenSubject[] mount(ToMount image) throws IOException {
    image.mountAll();
    return image.mounts;
  }

  /** Unmounts it; nothing was written to it. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void unmount(ToUnmount image) throws IOException {
    image.unmountAll();
  }
}
