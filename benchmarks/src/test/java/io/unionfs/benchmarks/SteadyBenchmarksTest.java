package io.unionfs.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.unionfs.benchmarks.subject.Node;
import io.unionfs.benchmarks.subject.Pattern;
import io.unionfs.benchmarks.subject.Subject;
import io.unionfs.benchmarks.subject.Trees;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.infra.Blackhole;

/** The benchmarks on one mount do what their names say, again and again. */
class SteadyBenchmarksTest {
  private static final int TIMES = 3;

  private interface Check<T> {
    void run(T benchmark) throws IOException;
  }

  private static <T extends Mounted> void on(String subject, Supplier<T> maker, Check<T> check)
      throws IOException {
    assumeThat(Subject.parse(subject).whyNot()).as(subject + " on this machine").isEmpty();
    T benchmark = maker.get();
    benchmark.subject = subject;
    benchmark.mount();
    try {
      for (int i = 0; i < TIMES; i++) {
        check.run(benchmark);
      }
    } finally {
      benchmark.unmount();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jimfs",
        "memoryfilesystem",
        "tmpfs",
        "union-1",
        "union-500",
        "scan-8",
        "overlay-8",
        "fuse-overlayfs-8"
      })
  void lookupsFindAndReadsReadAndChangesChange(String subject) throws IOException {
    on(
        subject,
        LookupBenchmark::new,
        benchmark -> {
          assertIsSmallFile(benchmark.statBottom());
          assertIsSmallFile(benchmark.statTop());
          assertThat(benchmark.miss()).isFalse();
          assertThat(benchmark.getPath()).isEqualTo(benchmark.mounted.path(Trees.bottom()));
          assertIsSmallFile(benchmark.getPathStat());
        });
    ReadBenchmark.Buffers buffers = new ReadBenchmark.Buffers();
    on(
        subject,
        ReadBenchmark::new,
        benchmark -> {
          assertThat(benchmark.openReadCloseLower(buffers))
              .isEqualTo(ByteBuffer.wrap(Trees.small(0)));
          assertThat(benchmark.openReadCloseUpper(buffers))
              .isEqualTo(ByteBuffer.wrap(Trees.small(Trees.FILES)));
          assertThat(benchmark.read1M(buffers))
              .isEqualTo(ByteBuffer.wrap(new Pattern(Trees.LARGE_SIZE, Trees.FILES).bytes()));
        });
    on(
        subject,
        ChangeBenchmark::new,
        benchmark -> {
          ChangeBenchmark.Own own = new ChangeBenchmark.Own();
          own.name(benchmark, 1);
          benchmark.createWriteDelete(own);
          assertThat(own.bytes.remaining()).as("bytes not written").isZero();
          assertThat(own.created).doesNotExist();
          assertThat(benchmark.rename(own)).isEqualTo(own.here).hasBinaryContent(Trees.small(0));
          assertThat(own.there).doesNotExist();
        });
  }

  private static void assertIsSmallFile(BasicFileAttributes attributes) {
    assertThat(attributes.isRegularFile()).isTrue();
    assertThat(attributes.size()).isEqualTo(Trees.FILE_SIZE);
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
  void listCountsAllAndWalkFindsTheWholeImage(String subject) throws IOException {
    Blackhole hole =
        new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is"
                + " dangerous.");
    on(
        subject,
        () -> {
          ListBenchmark benchmark = new ListBenchmark();
          benchmark.names = 300;
          return benchmark;
        },
        benchmark -> assertThat(benchmark.list(hole)).isEqualTo(300));
    on(
        subject,
        WalkBenchmark::new,
        benchmark -> {
          WalkBenchmark.Found found = benchmark.walk();
          var nodes = benchmark.tree().nodes();
          long directories = nodes.stream().filter(Node.Directory.class::isInstance).count();
          assertThat(found.directories).as("directories and the root").isEqualTo(directories + 1);
          assertThat(found.files).isEqualTo(nodes.size() - (int) directories);
          assertThat(found.bytes)
              .isEqualTo(
                  nodes.stream()
                      .mapToLong(n -> n instanceof Node.File file ? file.content().size() : 0)
                      .sum());
        });
  }

  @Test
  void twoThreadsHaveFilesOfTheirOwn() throws IOException {
    on(
        "union-1",
        ChangeBenchmark::new,
        benchmark -> {
          ChangeBenchmark.Own first = new ChangeBenchmark.Own();
          first.name(benchmark, 0);
          ChangeBenchmark.Own second = new ChangeBenchmark.Own();
          second.name(benchmark, 1);
          assertThat(first.here).isNotEqualTo(second.here);
          assertThat(first.created).isNotEqualTo(second.created);
          assertThat(Files.exists(first.here) && Files.exists(second.here)).isTrue();
        });
  }

  @Test
  void theControlFindsItsName() {
    ControlBenchmark.Own own = new ControlBenchmark.Own();
    own.fill();
    assertThat(own.map).hasSize(Trees.FILES);
    assertThat(new ControlBenchmark().hashMapGet(own)).isZero();
  }
}
