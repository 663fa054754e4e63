package io.unionfs.cli.output;

import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/** Failures in one line each, as a terminal can show them. */
public final class Failures {
  private Failures() {}

  /** What failed and why, with the file where the failure names one. */
  public static String line(Throwable failure) {
    if (failure instanceof FileSystemException file && file.getFile() != null) {
      return oneLine(file.getFile() + ": " + reason(file));
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory: give Java more, for example JDK_JAVA_OPTIONS=-Xmx2g";
    }
    boolean speaksForItself =
        failure instanceof IOException || failure instanceof IllegalArgumentException;
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    return oneLine(speaksForItself ? message : failure.getClass().getSimpleName() + ": " + message);
  }

  /** Why alone, in the words of strerror(3). */
  public static String reason(Exception failure) {
    if (failure instanceof NoSuchFileException missing && missing.getReason() == null) {
      return "No such file or directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "File exists";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "Directory not empty";
    }
    if (failure instanceof AccessDeniedException) {
      return "Permission denied";
    }
    if (failure instanceof NotDirectoryException) {
      return "Not a directory";
    }
    if (failure instanceof NotLinkException) {
      return "Not a symbolic link";
    }
    if (failure instanceof FileSystemLoopException) {
      return "Too many levels of symbolic links";
    }
    if (failure instanceof FileSystemException file && file.getReason() != null) {
      return oneLine(file.getReason());
    }
    if (failure instanceof InvalidPathException path) {
      return oneLine(path.getReason());
    }
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : oneLine(failure.getMessage());
  }

  /** Without line ends and control characters: names in images are not to be trusted. */
  public static String oneLine(String text) {
    return Names.display(text == null ? "" : text.strip().replaceAll("\\s*\\R\\s*", " "));
  }
}
