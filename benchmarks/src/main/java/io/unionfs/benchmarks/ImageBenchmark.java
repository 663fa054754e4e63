package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.BenchImage;
import io.unionfs.benchmarks.subject.HostSpace;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Trees;
import io.unionfs.container.Container;
import io.unionfs.container.Container.CommitSpec;
import io.unionfs.container.ContainerEngine;
import io.unionfs.container.ContainerSpec;
import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.Images;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;

/** Images and containers: opening and loading an image, committing a container. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 8)
@Measurement(iterations = 8)
public class ImageBenchmark {
  /** What is written to a container before it is committed. */
  static final int FILES = 100;

  /** A store on tmpfs, or where there is none in the temporary directory. */
  static Path newStore() throws IOException {
    boolean onTmpfs = Subject.parse("tmpfs").whyNot().isEmpty();
    return onTmpfs ? HostSpace.newDirectory() : Files.createTempDirectory("unionfs-bench");
  }

  /** The image's file. */
  @State(Scope.Thread)
  public static class OneFile {
    Path image;
    Image opened;

    /** Finds the image. */
    @Setup(Level.Trial)
    public void find() throws IOException {
      image = BenchImage.file();
    }

    /** Begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) {
      Fixture.begin(iteration);
    }

    /** Ends, and closes what was opened. */
    @TearDown(Level.Invocation)
    public void end() throws IOException {
      Fixture.end();
      close();
    }

    void close() throws IOException {
      opened.close();
    }
  }

  /** An empty store for each invocation. */
  @State(Scope.Thread)
  public static class EmptyStore {
    Path image;
    Path directory;
    Store store;

    /** Finds the image. */
    @Setup(Level.Trial)
    public void find() throws IOException {
      image = BenchImage.file();
    }

    /** Makes the store, and begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) throws IOException {
      make();
      Fixture.begin(iteration);
    }

    /** Ends, and removes the store. */
    @TearDown(Level.Invocation)
    public void end() throws IOException {
      Fixture.end();
      remove();
    }

    void make() throws IOException {
      directory = newStore();
      store = Store.open(directory, InstantSource.system());
    }

    void remove() throws IOException {
      store.close();
      HostSpace.remove(directory);
    }
  }

  /** A store with the image, and for each invocation a container to which files were written. */
  @State(Scope.Thread)
  public static class WrittenContainer {
    static final ImageReference BASE = ImageReference.parse("base:bench");
    static final ImageReference NEW = ImageReference.parse("new:bench");

    Store store;
    ContainerEngine engine;
    Container container;
    private Path directory;

    /** Loads the image. */
    @Setup(Level.Trial)
    public void load() throws IOException {
      directory = newStore();
      store = Store.open(directory, InstantSource.system());
      engine = ContainerEngine.open(store, InstantSource.system(), new Random(1));
      StoredImage image =
          store
              .images()
              .load(BenchImage.file(), ImageOptions.defaults(), ProgressListener.NONE)
              .get(0);
      store.images().tag(image, BASE);
    }

    /** Makes the container, and begins. */
    @Setup(Level.Invocation)
    public void begin(IterationParams iteration) throws IOException {
      write();
      Fixture.begin(iteration);
    }

    /** Ends, and removes the container. */
    @TearDown(Level.Invocation)
    public void end() throws IOException {
      Fixture.end();
      remove();
    }

    /** Makes the container and writes to it. */
    void write() throws IOException {
      container = engine.create(ContainerSpec.of(BASE.toString()));
      try (UnionFileSystem files = container.files()) {
        Path made = Files.createDirectory(files.getPath("/bench"));
        for (int i = 0; i < FILES; i++) {
          Files.write(made.resolve("file-" + i), Trees.small(i));
        }
      }
    }

    /** Removes the container and its image. */
    void remove() throws IOException {
      container.remove(Container.Removal.IF_STOPPED, Container.VolumesOf.REMOVED);
      store.images().remove(NEW.toString(), Images.Removal.IF_UNUSED);
    }

    /** Removes the store. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      engine.close();
      store.close();
      HostSpace.remove(directory);
    }
  }

  /** Opens an image's file and all its layers. */
  @Benchmark
  public Image openImage(OneFile file) throws IOException {
    file.opened = Image.open(file.image);
    file.opened.layers();
    return file.opened;
  }

  /** Loads an image into an empty store, as {@code unionfs load} does. */
  @Benchmark
  public List<StoredImage> loadImage(EmptyStore empty) throws IOException {
    return empty.store.images().load(empty.image, ImageOptions.defaults(), ProgressListener.NONE);
  }

  /** Commits a container to which 100 files of 4 KiB were written. */
  @Benchmark
  public StoredImage commit(WrittenContainer written) throws IOException {
    return written.container.commit(CommitSpec.of(WrittenContainer.NEW));
  }
}
