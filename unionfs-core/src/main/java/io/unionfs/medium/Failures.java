package io.unionfs.medium;

import io.unionfs.fault.InjectedFaultException;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;

/** Turns what storing filesystems throw into what {@link UpperMedium} throws. */
final class Failures {
  private Failures() {}

  /** The failure to throw for {@code thrown}, which befell {@code path}. */
  static IOException of(Exception thrown, Path path) {
    if (thrown instanceof MediumException already) {
      return already;
    }
    if (thrown instanceof IOException io) {
      MediumException.Kind kind = kindOf(io);
      return kind == null ? io : new MediumException(kind, path + ": " + phrase(kind), io);
    }
    if (thrown instanceof InvalidPathException) {
      return notStorable(path.toString(), thrown);
    }
    if (thrown instanceof ReadOnlyFileSystemException) {
      return new MediumException(
          MediumException.Kind.READ_ONLY,
          path + ": " + phrase(MediumException.Kind.READ_ONLY),
          thrown);
    }
    if (thrown instanceof ClosedFileSystemException) {
      return new IOException(path + ": the filesystem of the writable layer is closed", thrown);
    }
    if (thrown instanceof UnsupportedOperationException) {
      return new IOException(
          path + ": the filesystem of the writable layer cannot do this", thrown);
    }
    throw (RuntimeException) thrown;
  }

  /** The failure to throw for one that a plan of faults asked for. */
  static IOException of(InjectedFaultException thrown) {
    if (thrown.code() == null) {
      return thrown;
    }
    MediumException.Kind kind =
        switch (thrown.code().name()) {
          case "ENOSPC" -> MediumException.Kind.NO_SPACE;
          case "EROFS" -> MediumException.Kind.READ_ONLY;
          case "EILSEQ" -> MediumException.Kind.NAME_NOT_STORABLE;
          default -> null;
        };
    return kind == null ? thrown : new MediumException(kind, thrown.getMessage(), thrown);
  }

  /** The storing filesystem has no such names. */
  static MediumException notStorable(String name, Throwable cause) {
    return new MediumException(
        MediumException.Kind.NAME_NOT_STORABLE,
        "\"" + Names.display(name) + "\": " + phrase(MediumException.Kind.NAME_NOT_STORABLE),
        cause);
  }

  /** No space for {@code path}. */
  static MediumException noSpace(Path path) {
    return new MediumException(
        MediumException.Kind.NO_SPACE, path + ": " + phrase(MediumException.Kind.NO_SPACE), null);
  }

  /** No space for a file that is in memory and has no path. */
  static MediumException noSpaceInMemory() {
    return new MediumException(
        MediumException.Kind.NO_SPACE, phrase(MediumException.Kind.NO_SPACE), null);
  }

  /** The JDK and jimfs tell these failures apart by their words only. */
  private static MediumException.Kind kindOf(IOException thrown) {
    String words =
        thrown instanceof FileSystemException named ? named.getReason() : thrown.getMessage();
    if (words == null) {
      return null;
    }
    return switch (words) {
      case "No space left on device", "Disk quota exceeded", "out of disk space" ->
          MediumException.Kind.NO_SPACE;
      case "Read-only file system" -> MediumException.Kind.READ_ONLY;
      case "Invalid or incomplete multibyte or wide character" ->
          MediumException.Kind.NAME_NOT_STORABLE;
      default -> null;
    };
  }

  private static String phrase(MediumException.Kind kind) {
    return switch (kind) {
      case NO_SPACE -> "no space left for the writable layer";
      case NAME_NOT_STORABLE -> "the filesystem of the writable layer cannot hold this name";
      case READ_ONLY -> "the filesystem of the writable layer is read-only";
      case IN_USE -> "the writable layer is in use by another mount";
    };
  }
}
