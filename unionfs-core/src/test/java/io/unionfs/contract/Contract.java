package io.unionfs.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A test per documented sentence of {@code java.nio.file}, run over every {@link Subject}.
 *
 * <p>The expectation is what the Javadoc says and what the default provider does on Linux; where
 * the two differ, the test says so and follows the default provider. What a subject fails stands in
 * its list, see {@link KnownFailures}.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(Subject.class)
@EnabledOnOs(OS.LINUX)
@ExtendWith(KnownFailures.class)
abstract class Contract {
  static final int JDK = Runtime.version().feature();

  @Parameter Subject subject;
  private Subject.Opened opened;
  Path root;
  FileSystem fs;

  @BeforeEach
  void open() throws IOException {
    opened = subject.open();
    root = opened.root();
    fs = root.getFileSystem();
  }

  @AfterEach
  void close() throws IOException {
    opened.close();
  }

  Path at(String name) {
    return root.resolve(name);
  }

  /** A path of the subject's filesystem. */
  Path path(String first, String... more) {
    return fs.getPath(first, more);
  }

  String content(String name) throws IOException {
    return Files.readString(at(name));
  }

  /** The names in a directory, sorted. */
  List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(at(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A path of another provider, while {@code action} runs. */
  void withForeign(ForeignAction action) throws Exception {
    if (subject != Subject.DEFAULT_PROVIDER) {
      action.run(Path.of("foreign"));
      return;
    }
    try (FileSystem other = Jimfs.newFileSystem(Configuration.unix())) {
      action.run(other.getPath("foreign"));
    }
  }

  interface ForeignAction {
    void run(Path foreign) throws Exception;
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  /** What stands before the buffer's position. */
  static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer.duplicate().flip()).toString();
  }

  /** Expects a failure on {@code file}; a subclass of {@code expected} is none of the others. */
  static <E extends FileSystemException> E failsOn(
      Path file, Class<E> expected, Executable operation) {
    E failure = assertThrows(expected, operation);
    org.junit.jupiter.api.Assertions.assertEquals(file.toString(), failure.getFile());
    return failure;
  }
}
