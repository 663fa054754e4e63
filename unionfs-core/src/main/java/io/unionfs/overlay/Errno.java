package io.unionfs.overlay;

import io.unionfs.fault.ErrorCode;

/**
 * Why an operation failed: the error numbers of Linux (errno(3)) that a union mount gives, with the
 * texts of strerror(3).
 */
public enum Errno implements Lookup, ErrorCode {
  EPERM(1, "Operation not permitted"),
  ENOENT(2, "No such file or directory"),
  EINTR(4, "Interrupted system call"),
  EIO(5, "Input/output error"),
  ENXIO(6, "No such device or address"),
  E2BIG(7, "Argument list too long"),
  EBADF(9, "Bad file descriptor"),
  EACCES(13, "Permission denied"),
  EBUSY(16, "Device or resource busy"),
  EEXIST(17, "File exists"),
  EXDEV(18, "Invalid cross-device link"),
  ENODEV(19, "No such device"),
  ENOTDIR(20, "Not a directory"),
  EISDIR(21, "Is a directory"),
  EINVAL(22, "Invalid argument"),
  EFBIG(27, "File too large"),
  ENOSPC(28, "No space left on device"),
  ESPIPE(29, "Illegal seek"),
  EROFS(30, "Read-only file system"),
  EMLINK(31, "Too many links"),
  ERANGE(34, "Numerical result out of range"),
  ENAMETOOLONG(36, "File name too long"),
  ENOTEMPTY(39, "Directory not empty"),
  ELOOP(40, "Too many levels of symbolic links"),
  ENODATA(61, "No data available"),
  EILSEQ(84, "Invalid or incomplete multibyte or wide character"),
  EOPNOTSUPP(95, "Operation not supported"),
  ESTALE(116, "Stale file handle");

  private final int number;
  private final String text;

  Errno(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** The number on Linux (x86-64 and most others). */
  public int number() {
    return number;
  }

  /** The text strerror(3) gives, without a full stop. */
  public String text() {
    return text;
  }

  /** The one of {@code code}'s name, or null. */
  static Errno named(ErrorCode code) {
    for (Errno errno : values()) {
      if (errno.name().equals(code.name())) {
        return errno;
      }
    }
    return null;
  }

  /** This as an exception. */
  ErrnoException thrown() {
    return new ErrnoException(this);
  }
}
