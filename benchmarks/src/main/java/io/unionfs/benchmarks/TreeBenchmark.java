package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Trees;
import io.unionfs.benchmarks.subject.UnionLayers;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.Mount;
import io.unionfs.overlay.MountBuilder;
import io.unionfs.overlay.PathName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * Building merged trees. A directory's names are merged when it is first looked into, so that the
 * whole tree is there once a name was looked up in each directory; that is what is done here, by
 * the engine, and no more.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 15)
@Measurement(iterations = 10)
public class TreeBenchmark {
  static final int ENTRIES = 100_000;

  /** How many layers are put on the directory, each by itself. */
  static final int BATCH = 20;

  /** New names in the layer that is put on the directory, and names it removes. */
  static final int NEW_NAMES = 7;

  static final int WHITEOUTS = 3;

  /** Layers that no mount has seen. */
  @State(Scope.Thread)
  public static class NewLayers {
    /** {@code union-n}: how many layers there are. */
    @Param({"union-1", "union-128"})
    public String subject;

    /** How many entries the layers have together. */
    int entries = ENTRIES;

    List<Layer> layers;
    PathName[] oneInEach;

    /** Makes the paths. */
    @Setup(Level.Trial)
    public void paths() {
      oneInEach = new PathName[entries / 100];
      for (int i = 0; i < oneInEach.length; i++) {
        oneInEach[i] = PathName.parse(Trees.wide(i, entries));
      }
    }

    /** Makes the layers, and begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) {
      make();
      Fixture.begin(iteration);
    }

    /** Ends. */
    @TearDown(Level.Invocation)
    public void end() {
      Fixture.end();
    }

    void make() {
      layers = UnionLayers.of(Trees.wide(entries).cut(Subject.parse(subject).layers()));
    }
  }

  /** A directory of 100,000 names that is merged, and small layers to be put on it. */
  @State(Scope.Thread)
  public static class LargeDirectory {
    static final PathName ADDED = PathName.parse(Trees.MANY + "/added-0");

    /** How many names the directory holds. */
    int names = ENTRIES;

    List<Layer> base;
    Mount merged;
    final List<Layer> small = new ArrayList<>();

    /** Merges the directory. */
    @Setup(Level.Trial)
    public void merge() throws IOException {
      base = UnionLayers.of(Trees.directory(names).cut(1));
      merged = TreeBenchmark.mount(base);
      find(merged, PathName.parse(Trees.many(0)));
    }

    /** Makes the small layers, and begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) throws IOException {
      make();
      Fixture.begin(iteration);
    }

    /** Ends. */
    @TearDown(Level.Invocation)
    public void end() throws IOException {
      Fixture.end();
    }

    void make() throws IOException {
      small.clear();
      for (int i = 0; i < BATCH; i++) {
        small.add(smallLayer());
      }
    }

    Layer smallLayer() throws IOException {
      LayerBuilder layer = Layer.builder();
      for (int i = 0; i < NEW_NAMES; i++) {
        layer.file((Trees.MANY + "/added-" + i).substring(1), "");
      }
      for (int i = 0; i < WHITEOUTS; i++) {
        layer.whiteout(Trees.many(i).substring(1));
      }
      return layer.build();
    }

    /** Lets the directory go. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      merged.close();
    }
  }

  /** The same with layers in archives, which are applied as images' layers are. */
  public static class LargeDirectoryAndArchives extends LargeDirectory {
    private Path archive;

    @Override
    public void merge() throws IOException {
      super.merge();
      archive = Files.createTempFile("unionfs-bench", ".tar");
      try (UnionFileSystem union = UnionLayers.mount(base);
          OutputStream out = Files.newOutputStream(archive)) {
        for (int i = 0; i < NEW_NAMES; i++) {
          Files.createFile(union.getPath(Trees.MANY + "/added-" + i));
        }
        for (int i = 0; i < WHITEOUTS; i++) {
          Files.delete(union.getPath(Trees.many(i)));
        }
        union.writeLayer(out);
      }
    }

    @Override
    Layer smallLayer() throws IOException {
      return Layer.ofArchive(archive);
    }

    @Override
    public void end() throws IOException {
      super.end();
      closeArchives();
    }

    void closeArchives() throws IOException {
      for (Layer layer : small) {
        layer.close();
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      Files.delete(archive);
    }
  }

  static Mount mount(List<Layer> layers) throws IOException {
    MountBuilder mount = new MountBuilder();
    layers.forEach(mount::lower);
    return mount.mount();
  }

  static Inode find(Mount mount, PathName path) throws IOException {
    if (mount.lookup(Caller.ROOT, path, Follow.FOLLOW) instanceof Inode inode) {
      return inode;
    }
    throw new IOException(path + " is not there");
  }

  /** The merged tree of 100,000 entries in 1,000 directories, of new layers; for each entry. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public Mount mergedTree(NewLayers image) throws IOException {
    Mount mount = mount(image.layers);
    for (PathName path : image.oneInEach) {
      find(mount, path);
    }
    return mount;
  }

  /** A layer of 10 entries stacked on a merged directory of 100,000. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  @Warmup(iterations = 150)
  @Measurement(iterations = 30)
  public long stackSmallLayer(LargeDirectory directory) throws IOException {
    return putEachOn(directory);
  }

  /** A layer archive of 10 entries applied to it. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  @Warmup(iterations = 150)
  @Measurement(iterations = 30)
  public long applySmallArchive(LargeDirectoryAndArchives directory) throws IOException {
    return putEachOn(directory);
  }

  private static long putEachOn(LargeDirectory directory) throws IOException {
    long numbers = 0;
    for (Layer layer : directory.small) {
      Mount mount = mount(List.of(directory.base.get(0), layer));
      numbers += find(mount, LargeDirectory.ADDED).ino();
    }
    return numbers;
  }
}
