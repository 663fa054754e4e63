package io.unionfs.nio;

import io.unionfs.contract.Subject;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the Javadoc does not promise, to the letter of the default provider's messages: the {@code
 * io.unionfs.contract} holds what it promises. A test that fails for the union and not for the
 * default provider shows a fault of the union.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(value = Subject.class, names = "JIMFS", mode = EnumSource.Mode.EXCLUDE)
@EnabledOnOs(OS.LINUX)
abstract class Contract {
  static final int JDK = Runtime.version().feature();
  static final String ELOOP =
      "Too many levels of symbolic links or unable to access attributes of symbolic link";

  @Parameter Subject subject;
  private Subject.Opened opened;
  Path root;

  @BeforeEach
  void open() throws IOException {
    opened = subject.open();
    root = opened.root();
  }

  @AfterEach
  void close() throws IOException {
    opened.close();
  }

  boolean isUnion() {
    return root.getFileSystem() != FileSystems.getDefault();
  }

  Path at(String name) {
    return root.resolve(name);
  }

  /** A path of the subject's filesystem. */
  Path path(String text) {
    return root.getFileSystem().getPath(text);
  }

  interface Operation {
    Object run() throws Exception;
  }

  /**
   * How an operation ended: its result as text, or the exception as {@code Class file -> other:
   * reason}, for others {@code Class: message}; paths relative to the subject's root.
   */
  String outcome(Operation operation) {
    String prefix = root + "/";
    try {
      return String.valueOf(operation.run()).replace(prefix, "");
    } catch (FileSystemException e) {
      Class<?> type = e.getClass();
      while (!type.getName().startsWith("java.")) {
        type = type.getSuperclass();
      }
      return (type.getSimpleName()
              + " "
              + e.getFile()
              + (e.getOtherFile() == null ? "" : " -> " + e.getOtherFile())
              + (e.getReason() == null ? "" : ": " + e.getReason()))
          .replace(prefix, "");
    } catch (Exception e) {
      return e.getClass().getSimpleName() + (e instanceof IOException ? ": " + e.getMessage() : "");
    }
  }

  /** {@link #outcome} of an operation without a result: {@code ok} when it succeeds. */
  String done(Action action) {
    return outcome(
        () -> {
          action.run();
          return "ok";
        });
  }

  interface Action {
    void run() throws Exception;
  }
}
