package io.unionfs.benchmarks;

import io.unionfs.benchmarks.subject.Hollow;
import io.unionfs.benchmarks.subject.Pattern;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Tree;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Changes that can be made once to each file, in batches on a fresh mount. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-Xmn800m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 1000)
@Measurement(iterations = 30)
public class BatchBenchmark {
  /** The operations in a batch. */
  static final int BATCH = 500;

  /** The size of the files whose attributes alone are copied, in bytes. */
  static final long HUGE = 1 << 30;

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  /** Lower files of 4 KiB. */
  public static class SmallFiles extends FreshMount {
    final ByteBuffer bytes = ByteBuffer.wrap(Trees.small(0));
    Path[] fresh;

    @Override
    int count() {
      return BATCH;
    }

    @Override
    Tree tree() {
      return Trees.files(BATCH, new Pattern(Trees.FILE_SIZE, 1));
    }

    @Override
    void mount() throws IOException {
      super.mount();
      fresh = new Path[BATCH];
      for (int i = 0; i < BATCH; i++) {
        fresh[i] = mounted.path(Trees.MANY + "/new-" + i);
      }
    }
  }

  /** The same, with permissions. */
  public static class FilesWithPermissions extends SmallFiles {
    @Override
    Subject.Views views() {
      return Subject.Views.PERMISSIONS;
    }
  }

  /** Lower files of 1 GiB, of which no byte is read. */
  public static class HugeFiles extends FreshMount {
    @Override
    public void prepare() throws IOException {
      Subject.Kind kind = Subject.parse(subject).kind();
      if (kind != Subject.Kind.UNION_METACOPY && kind != Subject.Kind.OVERLAY_METACOPY) {
        throw new IllegalArgumentException(
            subject + " would copy 500 GiB: choose union-metacopy-1");
      }
      super.prepare();
    }

    @Override
    int count() {
      return BATCH;
    }

    @Override
    Tree tree() {
      return Trees.files(BATCH, new Hollow(HUGE));
    }
  }

  /** New directories in a merged one. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void mkdir(SmallFiles batch) throws IOException {
    for (Path path : batch.fresh) {
      Files.createDirectory(path);
    }
  }

  /** Removes lower files, each of which leaves a whiteout where there are layers. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void whiteout(SmallFiles batch) throws IOException {
    for (Path path : batch.files) {
      Files.delete(path);
    }
  }

  /** Renames lower files, which are copied up for it and leave whiteouts where there are layers. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void renameLower(SmallFiles batch) throws IOException {
    for (int i = 0; i < BATCH; i++) {
      Files.move(batch.files[i], batch.fresh[i]);
    }
  }

  /** Changes the permissions of lower files of 4 KiB, which are copied up for it. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void chmodLower(FilesWithPermissions batch) throws IOException {
    for (Path path : batch.files) {
      Files.setPosixFilePermissions(path, PRIVATE);
    }
  }

  /** Changes the permissions of lower files of 1 GiB; for subjects with {@code metacopy=on}. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void chmodHuge(HugeFiles batch) throws IOException {
    for (Path path : batch.files) {
      Files.setPosixFilePermissions(path, PRIVATE);
    }
  }

  /** New files with 4 KiB in each, all metadata flushed, all removed, and flushed again. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void createWriteFlushDelete(SmallFiles batch) throws IOException {
    create(batch);
    batch.mounted.flush();
    for (Path path : batch.fresh) {
      Files.delete(path);
    }
    batch.mounted.flush();
  }

  static void create(SmallFiles batch) throws IOException {
    for (Path path : batch.fresh) {
      try (SeekableByteChannel channel =
          Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        batch.bytes.clear();
        while (batch.bytes.hasRemaining()) {
          channel.write(batch.bytes);
        }
      }
    }
  }
}
