package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.unionfs.benchmarks.subject.Pattern;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Trees;
import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmarks in batches do what their names say, to each file once, and then anew. */
class BatchBenchmarksTest {
  private static final int TIMES = 2;

  private interface Check<T> {
    void run(T state) throws IOException;
  }

  private static <T extends FreshMount> void on(String subject, Supplier<T> maker, Check<T> check)
      throws IOException {
    assumeThat(Subject.parse(subject).whyNot()).as(subject + " on this machine").isEmpty();
    T state = maker.get();
    state.subject = subject;
    state.prepare();
    try {
      for (int i = 0; i < TIMES; i++) {
        state.mount();
        try {
          check.run(state);
        } finally {
          state.unmount();
        }
      }
    } finally {
      state.remove();
    }
  }

  private static long count(FreshMount state) throws IOException {
    try (Stream<Path> names = Files.list(state.mounted.path(Trees.MANY))) {
      return names.count();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jimfs",
        "memoryfilesystem",
        "tmpfs",
        "union-8",
        "scan-8",
        "overlay-8",
        "fuse-overlayfs-8"
      })
  void changesChangeEachFileOnce(String subject) throws IOException {
    BatchBenchmark benchmark = new BatchBenchmark();
    byte[] content = new Pattern(Trees.FILE_SIZE, 1).bytes();
    on(
        subject,
        BatchBenchmark.SmallFiles::new,
        batch -> {
          benchmark.mkdir(batch);
          assertThat(batch.fresh).hasSize(BatchBenchmark.BATCH).allMatch(Files::isDirectory);
          assertThat(batch.files).allMatch(Files::isRegularFile);
        });
    on(
        subject,
        BatchBenchmark.SmallFiles::new,
        batch -> {
          assertThat(count(batch)).isEqualTo(BatchBenchmark.BATCH);
          benchmark.whiteout(batch);
          assertThat(count(batch)).isZero();
        });
    on(
        subject,
        BatchBenchmark.SmallFiles::new,
        batch -> {
          benchmark.renameLower(batch);
          assertThat(count(batch)).isEqualTo(BatchBenchmark.BATCH);
          assertThat(batch.fresh[BatchBenchmark.BATCH - 1]).hasBinaryContent(content);
          assertThat(batch.files).noneMatch(Files::exists);
        });
    on(
        subject,
        BatchBenchmark.SmallFiles::new,
        batch -> {
          BatchBenchmark.create(batch);
          assertThat(count(batch)).isEqualTo(2 * BatchBenchmark.BATCH);
          assertThat(batch.fresh[7]).hasBinaryContent(Trees.small(0));
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"jimfs", "memoryfilesystem", "tmpfs", "union-8", "overlay-8"})
  void createWriteFlushDeleteLeavesTheDirectoryAsItWas(String subject) throws IOException {
    on(
        subject,
        BatchBenchmark.SmallFiles::new,
        batch -> {
          new BatchBenchmark().createWriteFlushDelete(batch);
          assertThat(batch.bytes.remaining()).as("bytes not written").isZero();
          assertThat(count(batch)).isEqualTo(BatchBenchmark.BATCH);
          assertThat(batch.files).allMatch(Files::isRegularFile);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jimfs", "memoryfilesystem", "tmpfs", "union-8", "overlay-8", "fuse-overlayfs-8"})
  void chmodLowerChangesPermissionsAndCopiesTheData(String subject) throws IOException {
    on(
        subject,
        BatchBenchmark.FilesWithPermissions::new,
        batch -> {
          new BatchBenchmark().chmodLower(batch);
          assertArePrivate(batch.files);
          assertThat(batch.files[3]).hasBinaryContent(new Pattern(Trees.FILE_SIZE, 1).bytes());
          if (batch.mounted.fileSystem() instanceof UnionFileSystem union) {
            assertThat(union.upper().resolve(Trees.many(3).substring(1))).hasSize(Trees.FILE_SIZE);
          }
        });
  }

  private static void assertArePrivate(Path[] files) throws IOException {
    for (Path file : files) {
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"union-metacopy-1", "overlay-metacopy-1"})
  void chmodHugeCopiesNoData(String subject) throws IOException {
    on(
        subject,
        BatchBenchmark.HugeFiles::new,
        batch -> {
          new BatchBenchmark().chmodHuge(batch);
          assertArePrivate(batch.files);
          assertThat(Files.size(batch.files[0])).isEqualTo(BatchBenchmark.HUGE);
          if (batch.mounted.fileSystem() instanceof UnionFileSystem union) {
            assertThat(union.usage().bytes()).isLessThan(1 << 20);
          }
        });
  }

  @Test
  void chmodHugeRefusesSubjectsThatWouldCopy() {
    BatchBenchmark.HugeFiles files = new BatchBenchmark.HugeFiles();
    files.subject = "union-1";
    assertThatThrownBy(files::prepare).hasMessageContaining("choose union-metacopy-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"union-1", "union-8", "overlay-8", "fuse-overlayfs-8"})
  void theFirstWriteCopiesUpAndChangesOneByte(String subject) throws IOException {
    CopyUpBenchmark benchmark = new CopyUpBenchmark();
    on(
        subject,
        CopyUpBenchmark.Files4K::new,
        batch -> {
          benchmark.copyUp4K(batch);
          assertThat(batch.files).hasSize(CopyUpBenchmark.BATCH_4K);
          assertWritten(batch, CopyUpBenchmark.SIZE_4K);
        });
    on(
        subject,
        CopyUpBenchmark.Files1M::new,
        batch -> {
          benchmark.copyUp1M(batch);
          assertThat(batch.files).hasSize(CopyUpBenchmark.BATCH_1M);
          assertWritten(batch, CopyUpBenchmark.SIZE_1M);
        });
  }

  private static void assertWritten(FreshMount batch, int size) throws IOException {
    byte[] expected = new Pattern(size, 1).bytes();
    expected[0] = '!';
    for (Path file : batch.files) {
      assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    }
    if (batch.mounted.fileSystem() instanceof UnionFileSystem union) {
      assertThat(union.changes()).hasSizeGreaterThan(batch.files.length);
      assertThat(union.usage().bytes()).isGreaterThanOrEqualTo((long) size * batch.files.length);
    }
  }

  @Test
  void anAppendMakesTheFileOneByteLonger() throws IOException {
    on(
        "union-1",
        CopyUpBenchmark.Files64M::new,
        batch -> {
          new CopyUpBenchmark().append64M(batch);
          assertThat(batch.files).hasSize(CopyUpBenchmark.BATCH_64M);
          for (Path file : batch.files) {
            assertThat(Files.size(file)).isEqualTo(CopyUpBenchmark.SIZE_64M + 1L);
          }
        });
  }

  @Test
  void aByteIsAppendedToEachFileOfAGibibyteOfWhichABlockIsCopied() throws IOException {
    on(
        "union-block-1",
        CopyUpBenchmark.Files1G::new,
        batch -> {
          new CopyUpBenchmark().append1G(batch);
          assertThat(batch.files).hasSize(CopyUpBenchmark.BATCH_1G).doesNotHaveDuplicates();
          for (Path file : batch.files) {
            assertThat(Files.size(file)).isEqualTo(CopyUpBenchmark.SIZE_1G + 1L);
          }
          try (SeekableByteChannel channel = Files.newByteChannel(batch.files[7])) {
            ByteBuffer end = ByteBuffer.allocate(2);
            channel.position(CopyUpBenchmark.SIZE_1G - 1).read(end);
            ByteBuffer last = ByteBuffer.allocate(1);
            new Pattern(CopyUpBenchmark.SIZE_1G, 1).read(last, CopyUpBenchmark.SIZE_1G - 1);
            assertThat(end.array()).containsExactly(last.get(0), (byte) '!');
          }
          UnionFileSystem union = (UnionFileSystem) batch.mounted.fileSystem();
          assertThat(union.changes()).hasSizeGreaterThan(CopyUpBenchmark.BATCH_1G);
          assertThat(union.blockUse().copiedBytes())
              .isLessThan(CopyUpBenchmark.BATCH_1G * (256L << 10));
        });
    CopyUpBenchmark.Files1G files = new CopyUpBenchmark.Files1G();
    files.subject = "union-1";
    assertThatThrownBy(files::prepare).hasMessageContaining("choose union-block-1");
  }

  @ParameterizedTest
  @CsvSource({"blocks,union-1", "jimfs,union-jimfs-1"})
  void theControlWritesWhatACopyUpLeaves(String kind, String subject) throws IOException {
    MediumBenchmark.Write4K medium = new MediumBenchmark.Write4K();
    medium.subject = kind;
    medium.fill();
    medium.make();
    new MediumBenchmark().writeMedium4K(medium);
    assertThat(medium.targets).hasSize(CopyUpBenchmark.BATCH_4K);
    on(
        subject,
        CopyUpBenchmark.Files4K::new,
        batch -> {
          new CopyUpBenchmark().copyUp4K(batch);
          UnionFileSystem union = (UnionFileSystem) batch.mounted.fileSystem();
          Path copied = union.upper().resolve(Trees.many(1).substring(1));
          Path written = medium.medium.directory().resolve("file-1");
          byte[] bytes = Files.readAllBytes(copied);
          bytes[0] = medium.bytes[0];
          assertThat(written).hasBinaryContent(bytes);
          // The fraction of a second has up to nine digits.
          Map<String, Integer> byHand = lengths(written);
          assertThat(byHand.keySet()).isEqualTo(lengths(copied).keySet());
          lengths(copied)
              .forEach((name, size) -> assertThat(byHand.get(name)).isBetween(size, size + 10));
          assertThat(written.getFileSystem().supportedFileAttributeViews())
              .isEqualTo(copied.getFileSystem().supportedFileAttributeViews());
        });
    medium.close();
  }

  /** The xattrs with the length of each. */
  private static Map<String, Integer> lengths(Path file) throws IOException {
    Map<String, Integer> lengths = new java.util.TreeMap<>();
    Files.readAttributes(file, "user:*")
        .forEach((name, value) -> lengths.put(name, ((byte[]) value).length));
    assertThat(lengths).isNotEmpty();
    return lengths;
  }

  @Test
  void filesCopyCopiesWithinTheMedium() throws IOException {
    MediumBenchmark.Copy1M medium = new MediumBenchmark.Copy1M();
    medium.fill();
    medium.make();
    new MediumBenchmark().filesCopy1M(medium);
    assertThat(medium.targets).hasSize(CopyUpBenchmark.BATCH_1M).doesNotHaveDuplicates();
    for (Path target : medium.targets) {
      assertThat(target).hasBinaryContent(medium.bytes);
    }
    medium.close();
  }
}
