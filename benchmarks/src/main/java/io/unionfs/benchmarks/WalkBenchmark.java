package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.BenchImage;
import io.unionfs.benchmarks.subject.Tree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Walks the tree of Debian's image, or of the synthetic one, with all attributes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class WalkBenchmark extends Mounted {
  private BenchImage.Contents image;
  private Path root;

  /** What a walk found. */
  public static final class Found extends SimpleFileVisitor<Path> {
    int files;
    int directories;
    long bytes;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      directories++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      files++;
      bytes += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  Tree tree() throws IOException {
    image = new BenchImage.Contents(BenchImage.file());
    return image.tree();
  }

  @Override
  void prepare() {
    root = mounted.path("/");
  }

  /** The whole tree; returns what it holds. */
  @Benchmark
  public Found walk() throws IOException {
    Found found = new Found();
    Files.walkFileTree(root, found);
    return found;
  }

  /** Closes the image that the tree was taken from. */
  @TearDown
  public void closeImage() throws IOException {
    image.close();
  }
}
