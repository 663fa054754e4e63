package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a directory stream's iterator gives, and to whom, and what can be done with such a path. */
class DirectoryStreamEntriesTest {
  private static final int MANY = 2_000;

  private static UnionFileSystem mounted() throws IOException {
    LayerBuilder layer = Layer.builder();
    for (int i = 0; i < MANY; i++) {
      layer.file("many/f" + i, "");
    }
    layer.file("d/e/f", "text").file("d/e/g", "");
    return UnionFileSystem.builder().lower(layer.build()).mount();
  }

  @Test
  @Timeout(60)
  void threadsThatShareAnIteratorAreGivenEachFileOnce() throws Exception {
    int threads = 4;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (UnionFileSystem union = mounted()) {
      for (int round = 0; round < 20; round++) {
        try (DirectoryStream<Path> stream =
            Files.newDirectoryStream(
                union.getPath("/many"), path -> !path.toString().endsWith("7"))) {
          Iterator<Path> shared = stream.iterator();
          ConcurrentLinkedQueue<Path> given = new ConcurrentLinkedQueue<>();
          CyclicBarrier start = new CyclicBarrier(threads);
          List<Future<?>> running = new ArrayList<>();
          for (int i = 0; i < threads; i++) {
            running.add(
                executor.submit(
                    () -> {
                      start.await();
                      try {
                        while (shared.hasNext()) {
                          given.add(shared.next());
                        }
                      } catch (NoSuchElementException e) {
                        // Another thread took the last.
                      }
                      return null;
                    }));
          }
          for (Future<?> each : running) {
            each.get();
          }
          assertThat(given).hasSize(MANY * 9 / 10).doesNotHaveDuplicates();
        }
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void aFileThatWasFoundIsGivenAfterTheClose() throws IOException {
    try (UnionFileSystem union = mounted()) {
      DirectoryStream<Path> stream = Files.newDirectoryStream(union.getPath("/d/e"));
      Iterator<Path> entries = stream.iterator();
      assertThat(entries.hasNext()).isTrue();
      stream.close();
      assertThat(entries.hasNext()).isTrue();
      assertThat(entries.next().getParent()).isEqualTo(union.getPath("/d/e"));
      assertThat(entries.hasNext()).isFalse();
      assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void aFileAtWhichTheFilterFailsIsLeftBehind() throws IOException {
    try (UnionFileSystem union = mounted()) {
      List<Path> asked = new ArrayList<>();
      try (DirectoryStream<Path> stream =
          Files.newDirectoryStream(
              union.getPath("/d/e"),
              path -> {
                asked.add(path);
                if (asked.size() == 1) {
                  throw new IOException("not this");
                }
                return true;
              })) {
        Iterator<Path> entries = stream.iterator();
        assertThatThrownBy(entries::hasNext).isInstanceOf(DirectoryIteratorException.class);
        assertThat(entries.next()).isEqualTo(asked.get(1));
        assertThat(entries.hasNext()).isFalse();
        assertThat(asked).doesNotHaveDuplicates().hasSize(2);
      }
    }
  }

  @Test
  void aFilterIsAskedOnceOfEach() throws IOException {
    try (UnionFileSystem union = mounted()) {
      List<Path> asked = new ArrayList<>();
      try (DirectoryStream<Path> stream =
          Files.newDirectoryStream(union.getPath("/many"), path -> asked.add(path))) {
        List<Path> given = new ArrayList<>();
        for (Iterator<Path> entries = stream.iterator(); entries.hasNext(); ) {
          entries.hasNext();
          given.add(entries.next());
        }
        assertThat(given).isEqualTo(asked).doesNotHaveDuplicates().hasSize(MANY);
      }
    }
  }

  /** Such a path shares its directory's names: it must not show in anything. */
  @Test
  void aFoundPathIsAsOneThatWasParsed() throws IOException {
    try (UnionFileSystem union = mounted()) {
      for (String directory :
          List.of("/", "/d", "/d/e", "", "d", "d/e", "..", "/d/./e", "d/../d")) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(union.getPath(directory))) {
          for (Path found : stream) {
            String separator = directory.isEmpty() || directory.endsWith("/") ? "" : "/";
            Path parsed = union.getPath(directory + separator + found.getFileName());
            assertSame(found, parsed, union);
          }
        }
      }
    }
  }

  private static void assertSame(Path found, Path parsed, UnionFileSystem union)
      throws IOException {
    assertThat(found.toString()).isEqualTo(parsed.toString());
    assertThat((Object) found).isEqualTo(parsed).hasSameHashCodeAs(parsed);
    assertThat(parsed.equals(found)).isTrue();
    assertThat(found.compareTo(parsed)).isZero();
    assertThat(found.getNameCount()).isEqualTo(parsed.getNameCount());
    assertThat((Object) found.getParent()).isEqualTo(parsed.getParent());
    assertThat((Object) found.getFileName()).isEqualTo(parsed.getFileName());
    assertThat((Object) found.getRoot()).isEqualTo(parsed.getRoot());
    assertThat((Object) found.normalize()).isEqualTo(parsed.normalize());
    assertThat((Object) found.toAbsolutePath()).isEqualTo(parsed.toAbsolutePath());
    assertThat((Object) found.resolve("x/y")).isEqualTo(parsed.resolve("x/y"));
    assertThat((Object) found.resolveSibling("x")).isEqualTo(parsed.resolveSibling("x"));
    assertThat((Object) found.subpath(0, found.getNameCount()))
        .isEqualTo(parsed.subpath(0, parsed.getNameCount()));
    assertThat(found.iterator()).toIterable().containsExactlyElementsOf(parsed);
    assertThat(found.startsWith(parsed) && parsed.startsWith(found)).isTrue();
    assertThat(found.endsWith(parsed) && parsed.endsWith(found)).isTrue();
    assertThat(found.endsWith(found.getFileName())).isTrue();
    assertThat(found.startsWith(found.resolve("x"))).isFalse();
    assertThat(found.relativize(parsed)).hasToString("");
    assertThat((Object) found.resolve("x").relativize(found)).isEqualTo(union.getPath(".."));
    assertThat(Files.isSameFile(found, parsed)).isTrue();
    assertThat((Object) found.toRealPath()).isEqualTo(parsed.toRealPath());
  }

  /** Who is told of an operation may close the stream through which it is done. */
  @Test
  void itMayBeClosedFromInsideOfAnOperation() throws Exception {
    UnionFileSystem union = mounted();
    SecureDirectoryStream<Path> stream =
        (SecureDirectoryStream<Path>) Files.newDirectoryStream(union.getPath("/d/e"));
    union.setListener(event -> closeQuietly(stream));
    FutureTask<Void> deletion =
        new FutureTask<>(
            () -> {
              stream.deleteFile(union.getPath("f"));
              return null;
            });
    Thread deleting = new Thread(deletion);
    deleting.setDaemon(true); // If it waits for itself, it does so for ever.
    deleting.start();
    deletion.get(20, TimeUnit.SECONDS);
    assertThatThrownBy(
            () -> stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes())
        .isInstanceOf(ClosedDirectoryStreamException.class);
    assertThat(union.getPath("/d/e/f")).doesNotExist();
    union.close();
  }

  private static void closeQuietly(SecureDirectoryStream<Path> stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
