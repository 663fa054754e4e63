package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.unionfs.layer.Layer;
import io.unionfs.nio.OpenResource.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is open: told, found again, and closed with the filesystem. */
class OpenResourcesTest {
  private static final Layer LAYER =
      Layer.builder().file("f", "hello").directory("d").file("d/g", "g").build();

  private static UnionFileSystem mounted() throws IOException {
    return UnionFileSystem.builder().lower(LAYER).mount();
  }

  @Test
  void allThatIsOpenIsTold() throws IOException {
    try (UnionFileSystem union = mounted()) {
      Path file = union.getPath("/f");
      try (InputStream in = Files.newInputStream(file);
          AsynchronousFileChannel channel = AsynchronousFileChannel.open(union.getPath("/d/g"));
          DirectoryStream<Path> directory = Files.newDirectoryStream(union.getPath("/d"))) {
        assertThat(union.openResources())
            .extracting(OpenResource::toString)
            .containsExactly(
                "directory stream on /d",
                "asynchronous file channel on /d/g",
                "file channel on /f");
        assertThat(union.openResources()).allMatch(resource -> resource.opened().isEmpty());
        assertThatThrownBy(union::assertNoOpenResources)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("3 still open")
            .hasMessageContaining("file channel on /f")
            .hasMessageContaining("trackOpenResources()");
        assertThat(in).isNotNull();
        assertThat(channel.isOpen()).isTrue();
        assertThat(directory).isNotNull();
      }
      assertThat(union.openResources()).isEmpty();
      assertThatCode(union::assertNoOpenResources).doesNotThrowAnyException();
    }
  }

  @Test
  void whereItWasOpenedIsToldWhenAskedFor() throws IOException {
    try (UnionFileSystem union =
        UnionFileSystem.builder().lower(LAYER).trackOpenResources().mount()) {
      FileChannel forgotten = openedInThisMethod(union.getPath("/f"));
      OpenResource resource = union.openResources().get(0);
      assertThat(resource.kind()).isEqualTo(Kind.FILE_CHANNEL);
      assertThat(resource.path()).isEqualTo(union.getPath("/f"));
      Throwable failure = catchThrowable(union::assertNoOpenResources);
      assertThat(failure).isInstanceOf(AssertionError.class);
      assertThat(failure.getSuppressed()).hasSize(1);
      assertThat(failure.getSuppressed()[0])
          .hasMessage("file channel on /f was opened here")
          .hasStackTraceContaining("openedInThisMethod");
      forgotten.close();
      union.assertNoOpenResources();
    }
  }

  private static FileChannel openedInThisMethod(Path file) throws IOException {
    return FileChannel.open(file);
  }

  @Test
  void whatFailsToOpenIsNotOpen() throws IOException {
    try (UnionFileSystem union = mounted()) {
      assertThatThrownBy(() -> FileChannel.open(union.getPath("/missing")));
      assertThatThrownBy(() -> Files.newDirectoryStream(union.getPath("/f")));
      assertThatThrownBy(() -> AsynchronousFileChannel.open(union.getPath("/missing")));
      union.assertNoOpenResources();
    }
  }

  @Test
  void closingTheFilesystemClosesAllKinds() throws IOException {
    UnionFileSystem union = mounted();
    FileChannel channel = FileChannel.open(union.getPath("/f"));
    AsynchronousFileChannel asynchronous = AsynchronousFileChannel.open(union.getPath("/f"));
    var directory = (SecureDirectoryStream<Path>) Files.newDirectoryStream(union.getPath("/d"));
    Path directoryPath = union.getPath("g");
    var below = directory.newDirectoryStream(union.getPath("."));
    var view = directory.getFileAttributeView(BasicFileAttributeView.class);
    union.close();
    assertThat(channel.isOpen()).isFalse();
    assertThat(asynchronous.isOpen()).isFalse();
    assertThatThrownBy(view::readAttributes).isInstanceOf(ClosedDirectoryStreamException.class);
    assertThatThrownBy(() -> below.deleteFile(directoryPath))
        .isInstanceOf(ClosedDirectoryStreamException.class);
    union.assertNoOpenResources();
  }

  @Test
  void aHundredThousandChannelsCanBeOpen() throws Exception {
    int threadCount = 4;
    int each = 25_000;
    UnionFileSystem union = mounted();
    try {
      Path lower = union.getPath("/f");
      Path upper = Files.writeString(union.getPath("/new"), "new");
      ExecutorService threads = Executors.newFixedThreadPool(threadCount);
      List<Future<List<FileChannel>>> opening = new ArrayList<>();
      for (int i = 0; i < threadCount; i++) {
        Path file = i % 2 == 0 ? lower : upper;
        opening.add(
            threads.submit(
                () -> {
                  List<FileChannel> channels = new ArrayList<>(each);
                  for (int n = 0; n < each; n++) {
                    channels.add(FileChannel.open(file));
                  }
                  return channels;
                }));
      }
      List<FileChannel> all = new ArrayList<>();
      for (Future<List<FileChannel>> one : opening) {
        all.addAll(one.get());
      }
      threads.shutdown();
      assertThat(union.openResources()).hasSize(threadCount * each);
      assertThat(all.get(all.size() - 1).size()).isEqualTo(3);
      for (FileChannel channel : all.subList(0, each)) {
        channel.close();
      }
      assertThat(union.openResources()).hasSize((threadCount - 1) * each);
      union.close();
      assertThat(all).noneMatch(FileChannel::isOpen);
    } finally {
      union.close();
    }
  }
}
