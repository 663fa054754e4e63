package io.unionfs.contract;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A thread that was interrupted before: only channels that were opened as such mind. */
class InterruptedThreadContractTest extends Contract {
  /** Does {@code action} interrupted, and checks that it still is afterwards. */
  private static <T> T interrupted(Callable<T> action) throws Exception {
    Thread.currentThread().interrupt();
    try {
      T result = action.call();
      assertThat(Thread.currentThread().isInterrupted()).as("still interrupted").isTrue();
      return result;
    } finally {
      Thread.interrupted();
    }
  }

  private interface Doing {
    void run() throws Exception;
  }

  private static void doInterrupted(Doing doing) throws Exception {
    interrupted(
        () -> {
          doing.run();
          return null;
        });
  }

  // ---- streams ----

  @Test
  void anInputStreamReads() throws Exception {
    byte[] read =
        interrupted(
            () -> {
              try (InputStream in = Files.newInputStream(at("f"))) {
                return in.readAllBytes();
              }
            });
    assertThat(read).isEqualTo("hello".getBytes());
  }

  @Test
  void anOutputStreamWrites() throws Exception {
    doInterrupted(
        () -> {
          try (OutputStream out = Files.newOutputStream(at("new"))) {
            out.write('a');
            out.write('b');
          }
        });
    assertThat(content("new")).isEqualTo("ab");
  }

  @Test
  void anOutputStreamReplacesWhatIsThere() throws Exception {
    doInterrupted(
        () -> {
          try (OutputStream out = Files.newOutputStream(at("f"))) {
            out.write('a');
          }
        });
    assertThat(content("f")).isEqualTo("a");
  }

  @Test
  void aReaderReadsAndAWriterWrites() throws Exception {
    doInterrupted(() -> Files.write(at("lines"), List.of("a", "b")));
    assertThat(interrupted(() -> Files.readAllLines(at("lines")))).containsExactly("a", "b");
  }

  // ---- whole contents ----

  @Test
  void allBytesAreRead() throws Exception {
    assertThat(interrupted(() -> Files.readAllBytes(at("f")))).isEqualTo("hello".getBytes());
  }

  @Test
  void aStringIsRead() throws Exception {
    assertThat(interrupted(() -> Files.readString(at("dir/x")))).isEqualTo("x");
  }

  @Test
  void aStringIsWritten() throws Exception {
    doInterrupted(() -> Files.writeString(at("f"), "changed"));
    assertThat(content("f")).isEqualTo("changed");
  }

  @Test
  void filesAreCompared() throws Exception {
    assertThat(interrupted(() -> Files.mismatch(at("f"), at("dir/x")))).isZero();
  }

  // ---- copies ----

  @Test
  void aFileIsCopied() throws Exception {
    doInterrupted(() -> Files.copy(at("f"), at("copy"), StandardCopyOption.COPY_ATTRIBUTES));
    assertThat(content("copy")).isEqualTo("hello");
  }

  @Test
  void aFileIsCopiedOverAnother() throws Exception {
    doInterrupted(() -> Files.copy(at("f"), at("dir/x"), StandardCopyOption.REPLACE_EXISTING));
    assertThat(content("dir/x")).isEqualTo("hello");
  }

  @Test
  void aFileIsCopiedFromAndToAStream() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    doInterrupted(() -> Files.copy(at("f"), bytes));
    doInterrupted(() -> Files.copy(new ByteArrayInputStream(bytes.toByteArray()), at("copy")));
    assertThat(content("copy")).isEqualTo("hello");
  }

  @Test
  void aFileIsCopiedFromAndToAnotherProvider() throws Exception {
    try (FileSystem other = Jimfs.newFileSystem(Configuration.unix())) {
      Path there = other.getPath("/f");
      doInterrupted(() -> Files.copy(at("f"), there));
      doInterrupted(() -> Files.copy(there, at("back")));
    }
    assertThat(content("back")).isEqualTo("hello");
  }

  // ---- names and attributes ----

  @Test
  void namesAreMadeMovedAndDeleted() throws Exception {
    doInterrupted(
        () -> {
          Files.createDirectory(at("d2"));
          Files.createFile(at("d2/f"));
          Files.createSymbolicLink(at("d2/l"), path("f"));
          Files.createLink(at("d2/h"), at("dir/x"));
          Files.copy(at("d2/l"), at("d2/l2"), LinkOption.NOFOLLOW_LINKS);
          Files.move(at("d2/f"), at("d2/g"));
          Files.delete(at("f"));
        });
    assertThat(names("d2")).containsExactly("g", "h", "l", "l2");
    assertThat(at("f")).doesNotExist();
  }

  @Test
  void attributesAreSet() throws Exception {
    FileTime time = FileTime.fromMillis(1_000);
    doInterrupted(
        () -> {
          Files.setPosixFilePermissions(at("f"), PosixFilePermissions.fromString("rw-------"));
          Files.setLastModifiedTime(at("dir/x"), time);
        });
    assertThat(Files.getPosixFilePermissions(at("f"))).hasSize(2);
    assertThat(Files.getLastModifiedTime(at("dir/x"))).isEqualTo(time);
  }

  @Test
  void directoriesAreWalked() throws Exception {
    long files =
        interrupted(
            () -> {
              try (Stream<Path> all = Files.walk(at("dir"))) {
                return all.count();
              }
            });
    assertThat(files).isEqualTo(3);
  }

  // ---- channels ----

  @Test
  void aChannelIsOpenedAndItsFileEmptied() throws Exception {
    doInterrupted(() -> FileChannel.open(at("f"), WRITE, TRUNCATE_EXISTING).close());
    assertThat(content("f")).isEmpty();
  }

  @Test
  void aChannelIsClosedByItsFirstUse() throws Exception {
    doInterrupted(
        () -> {
          FileChannel channel = FileChannel.open(at("f"), READ, WRITE);
          assertThrows(
              ClosedByInterruptException.class, () -> channel.write(ByteBuffer.allocate(1)));
          assertThat(channel.isOpen()).isFalse();
        });
    assertThat(content("f")).isEqualTo("hello");
  }

  @Test
  void aFileThatAChannelWasClosedOnIsUsedByOthers() throws IOException {
    try (FileChannel other = FileChannel.open(at("f"), READ)) {
      Thread.currentThread().interrupt();
      FileChannel channel = FileChannel.open(at("f"), READ);
      assertThrows(ClosedByInterruptException.class, () -> channel.read(ByteBuffer.allocate(1)));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(other.read(ByteBuffer.allocate(5))).isEqualTo(5);
    }
  }
}
