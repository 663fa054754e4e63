package io.unionfs.nio;

import io.unionfs.fault.InjectedFaultException;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The exception for an errno: the one place where it is chosen. */
final class Errors {
  private static final String LOOP = " or unable to access attributes of symbolic link";

  private Errors() {}

  /** The exception for {@code errno} on {@code file}. */
  static IOException of(Errno errno, Path file) {
    return of(errno, file, null);
  }

  /** The exception for {@code errno} on {@code file}, with {@code other} as the second path. */
  static IOException of(Errno errno, Path file, Path other) {
    String name = file.toString();
    String otherName = other == null ? null : other.toString();
    return switch (errno) {
      case EACCES -> new AccessDeniedException(name, otherName, null);
      case ENOENT -> new NoSuchFileException(name, otherName, null);
      case EEXIST -> new FileAlreadyExistsException(name, otherName, null);
      case ELOOP -> new FileSystemException(name, otherName, errno.text() + LOOP);
      default -> new FileSystemException(name, otherName, errno.text());
    };
  }

  /** The exception for {@code failure} on {@code file}. */
  static IOException of(ErrnoException failure, Path file) {
    return of(failure, file, null);
  }

  /** The exception for {@code failure} on {@code file}, with {@code other} as the second path. */
  static IOException of(ErrnoException failure, Path file, Path other) {
    if (failure.errno() != Errno.EIO && failure.errno() != Errno.EBUSY) {
      return caused(of(failure.errno(), file, other), failure);
    }
    String otherName = other == null ? null : other.toString();
    return caused(new FileSystemException(file.toString(), otherName, text(failure)), failure);
  }

  /** The exception for {@code errno} where an attribute of {@code file} was to be read. */
  static IOException ofAttributes(Errno errno, Path file) {
    boolean missing = errno == Errno.ENOTDIR && JdkRelease.NOT_A_DIRECTORY_IS_MISSING;
    return of(missing ? Errno.ENOENT : errno, file);
  }

  /** The exception for a failed access check: a miss, which is ordinary, has no stack trace. */
  static IOException ofAccess(Errno errno, Path file) {
    boolean missing =
        errno == Errno.ENOENT || (errno == Errno.ENOTDIR && JdkRelease.NOT_A_DIRECTORY_IS_MISSING);
    return missing ? new Miss(file.toString()) : of(errno, file);
  }

  /** The exception of a channel: it has no path. */
  static IOException ofChannel(ErrnoException failure) {
    return caused(new IOException(text(failure)), failure);
  }

  /**
   * The errno's text; of an I/O error also what the storing filesystem says, if it was one; of a
   * writable layer that cannot be had, why.
   */
  private static String text(ErrnoException failure) {
    Throwable cause = failure.getCause();
    String why =
        cause == null || cause instanceof InjectedFaultException ? null : cause.getMessage();
    boolean explained = failure.errno() == Errno.EIO || failure.errno() == Errno.EBUSY;
    return explained && why != null ? failure.errno().text() + ": " + why : failure.errno().text();
  }

  private static IOException caused(IOException exception, ErrnoException failure) {
    if (failure.getCause() != null) {
      exception.initCause(failure.getCause());
    }
    return exception;
  }

  /** {@code Files.exists} asks by exception on JDK 17: a miss must cost no stack trace. */
  private static final class Miss extends NoSuchFileException {
    private static final long serialVersionUID = 1L;

    Miss(String file) {
      super(file);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
