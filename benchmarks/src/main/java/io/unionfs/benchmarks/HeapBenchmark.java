package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.BenchImage;
import io.unionfs.benchmarks.subject.HostSpace;
import io.unionfs.benchmarks.subject.Lower;
import io.unionfs.benchmarks.subject.OpenSubject;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Trees;
import io.unionfs.benchmarks.subject.UnionLayers;
import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Store;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jol.info.GraphLayout;

/**
 * How much heap things take, for each of many: with them, less what it was before, in two ways.
 * {@code heap} is what is used after garbage collection; one measurement for each JVM, for what the
 * first leaves would be in the second. {@code jol} is what the objects take that can be reached
 * from them, one by one. The figure is the counter {@code heapBytes}; the time that JMH reports
 * beside it means nothing.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class HeapBenchmark {
  static final int CONTAINERS = 500;
  static final int OPEN_FILES = 10_000;
  private static final int COLLECTIONS = 3;

  /** jol asks where the fields of records are, which the JDK tells nobody. */
  private static final String RECORDS = "-Djol.magicFieldOffset=true";

  /** jol measures objects by an agent, which it loads into its own JVM. */
  private static final String ATTACH = "-Djdk.attach.allowAttachSelf=true";

  /** The same, without a warning of later JDKs. */
  private static final String AGENT = "-XX:+EnableDynamicAgentLoading";

  /** How bytes of heap are counted. */
  enum Meter {
    /** All that is used after garbage collection. */
    COLLECTED {
      @Override
      long bytes(Object... roots) {
        return used();
      }
    },
    /** Object by object, by jol: all that can be reached from some. */
    JOL {
      @Override
      long bytes(Object... roots) {
        return GraphLayout.parseInstance((Object) roots).totalSize();
      }
    };

    abstract long bytes(Object... roots);
  }

  /** What was found. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Figures {
    /** Bytes of heap for each. */
    public double heapBytes;

    /** How many there were. */
    public double counted;

    private Meter meter;
    private long before;

    Figures by(Meter way) {
      meter = way;
      return this;
    }

    void begin(Object... roots) {
      before = meter.bytes(roots);
    }

    /** There are {@code count} things more than in the beginning, and the same roots. */
    void end(long count, Object... roots) {
      heapBytes = (meter.bytes(roots) - before) / (double) count;
      counted = count;
    }
  }

  /** What must stay alive until the heap was measured, closed after the trial. */
  @State(Scope.Thread)
  public static class Kept {
    int containers = CONTAINERS;
    int files = OPEN_FILES;
    final Deque<Closeable> open = new ArrayDeque<>();

    <T extends Closeable> T keep(T opened) {
      open.push(opened);
      return opened;
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      while (!open.isEmpty()) {
        open.pop().close();
      }
    }
  }

  /** Where files are opened. */
  @State(Scope.Thread)
  public static class Files500 {
    /** In the form of {@link Subject#parse}. */
    @Param({"jimfs", "union-8"})
    public String subject;
  }

  static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** The layers and the merged tree of the image, for each entry of the tree. */
  @Benchmark
  public Object heapPerEntry(Figures figures, Kept kept) throws IOException {
    return perEntry(figures.by(Meter.COLLECTED), kept);
  }

  /** The same, by jol. */
  @Benchmark
  @Fork(
      value = 3,
      jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", RECORDS, ATTACH, AGENT})
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public Object jolPerEntry(Figures figures, Kept kept) throws IOException {
    return perEntry(figures.by(Meter.JOL), kept);
  }

  private static Object perEntry(Figures figures, Kept kept) throws IOException {
    Path file = BenchImage.file();
    touch(file);
    // What every mount and every open file of the host reaches is there before. The latter is much:
    // all that the JDK will clean up some time, which is the indexes of the class path's archives.
    UnionFileSystem empty =
        kept.keep(UnionLayers.mount(List.of(Layer.builder().directory("d").build())));
    entries(empty);
    Object[] roots = {empty, kept.keep(FileChannel.open(file)), null, null};
    figures.begin(roots);
    Image image = kept.keep(Image.open(file));
    UnionFileSystem union = kept.keep(UnionLayers.mount(List.copyOf(image.layers())));
    roots[2] = image;
    roots[3] = union;
    figures.end(entries(union), roots);
    return union;
  }

  /** Loads the classes, whose own statics shall not be counted, and lets all else go. */
  private static void touch(Path file) throws IOException {
    try (Image image = Image.open(file);
        UnionFileSystem union = UnionLayers.mount(List.copyOf(image.layers()))) {
      entries(union);
    }
  }

  private static long entries(UnionFileSystem union) throws IOException {
    try (Stream<Path> walk = Files.walk(union.getPath("/"))) {
      return walk.count();
    }
  }

  /** A container whose files were opened, to which nothing was written. */
  @Benchmark
  public Object heapPerIdleContainer(Figures figures, Kept kept) throws IOException {
    return perIdleContainer(figures.by(Meter.COLLECTED), kept);
  }

  /** The same, by jol. */
  @Benchmark
  @Fork(
      value = 3,
      jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", RECORDS, ATTACH, AGENT})
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public Object jolPerIdleContainer(Figures figures, Kept kept) throws IOException {
    return perIdleContainer(figures.by(Meter.JOL), kept);
  }

  private static Object perIdleContainer(Figures figures, Kept kept) throws IOException {
    Path directory = ImageBenchmark.newStore();
    kept.keep(() -> HostSpace.remove(directory));
    Store store = kept.keep(Store.open(directory, InstantSource.system()));
    ContainerEngine engine =
        kept.keep(ContainerEngine.open(store, InstantSource.system(), new Random(1)));
    String image =
        store
            .images()
            .load(BenchImage.file(), ImageOptions.defaults(), ProgressListener.NONE)
            .get(0)
            .id()
            .toString();
    // The first brings the image's layers, which all share.
    UnionFileSystem first = kept.keep(engine.create(ContainerSpec.of(image)).files());
    entries(first);
    Container[] containers = new Container[kept.containers];
    for (int i = 0; i < containers.length; i++) {
      containers[i] = engine.create(ContainerSpec.of(image));
    }
    Object[] roots = {store, engine, first, containers, new UnionFileSystem[containers.length]};
    figures.begin(roots);
    for (int i = 0; i < containers.length; i++) {
      ((UnionFileSystem[]) roots[roots.length - 1])[i] = kept.keep(containers[i].files());
    }
    figures.end(containers.length, roots);
    return containers;
  }

  /** A lower file that is open for reading, with its channel. */
  @Benchmark
  public Object heapPerOpenFile(Figures figures, Kept kept, Files500 files) throws IOException {
    return perOpenFile(figures.by(Meter.COLLECTED), kept, files);
  }

  /** The same, by jol. */
  @Benchmark
  @Fork(
      value = 3,
      jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC", RECORDS, ATTACH, AGENT})
  @Warmup(iterations = 1)
  @Measurement(iterations = 3)
  public Object jolPerOpenFile(Figures figures, Kept kept, Files500 files) throws IOException {
    return perOpenFile(figures.by(Meter.JOL), kept, files);
  }

  private static Object perOpenFile(Figures figures, Kept kept, Files500 files) throws IOException {
    Lower lower = kept.keep(Subject.parse(files.subject).prepare(Trees.lookup()));
    OpenSubject mounted = kept.keep(lower.mount());
    Path[] paths = new Path[Trees.FILES];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = mounted.path(Trees.file(i));
      Files.newByteChannel(paths[i]).close();
    }
    SeekableByteChannel[] channels = new SeekableByteChannel[kept.files];
    figures.begin(mounted, paths, channels);
    for (int i = 0; i < channels.length; i++) {
      channels[i] = Files.newByteChannel(paths[i % paths.length]);
    }
    figures.end(channels.length, mounted, paths, channels);
    for (SeekableByteChannel channel : channels) {
      kept.keep(channel);
    }
    return channels;
  }
}
