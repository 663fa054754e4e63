package io.unionfs.benchmarks.command;

import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in one line. */
final class BenchFailure {
  private BenchFailure() {}

  static String line(Exception failure) {
    String message = failure.getMessage();
    if (failure instanceof FileSystemException file && file.getReason() == null) {
      message =
          file.getFile()
              + (failure instanceof NoSuchFileException
                  ? ": No such file or directory"
                  : ": " + failure.getClass().getSimpleName());
    }
    return message == null
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
